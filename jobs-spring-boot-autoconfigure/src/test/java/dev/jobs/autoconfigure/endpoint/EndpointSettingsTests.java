package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.endpoint.Client.Reply;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.InvalidSettingsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the settings of the application make of the endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointSettingsTests {

	// GB-T20, FR-031, FR-032
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void withoutJobsTheListIsEmpty(Stack stack) {
		with(stack, Ports.SAME, (client) -> {
			assertThat(client.get("").body())
				.isEqualTo(Client.json("{\"data\":[],\"meta\":{\"total\":0,\"timezone\":\"UTC\"}}"));
			assertThat(client.post("/purge").status()).isEqualTo(404);
			assertThat(client.post("/purge").error().path("message").asString())
				.isEqualTo("No job 'purge'. No job is registered");
			assertThat(client.get("/_overview").data().has("node")).isFalse();
			assertThat(client.get("/_doctor").data().path("findings")).isEmpty();
		}, "test.jobs=none");
	}

	// GB-T40
	@ParameterizedTest
	@ValueSource(ints = { 100, 1_000 })
	void listsManyJobs(int jobs) {
		with(Stack.TOMCAT, Ports.SAME, (client) -> {
			Reply list = client.get("");
			assertThat(list.meta().path("total").asInt()).isEqualTo(jobs);
			assertThat(list.data()).hasSize(jobs);
			assertThat(list.data().path(jobs - 1).path("nextExecutionTime").asString())
				.isEqualTo("2026-03-01T13:00:00Z");
		}, "test.jobs=" + jobs);
	}

	// GB-T21
	@ParameterizedTest
	@CsvSource({ "America/New_York,America/New_York", "-,host-local", "'',UTC" })
	void namesTheZone(String zone, String shown) {
		with(Stack.TOMCAT, Ports.SAME,
				(client) -> assertThat(client.get("").meta().path("timezone").asString()).isEqualTo(shown),
				"jobs.time-zone=" + zone);
	}

	// GB-T23
	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void refusesToTriggerWhileStopping(Stack stack) {
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME)) {
			server.bean(JobScheduler.class).stopNow();
			Reply reply = Client.of(server).post("/sync");
			assertThat(reply.status()).isEqualTo(503);
			assertThat(reply.code()).isEqualTo("STOPPING");
			assertThat(reply.header("Retry-After")).isEqualTo("5");
			assertThat(Client.of(server).post("/unknown").status()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void readOnlyAccessRefusesAllWrites(Stack stack) {
		with(stack, Ports.SAME, (client) -> {
			assertThat(client.get("").status()).isEqualTo(200);
			for (String path : List.of("/sync", "/unknown", "/sync/pause", "/_runs/x/cancel", "/a/b/c")) {
				Reply reply = client.post(path);
				assertThat(reply.status()).as(path).isEqualTo(403);
				assertThat(reply.code()).as(path).isEqualTo("READ_ONLY");
			}
		}, "management.endpoint.job.access=read-only");
	}

	// Reactor Netty loses a request on a connection where an answer came from a foreign
	// thread and the next one at once.
	@Test
	void refusedWritesLeaveTheConnectionUsable() {
		with(Stack.NETTY, Ports.SAME, (client) -> {
			for (int round = 0; round < 150; round++) {
				assertThat(client.get("/sync").status()).isEqualTo(200);
				assertThat(client.post("/sync").status()).isEqualTo(403);
				assertThat(client.post("/sync").status()).isEqualTo(403);
			}
		}, "management.endpoint.job.access=read-only");
	}

	// The second request has to wait for the first one. Reactor Netty 1.3.7 reads nothing
	// more from a connection where such a request is answered at once.
	@Test
	void refusalOfARequestThatHadToWaitLeavesTheConnectionUsable() throws IOException {
		try (GuardedServer server = GuardedServer.start(Stack.NETTY, Ports.SAME,
				"management.endpoint.job.access=read-only")) {
			assertThat(RawHttp.sendOnOneConnection(server.port(), "GET /_sys/job/sync", "POST /_sys/job/sync",
					"GET /_sys/job/sync"))
				.containsExactly(200, 403, 200);
		}
	}

	@Test
	void theMostThatIsPermittedCountsToo() {
		with(Stack.TOMCAT, Ports.SAME, (client) -> assertThat(client.post("/sync").code()).isEqualTo("READ_ONLY"),
				"management.endpoints.access.max-permitted=read-only");
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,management.endpoint.job.access=none", "NETTY,management.endpoint.job.access=none",
			"TOMCAT,management.endpoints.access.default=none" })
	void withoutAccessNothingIsThere(Stack stack, String property) {
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME, property)) {
			Reply reply = Client.of(server).get("");
			assertThat(reply.status()).isEqualTo(404);
			assertThat(reply.headers().firstValue("X-Request-Id")).isEmpty();
			assertThat(server.has(ApiHandler.class)).isFalse();
			assertThat(server.has(TomcatPeerConfiguration.class)).isFalse();
		}
	}

	// J8: what exposes endpoints neither hides this one nor opens a second way to it.
	@ParameterizedTest
	@CsvSource({ "TOMCAT,*", "NETTY,*", "TOMCAT,health", "TOMCAT,job" })
	void isServedAtItsOwnPathOnly(Stack stack, String exposed) {
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME,
				"management.endpoints.web.exposure.include=" + exposed)) {
			assertThat(Client.of(server).get("").status()).isEqualTo(200);
			Client actuator = new Client("http://localhost:" + server.port() + "/actuator");
			assertThat(actuator.get("/job").status()).isEqualTo(404);
			assertThat(actuator.get("").text()).doesNotContain("/job");
		}
	}

	@Test
	void leavesTheMainPortAlone() {
		try (GuardedServer server = GuardedServer.start(Stack.TOMCAT, Ports.DIFFERENT)) {
			assertThat(Client.of(server).get("").status()).isEqualTo(200);
			assertThat(new Client("http://localhost:" + server.mainPort() + GuardedServer.PATH).get("").status())
				.isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void isNotServedWithoutManagement(Stack stack, CapturedOutput output) {
		try (GuardedServer server = GuardedServer.start(stack, Ports.NONE, "logging.level.org.apache=info",
				"logging.level.org.eclipse.jetty=info", "logging.level.org.springframework=info")) {
			for (String path : List.of("", "/sync", "/_overview", "/_doctor")) {
				Reply reply = Client.of(server).get(path);
				assertThat(reply.status()).as(path).isEqualTo(404);
				assertThat(reply.headers().firstValue("X-Request-Id")).as(path).isEmpty();
			}
			assertThat(Client.of(server).post("/sync").status()).isEqualTo(404);
			assertThat(server.hits()).isZero();
			assertThat(server.bean(JobEngine.class).state()).isEqualTo(JobEngine.State.RUNNING);
			assertThat(output).contains("port ").doesNotContain(" WARN ", " ERROR ", "Exception");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,SAME,server.servlet.context-path=/app,/app/_sys/job",
			"TOMCAT,SAME,spring.mvc.servlet.path=/mvc,/mvc/_sys/job",
			"NETTY,SAME,spring.webflux.base-path=/app,/app/_sys/job",
			"TOMCAT,DIFFERENT,management.server.base-path=/mg,/mg/_sys/job",
			"NETTY,DIFFERENT,management.server.base-path=/mg,/mg/_sys/job",
			"TOMCAT,SAME,jobs.endpoint.base-path=/internal/v1.0/jobs,/internal/v1.0/jobs",
			"NETTY,SAME,jobs.endpoint.base-path=/jobs,/jobs" })
	void movesWithItsPrefix(Stack stack, Ports ports, String property, String path) {
		try (GuardedServer server = GuardedServer.start(stack, ports, property)) {
			Client client = new Client("http://localhost:" + server.port() + path);
			assertThat(client.get("").status()).isEqualTo(200);
			assertThat(client.get("/sync/next?count=1").data()).hasSize(1);
			assertThat(client.get("/unknown").code()).isEqualTo("NOT_FOUND");
			assertThat(Client.of(server).get("").status()).isEqualTo(404);
		}
	}

	@Test
	void refusesToStartWithABadBasePath() {
		assertThatThrownBy(() -> GuardedServer.start(Stack.TOMCAT, Ports.SAME, "jobs.endpoint.base-path=/jobs/"))
			.rootCause()
			.isInstanceOf(InvalidSettingsException.class);
	}

	// GB-T30
	@ParameterizedTest
	@ValueSource(
			strings = { "jobs.endpoint.cidr-allowlist=not-a-cidr,also-not", "jobs.endpoint.trusted-proxies=0.0.0.0/0" })
	void refusesToStartWithBadLists(String property) {
		assertThatThrownBy(() -> GuardedServer.start(Stack.TOMCAT, Ports.SAME, property)).rootCause()
			.isInstanceOf(InvalidAddressListException.class);
	}

	@Test
	void theJsonIsItsOwn() {
		with(Stack.TOMCAT, Ports.SAME,
				(client) -> assertThat(client.get("/sync").data().path("nextExecutionTime").asString())
					.isEqualTo("2026-03-01T12:00:10Z"),
				"spring.jackson.property-naming-strategy=SNAKE_CASE",
				"spring.jackson.datatype.datetime.write-dates-as-timestamps=true");
	}

	// The mapping of the framework would fail on the content type for any path.
	@Test
	void leavesOtherPathsOfTheApplicationAlone() {
		try (GuardedServer server = GuardedServer.start(Stack.TOMCAT, Ports.SAME)) {
			Client root = new Client("http://localhost:" + server.port());
			assertThat(root.send("POST", "/other", "x", "Content-Type", "application/*").status()).isEqualTo(404);
			assertThat(root.get("/_sys/jobs").headers().firstValue("X-Request-Id")).isEmpty();
			assertThat(root.get("/_sys").headers().firstValue("X-Request-Id")).isEmpty();
		}
	}

	@Test
	void logsDenialsOfAPeerOnce(CapturedOutput output) {
		with(Stack.TOMCAT, Ports.SAME, (client) -> {
			assertThat(Stream.generate(() -> client.get("").status()).limit(3)).containsOnly(403);
			assertThat(output).containsOnlyOnce("Denied a request to the job endpoint from 127.0.0.1 (FORBIDDEN)");
		}, "jobs.endpoint.cidr-allowlist=10.0.0.0/8");
	}

	private static void with(Stack stack, Ports ports, Consumer<Client> test, String... properties) {
		try (GuardedServer server = GuardedServer.start(stack, ports, properties)) {
			test.accept(Client.of(server));
		}
	}

}
