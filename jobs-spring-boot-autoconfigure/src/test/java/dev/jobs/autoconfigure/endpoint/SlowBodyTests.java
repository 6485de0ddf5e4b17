package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;
import dev.jobs.autoconfigure.endpoint.RawHttp.Answer;
import dev.jobs.job.InvalidSettingsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A client that stops in the middle of a body gets 408, and nothing waits for it any
 * longer. Nobody waits in these tests but for the answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlowBodyTests {

	private static final String HEAD = "POST /_sys/job/greet HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

	private static final String[] HALVES = { HEAD + "Content-Length: 14\r\n\r\n{\"name\":",
			HEAD + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"name\":\r\n" };

	// reliability.md 4.4
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "NETTY", "REACTIVE_TOMCAT", "REACTIVE_JETTY" })
	void answersWhenTheTimeIsOver(Stack stack, CapturedOutput output) throws IOException {
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME, "jobs.endpoint.body-timeout=200ms")) {
			for (String half : HALVES) {
				Answer answer = send(server, half);
				assertThat(answer.status()).isEqualTo(408);
				assertThat(answer.text()).contains("\"code\":\"REQUEST_TIMEOUT\"", "did not arrive in time");
			}
			assertThat(Client.of(server).post("/greet", "{\"name\":\"Ada\"}").status()).isEqualTo(200);
		}
		assertThat(output).doesNotContain(" ERROR ");
	}

	// The server gives up first.
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "REACTIVE_JETTY" })
	void answersWhenTheServerGivesUp(Stack stack, CapturedOutput output) throws IOException {
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME, "server.tomcat.connection-timeout=200ms",
				"server.jetty.connection-idle-timeout=200ms")) {
			for (String half : HALVES) {
				Answer answer = send(server, half);
				assertThat(answer.status()).isEqualTo(408);
				if (stack != Stack.TOMCAT) {
					assertThat(answer.text()).contains("\"code\":\"REQUEST_TIMEOUT\"", "did not arrive in time");
				}
			}
			assertThat(Client.of(server).post("/greet", "{\"name\":\"Ada\"}").status()).isEqualTo(200);
		}
		assertThat(output).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s", "61m" })
	void refusesToStartWithoutABoundThatMakesSense(String timeout) {
		assertThatThrownBy(() -> GuardedServer.start(Stack.TOMCAT, Ports.SAME, "jobs.endpoint.body-timeout=" + timeout))
			.rootCause()
			.isInstanceOf(InvalidSettingsException.class)
			.hasMessageStartingWith("Property 'jobs.endpoint.body-timeout': 'PT")
			.hasMessageEndingWith("' must be more than 0 and at most 1h; use a duration such as '20s'");
	}

	// Reads to the end of the connection, which the server must therefore close.
	private static Answer send(GuardedServer server, String half) throws IOException {
		try (Socket socket = new Socket("localhost", server.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
			return Answer.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
		}
	}

}
