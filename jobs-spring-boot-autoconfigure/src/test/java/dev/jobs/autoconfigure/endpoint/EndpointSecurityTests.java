package dev.jobs.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import dev.jobs.autoconfigure.endpoint.Client.Reply;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint beside Spring Security, asked as {@code curl -u} asks.
 */
class EndpointSecurityTests {

	private static final String CIDR_ONLY = "jobs.endpoint.security=cidr-only";

	private static final String ELSEWHERE = "jobs.endpoint.cidr-allowlist=10.0.0.0/8";

	private static final String[] ANONYMOUS = {};

	private static final String[] USER = basic("s3cret");

	private static final String[] STRANGER = basic("wr0ng");

	// GW-T19
	@ParameterizedTest
	@CsvSource({ "TOMCAT,SAME", "TOMCAT,DIFFERENT", "JETTY,SAME", "NETTY,SAME", "NETTY,DIFFERENT" })
	void isThereForWhomTheApplicationKnows(Stack stack, Ports ports) {
		try (GuardedServer server = start(stack, ports)) {
			Client client = Client.of(server);
			assertThat(client.get("", USER).data()).hasSize(8);
			assertThat(client.get("/unknown", USER).code()).isEqualTo("NOT_FOUND");
			int hits = server.hits();
			for (String[] caller : new String[][] { ANONYMOUS, STRANGER }) {
				assertThat(client.get("", caller).status()).isEqualTo(401);
				assertThat(client.get("/unknown", caller).status()).isEqualTo(401);
				assertThat(client.send("POST", "/job", null, caller).status()).isIn(401, 403);
			}
			assertThat(server.hits()).isEqualTo(hits);
		}
	}

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void looksAtTheAddressOfAUserToo(Stack stack) {
		try (GuardedServer server = start(stack, Ports.SAME, ELSEWHERE)) {
			Client client = Client.of(server);
			for (String path : new String[] { "", "/unknown" }) {
				assertThat(client.get(path, USER).code()).isEqualTo("FORBIDDEN");
				assertThat(client.get(path, STRANGER).status()).isEqualTo(401);
			}
			assertThat(server.hits()).isZero();
		}
	}

	// The servlet stack goes on to a page for errors, which nobody has logged in for.
	@ParameterizedTest
	@CsvSource({ "TOMCAT,401", "JETTY,401", "NETTY,403" })
	void changesNothingWithoutTheTokenThatTheApplicationAsksFor(Stack stack, int status) {
		try (GuardedServer server = start(stack, Ports.SAME)) {
			Reply reply = Client.of(server).send("POST", "/job", null, USER);
			assertThat(reply.status()).isEqualTo(status);
			assertThat(reply.headers().firstValue("X-Request-Id")).isEmpty();
			assertThat(server.hits()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void changesWhatAUserAsksForWhereNoTokenIsAskedFor(Stack stack) {
		try (GuardedServer server = GuardedServer.startSecured(stack, Ports.SAME, RulesWithoutToken.class,
				properties())) {
			Client client = Client.of(server);
			assertThat(client.send("POST", "/job", null, USER).status()).isEqualTo(200);
			Reply paused = client.send("POST", "/hourly/pause", null, USER);
			assertThat(paused.data().path("pause").path("by").asString()).isEqualTo("user");
			assertThat(client.send("POST", "/job", null, STRANGER).status()).isEqualTo(401);
			assertThat(client.send("POST", "/job", null).status()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,SAME", "TOMCAT,DIFFERENT", "JETTY,SAME", "NETTY,SAME", "NETTY,DIFFERENT" })
	void isOpenToItsAddressesAlone(Stack stack, Ports ports) {
		try (GuardedServer server = start(stack, ports, CIDR_ONLY)) {
			Client client = Client.of(server);
			for (String[] caller : new String[][] { ANONYMOUS, STRANGER, USER }) {
				assertThat(client.get("", caller).status()).isEqualTo(200);
				assertThat(client.send("POST", "/job", null, caller).status()).isEqualTo(200);
				assertThat(client.get("/unknown", caller).code()).isEqualTo("NOT_FOUND");
			}
		}
		try (GuardedServer server = start(stack, ports, CIDR_ONLY, ELSEWHERE)) {
			assertThat(Client.of(server).get("").code()).isEqualTo("FORBIDDEN");
			assertThat(Client.of(server).send("POST", "/job", null, USER).code()).isEqualTo("FORBIDDEN");
			assertThat(server.hits()).isZero();
		}
	}

	// The default rules of Spring Boot give way to a chain that comes before them.
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void leavesTheRestOfTheApplicationClosed(Stack stack) {
		try (GuardedServer server = start(stack, Ports.SAME, CIDR_ONLY,
				"management.endpoints.web.exposure.include=info,health")) {
			Client root = new Client("http://localhost:" + server.port());
			for (String path : new String[] { "/hello", "/actuator/info", "/_sys", "/_sys/jobs", "/" }) {
				assertThat(root.get(path).status()).as(path).isEqualTo(401);
				assertThat(root.get(path, STRANGER).status()).as(path).isEqualTo(401);
			}
			assertThat(root.get("/actuator/info", USER).status()).isEqualTo(200);
			assertThat(root.get("/actuator/health").status()).isEqualTo(200);
		}
	}

	private static GuardedServer start(Stack stack, Ports ports, String... properties) {
		return GuardedServer.startSecured(stack, ports, properties(properties));
	}

	private static String[] properties(String... more) {
		return Stream
			.concat(Stream.of("spring.security.user.name=user", "spring.security.user.password=s3cret"),
					Stream.of(more))
			.toArray(String[]::new);
	}

	private static String[] basic(String password) {
		byte[] credentials = ("user:" + password).getBytes(StandardCharsets.UTF_8);
		return new String[] { "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials) };
	}

	/**
	 * Rules of an application whose clients are no browsers.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RulesWithoutToken {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain rules(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveRules(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

}
