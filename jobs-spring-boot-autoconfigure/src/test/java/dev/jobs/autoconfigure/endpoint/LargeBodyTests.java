package dev.jobs.autoconfigure.endpoint;

import org.junit.jupiter.api.Test;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that bodies arrive whatever thread the server looks for them in. One of some
 * hundred stayed away while another thread asked for them.
 */
class LargeBodyTests {

	@Test
	void arriveOneAfterAnother() {
		String body = "\"" + "x".repeat(ApiBodyReader.MAX_BYTES - 2) + "\"";
		try (GuardedServer server = GuardedServer.start(Stack.REACTIVE_JETTY, Ports.SAME,
				"jobs.endpoint.body-timeout=5s")) {
			for (int i = 0; i < 200; i++) {
				assertThat(Client.of(server).post("/greet", body).status()).isEqualTo(413);
			}
		}
	}

}
