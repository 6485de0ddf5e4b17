package dev.jobs.autoconfigure.endpoint;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a management port of its own, with its child context, must not do twice.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementPortTests {

	// Only the first complaint of a process is a warning, so the others count as well.
	@ParameterizedTest
	@EnumSource(Ports.class)
	void gaugesAreRegisteredOnce(Ports ports, CapturedOutput output) {
		try (GuardedServer server = GuardedServer.start(Stack.TOMCAT, ports, "logging.level.io.micrometer=debug")) {
			assertThat(server.bean(MeterRegistry.class).find("jobs.registered").gauges()).hasSize(1);
			assertThat(output).doesNotContain("already registered");
		}
	}

}
