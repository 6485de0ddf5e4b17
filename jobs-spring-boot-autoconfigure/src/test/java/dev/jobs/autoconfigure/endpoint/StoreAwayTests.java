package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.autoconfigure.endpoint.Client.Reply;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server says while the store is away: that it is, when to ask again, and nothing
 * of what the driver said.
 */
@ParameterizedClass
@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
class StoreAwayTests {

	private static GuardedServer server;

	@Parameter
	Stack stack;

	private final Client client = Client.of(server);

	private final StoreSwitch store = server.bean(StoreSwitch.class);

	@BeforeParameterizedClassInvocation
	static void start(Stack stack) {
		server = GuardedServer.start(stack, Ports.SAME, "management.endpoint.health.show-details=always");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void giveBack() {
		this.store.giveBack();
	}

	@ParameterizedTest
	@CsvSource({ "GET, ''", "GET, /sync", "POST, /sync", "POST, /sync/pause", "POST, /sync/resume", "GET, /sync/runs",
			"GET, /sync/next", "GET, /_runs", "GET, /_runs/019ca945-0a00-7000-a4cc-2db86a921f00",
			"POST, /_runs/019ca945-0a00-7000-a4cc-2db86a921f00/cancel",
			"POST, /_runs/019ca945-0a00-7000-a4cc-2db86a921f00/replay", "GET, /_queues", "POST, /_queues/default/pause",
			"POST, /_queues/default/resume", "GET, /_nodes", "GET, /_overview" })
	void everyRouteSaysThatTheStoreIsAway(String method, String path) {
		this.store.takeAway();
		Reply reply = this.client.send(method, path, null);
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.header("Retry-After")).isEqualTo("5");
		assertThat(reply.code()).isEqualTo("STORE_UNAVAILABLE");
		assertThat(reply.error().path("message").asString()).isEqualTo("The store cannot be reached; try again later");
		assertThat(reply.meta().propertyNames()).contains("timestamp", "requestId");
		assertThat(reply.text()).doesNotContain("db.internal", "s3cret", "SELECT", "Exception");
	}

	@Test
	void whatNeedsNoStoreIsAnsweredAsEver() {
		this.store.takeAway();
		assertThat(this.client.send("OPTIONS", "/sync", null).status()).isEqualTo(204);
		assertThat(this.client.send("HEAD", "/sync", null).status()).isEqualTo(503);
		assertThat(this.client.get("/_unknown").status()).isEqualTo(404);
		assertThat(this.client.get("/_runs?limit=0").status()).isEqualTo(400);
		assertThat(this.client.send("POST", "/sync", null, "Origin", "https://evil.example").status()).isEqualTo(403);
	}

	@Test
	void doctorHasAnAnswerAllTheSame() {
		this.store.takeAway();
		Reply reply = this.client.get("/_doctor");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.data().path("status").asString()).isEqualTo("error");
		assertThat(reply.data().path("findings")).hasSize(1);
		assertThat(reply.data().path("findings").path(0).path("code").asString()).isEqualTo("store-unavailable");
		assertThat(reply.data().path("findings").path(0).path("severity").asString()).isEqualTo("error");
		assertThat(reply.text()).doesNotContain("db.internal", "s3cret", "SELECT", "Exception");
		this.store.giveBack();
		assertThat(this.client.get("/_doctor").data().path("status").asString()).isEqualTo("ok");
	}

	@Test
	void healthIsDownAndTheProbesAreNot() throws IOException {
		this.store.takeAway();
		Client actuator = new Client(this.client.base().replace(GuardedServer.PATH, "/actuator"));
		Reply health = actuator.get("/health");
		assertThat(health.status()).isEqualTo(503);
		assertThat(health.body().path("components").path("jobs").path("status").asString()).isEqualTo("DOWN");
		assertThat(health.body().path("components").path("jobs").path("details").propertyNames())
			.containsExactlyInAnyOrder("store", "state", "node", "running");
		assertThat(health.text()).doesNotContain("db.internal", "s3cret", "SELECT", "Exception");
		assertThat(probe("liveness")).isEqualTo(200);
		assertThat(probe("readiness")).isEqualTo(200);
		this.store.giveBack();
		await().until(() -> actuator.get("/health").status() == 200);
	}

	// On a connection of its own, as probes are sent. Boot answers it at once, and where
	// it
	// meets the end of the answer before it, Reactor Netty 1.3.7 reads nothing more.
	private static int probe(String name) throws IOException {
		return RawHttp.send("127.0.0.1", server.port(), "GET", "/actuator/health/" + name).status();
	}

	@Test
	void goesOnOnceTheStoreIsBack() {
		this.store.takeAway();
		assertThat(this.client.post("/nightly").status()).isEqualTo(503);
		this.store.giveBack();
		assertThat(this.client.post("/nightly").status()).isEqualTo(200);
	}

}
