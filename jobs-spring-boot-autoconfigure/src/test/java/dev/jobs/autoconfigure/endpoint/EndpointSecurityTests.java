package dev.jobs.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint beside Spring Security.
 */
class EndpointSecurityTests {

	private static final String CIDR_ONLY = "jobs.endpoint.security=cidr-only";

	private static final String[] USER = { "Authorization",
			"Basic " + Base64.getEncoder().encodeToString("user:s3cret".getBytes(StandardCharsets.UTF_8)) };

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void obeysTheRulesOfTheApplication(Stack stack) {
		try (GuardedServer server = start(stack, Ports.SAME)) {
			Client client = Client.of(server);
			assertThat(client.get("").status()).isEqualTo(401);
			assertThat(client.post("/job").status()).isIn(401, 403);
			assertThat(server.hits()).isZero();
		}
	}

	@Test
	void knowsTheUser() {
		try (GuardedServer server = start(Stack.TOMCAT, Ports.SAME)) {
			assertThat(Client.of(server).get("", USER).status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,SAME", "TOMCAT,DIFFERENT", "NETTY,SAME", "NETTY,DIFFERENT" })
	void isOpenToItsAddressesAlone(Stack stack, Ports ports) {
		try (GuardedServer server = start(stack, ports, CIDR_ONLY)) {
			Client client = Client.of(server);
			assertThat(client.get("").status()).isEqualTo(200);
			assertThat(client.post("/job").status()).isEqualTo(200);
			assertThat(client.get("/unknown").code()).isEqualTo("NOT_FOUND");
		}
		try (GuardedServer server = start(stack, ports, CIDR_ONLY, "jobs.endpoint.cidr-allowlist=10.0.0.0/8")) {
			assertThat(Client.of(server).get("").code()).isEqualTo("FORBIDDEN");
		}
	}

	// The default rules of Spring Boot give way to a chain that comes before them.
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void leavesTheRestOfTheApplicationClosed(Stack stack) {
		try (GuardedServer server = start(stack, Ports.SAME, CIDR_ONLY,
				"management.endpoints.web.exposure.include=info,health")) {
			Client root = new Client("http://localhost:" + server.port());
			for (String path : new String[] { "/hello", "/actuator/info", "/_sys", "/_sys/jobs", "/" }) {
				assertThat(root.get(path).status()).as(path).isEqualTo(401);
			}
			assertThat(root.get("/actuator/health").status()).isEqualTo(200);
		}
	}

	private static GuardedServer start(Stack stack, Ports ports, String... properties) {
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 2, properties.length);
		all[0] = "spring.security.user.name=user";
		all[1] = "spring.security.user.password=s3cret";
		return GuardedServer.startSecured(stack, ports, all);
	}

}
