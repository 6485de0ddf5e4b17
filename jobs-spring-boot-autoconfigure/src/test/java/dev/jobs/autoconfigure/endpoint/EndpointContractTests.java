package dev.jobs.autoconfigure.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import dev.jobs.JobRequest;
import dev.jobs.JobScheduler;
import dev.jobs.RunFailedException;
import dev.jobs.autoconfigure.endpoint.Client.Reply;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;
import dev.jobs.autoconfigure.endpoint.JobsForTests.Gate;
import dev.jobs.autoconfigure.endpoint.JobsForTests.Greeting;
import dev.jobs.engine.JobEngine;
import dev.jobs.store.JobStore;
import dev.jobs.store.NodeStore.NodeBeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the endpoint answers, to the letter, on every server. The tests share a server and
 * keep to jobs of their own.
 */
@ParameterizedClass(name = "{0}, {1} port")
@MethodSource("servers")
class EndpointContractTests {

	private static final String HANDLER = "dev.jobs.autoconfigure.endpoint.JobsForTests (lambda)";

	private static final Duration SOON = Duration.ofSeconds(10);

	private static GuardedServer server;

	@Parameter(0)
	Stack stack;

	@Parameter(1)
	Ports ports;

	private final Client client = Client.of(server);

	private final JobScheduler jobs = server.bean(JobScheduler.class);

	static Stream<Arguments> servers() {
		return Stream.of(Arguments.of(Stack.TOMCAT, Ports.SAME), Arguments.of(Stack.TOMCAT, Ports.DIFFERENT),
				Arguments.of(Stack.JETTY, Ports.SAME), Arguments.of(Stack.JETTY, Ports.DIFFERENT),
				Arguments.of(Stack.NETTY, Ports.SAME), Arguments.of(Stack.NETTY, Ports.DIFFERENT),
				Arguments.of(Stack.REACTIVE_TOMCAT, Ports.SAME), Arguments.of(Stack.REACTIVE_JETTY, Ports.SAME));
	}

	@BeforeParameterizedClassInvocation
	static void start(Stack stack, Ports ports) {
		server = GuardedServer.start(stack, ports);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	// FR-009, FR-010, GB-T19
	@Test
	void listsJobsSortedById() {
		Reply reply = this.client.get("");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("Content-Type")).isEqualTo("application/json");
		assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
		assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(reply.data().valueStream().map((job) -> job.path("jobId").asString())).isSorted().hasSize(8);
		assertThat(reply.meta()).isEqualTo(Client.json("{'total':8,'timezone':'UTC'}".replace('\'', '"')));
		assertThat(job(reply.data(), "sync")).isEqualTo(Client.json("""
				{"jobId":"sync","scheduleType":"fixed-rate","cronExpression":"@every 10s",
				"humanReadable":"Every 10 seconds","nextExecutionTime":"2026-03-01T12:00:10Z","totalExecutions":0,
				"successCount":0,"failureCount":0,"skippedCount":0,"queue":"default","paused":false,"running":0,
				"handler":"%s"}""".formatted(HANDLER)));
		assertThat(this.client.get("/").data()).hasSameSizeAs(reply.data());
	}

	@Test
	void returnsOneJob() {
		assertThat(this.client.get("/hourly").body()).isEqualTo(Client.json("""
				{"data":{"jobId":"hourly","scheduleType":"cron","cronExpression":"0 0 * * * *",
				"humanReadable":"%s","nextExecutionTime":"2026-03-01T13:00:00Z","totalExecutions":0,"successCount":0,
				"failureCount":0,"skippedCount":0,"queue":"default","paused":false,"running":0,"handler":"%s",
				"timezone":"UTC"},"meta":{}}"""
			.formatted(this.jobs.job("hourly").definition().schedule().humanReadable(), HANDLER)));
	}

	// FR-011, FR-012, GB-T22, GB-T39
	@Test
	void triggersAJobWhateverItsSchedule() {
		Reply reply = this.client.post("/nightly");
		UUID run = UUID.fromString(reply.data().path("runId").asString());
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.body()).isEqualTo(Client.json("""
				{"data":{"jobId":"nightly","triggered":true,"scheduledNextAt":"2026-03-02T03:00:00Z","runId":"%s",
				"trigger":"manual"},"meta":{}}""".formatted(run)));
		this.jobs.await(run, Object.class, SOON);
		JsonNode job = this.client.get("/nightly").data();
		assertThat(job.path("nextExecutionTime").asString()).isEqualTo("2026-03-02T03:00:00Z");
		assertThat(job.path("lastExecutionStatus").asString()).isEqualTo("success");
		assertThat(job.path("lastExecutionTime").asString()).isEqualTo("2026-03-01T12:00:00Z");
	}

	@Test
	void triggersAJobWithAPayload() {
		Reply reply = this.client.post("/greet", " {\"name\":\"Ada\"}\n");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.data().propertyNames()).containsExactly("jobId", "triggered", "runId", "trigger");
		String run = reply.data().path("runId").asString();
		this.jobs.await(UUID.fromString(run), JobsForTests.Answer.class, SOON);
		Reply detail = this.client.get("/_runs/" + run);
		assertThat(detail.body()).isEqualTo(Client
			.json("""
					{"data":{"runId":"%s","jobId":"greet","queue":"default","state":"SUCCEEDED","trigger":"manual",
					"priority":0,"attempt":1,"maxAttempts":10,"createdAt":"2026-03-01T12:00:00Z",
					"scheduledAt":"2026-03-01T12:00:00Z","startedAt":"2026-03-01T12:00:00Z",
					"finishedAt":"2026-03-01T12:00:00Z","node":"%s","result":{"text":"Hello Ada"},"payloadVersion":1,"crashes":0,
					"attempts":[]},"meta":{}}"""
				.formatted(run, server.bean(JobEngine.class).nodeId())));
		assertThat(detail.text()).doesNotContain("\"payload\"");
	}

	// GB-T24
	@Test
	void sendsAConflictWhileAJobRunsAndCancelsIt() throws InterruptedException {
		String run = this.client.post("/gate").data().path("runId").asString();
		server.bean(Gate.class).awaitHeld();
		Reply second = this.client.post("/gate");
		assertThat(second.status()).isEqualTo(409);
		assertThat(second.code()).isEqualTo("CONFLICT");
		JsonNode job = this.client.get("/gate").data();
		assertThat(job.path("skippedCount").asInt()).isEqualTo(1);
		assertThat(job.path("running").asInt()).isEqualTo(1);
		assertThat(job.path("lastExecutionStatus").asString()).isEqualTo("skipped");
		assertThat(job.has("lastExecutionTime")).isFalse();

		assertThat(this.client.post("/_runs/" + run + "/replay").status()).isEqualTo(409);
		Reply cancelled = this.client.post("/_runs/" + run + "/cancel");
		assertThat(cancelled.status()).isEqualTo(200);
		assertThat(cancelled.data().path("runId").asString()).isEqualTo(run);
		assertThatExceptionOfType(RunFailedException.class)
			.isThrownBy(() -> this.jobs.await(UUID.fromString(run), Object.class, SOON));
		assertThat(this.client.get("/_runs/" + run).data().path("state").asString()).isEqualTo("CANCELLED");
		assertThat(this.client.post("/_runs/" + run + "/cancel").status()).isEqualTo(200);
	}

	@Test
	void showsWhyARunFailedAndReplaysIt() {
		UUID id = this.jobs.enqueue("broken", new Greeting("secret"));
		assertThatExceptionOfType(RunFailedException.class).isThrownBy(() -> this.jobs.await(id, Object.class, SOON));
		Reply detail = this.client.get("/_runs/" + id);
		assertThat(detail.data().path("state").asString()).isEqualTo("FAILED");
		assertThat(detail.data().path("error").path("type").asString()).isEqualTo("java.lang.IllegalStateException");
		assertThat(detail.data().path("error").path("message").asString()).isEqualTo("No luck");
		assertThat(detail.data().path("error").path("stack").asString()).contains("\tat ");
		assertThat(detail.text()).doesNotContain("secret");

		Reply listed = this.client.get("/broken/runs?state=FAILED");
		assertThat(listed.data().path(0).path("error").propertyNames()).containsExactly("type", "message");

		Reply conflict = this.client.post("/_runs/" + id + "/cancel");
		assertThat(conflict.status()).isEqualTo(409);
		assertThat(conflict.error().path("details")).isEqualTo(Client.json("{\"state\":\"FAILED\"}"));

		Reply replay = this.client.post("/_runs/" + id + "/replay?fromStart=true");
		assertThat(replay.status()).isEqualTo(200);
		assertThat(replay.data().path("replayOf").asString()).isEqualTo(id.toString());
		assertThat(replay.data().path("trigger").asString()).isEqualTo("replay");
		assertThat(replay.data().path("runId").asString()).isNotEqualTo(id.toString());
	}

	@Test
	void pausesAndResumesAJob() {
		Reply paused = this.client.post("/hourly/pause",
				"{\"reason\":\"Moving house\",\"until\":\"2026-03-02T00:00:00+01:00\"}");
		assertThat(paused.status()).isEqualTo(200);
		assertThat(paused.data().path("jobId").asString()).isEqualTo("hourly");
		assertThat(paused.data().path("paused").asBoolean()).isTrue();
		assertThat(paused.data().path("pause")).isEqualTo(Client.json("""
				{"since":"2026-03-01T12:00:00Z","by":"127.0.0.1","reason":"Moving house",
				"until":"2026-03-01T23:00:00Z"}"""));
		assertThat(this.client.post("/hourly/resume").data().path("paused").asBoolean(true)).isFalse();
		assertThat(this.client.post("/hourly/pause").data().path("pause").propertyNames()).containsExactly("since",
				"by");
		assertThat(this.client.post("/hourly/resume", "{}").data().has("pause")).isFalse();
	}

	@Test
	void pausesAndResumesAQueue() {
		Reply paused = this.client.post("/_queues/mail/pause", "{\"reason\":\"Provider is down\"}");
		assertThat(paused.body()).isEqualTo(Client.json("""
				{"data":{"queue":"mail","depth":0,"running":0,"paused":true,"pause":{"since":"2026-03-01T12:00:00Z",
				"by":"127.0.0.1","reason":"Provider is down"}},"meta":{}}"""));
		UUID waiting = this.jobs.enqueue("mail", new Greeting("Ada"));
		Reply queues = this.client.get("/_queues");
		assertThat(queues.meta()).isEqualTo(Client.json("{\"total\":2}"));
		assertThat(queues.data().path(1).path("depth").asInt()).isEqualTo(1);
		assertThat(queues.data().path(1).path("oldestAgeMs").asInt(-1)).isZero();
		assertThat(this.client.post("/_queues/mail/resume").data().path("paused").asBoolean(true)).isFalse();
		this.jobs.await(waiting, Object.class, SOON);
	}

	@Test
	void listsRunsByFilterAndPage() {
		List<String> created = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			JobRequest request = JobRequest.of("job", null).label("order", "a:b&" + i % 2).delay(Duration.ofDays(1));
			created.add(0, this.jobs.submit((i == 0) ? request.key("k 1") : request).runId().toString());
		}
		assertThat(runIds("/_runs?job=job&state=SCHEDULED")).isEqualTo(created);
		assertThat(runIds("/job/runs?state=SCHEDULED,FAILED&state=RUNNING")).isEqualTo(created);
		assertThat(runIds("/_runs?label=order:a%3Ab%261")).containsExactly(created.get(1), created.get(3));
		assertThat(runIds("/_runs?key=k+1")).containsExactly(created.get(4));
		assertThat(runIds("/_runs?job=job&queue=default&from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:01Z"))
			.isEqualTo(created);
		assertThat(runIds("/_runs?from=2026-03-01T12:00:01Z")).isEmpty();
		assertThat(runIds("/_runs?job=gone")).isEmpty();

		List<String> paged = new ArrayList<>();
		String cursor = "";
		do {
			Reply page = this.client.get("/job/runs?limit=2" + cursor);
			page.data().forEach((run) -> paged.add(run.path("runId").asString()));
			cursor = page.meta().has("nextCursor") ? "&cursor=" + page.meta().path("nextCursor").asString() : "";
		}
		while (!cursor.isEmpty());
		assertThat(paged).isEqualTo(created);

		assertThat(this.client.post("/_runs/" + created.get(0) + "/cancel").data().path("state").asString())
			.isEqualTo("CANCELLED");
	}

	@Test
	void listsNextFireTimes() {
		assertThat(this.client.get("/sync/next?count=2").body()).isEqualTo(Client.json("""
				{"data":["2026-03-01T12:00:10Z","2026-03-01T12:00:20Z"],"meta":{"timezone":"UTC"}}"""));
		assertThat(this.client.get("/sync/next").data()).hasSize(10);
		assertThat(this.client.get("/greet/next").data()).isEmpty();
	}

	@Test
	void listsNodes() {
		Reply reply = this.client.get("/_nodes");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.meta()).isEqualTo(Client.json("{\"total\":1}"));
		JsonNode node = reply.data().path(0);
		assertThat(node.propertyNames()).containsExactly("nodeId", "version", "startedAt", "lastHeartbeatAt",
				"clockSkewMs", "running", "capacity", "state", "self");
		assertThat(node.path("nodeId").asString()).isEqualTo(server.bean(JobEngine.class).nodeId());
		assertThat(node.path("startedAt").asString()).isEqualTo("2026-03-01T12:00:00Z");
		assertThat(node.path("clockSkewMs").asInt(-1)).isZero();
		assertThat(node.path("capacity").asInt()).isPositive();
		assertThat(node.path("state").asString()).isEqualTo("running");
		assertThat(node.path("self").asBoolean(false)).isTrue();

		assertThat(this.client.send("HEAD", "/_nodes", null).status()).isEqualTo(200);
		assertThat(this.client.send("OPTIONS", "/_nodes", null).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
		assertThat(this.client.post("/_nodes").status()).isEqualTo(405);
		assertThat(this.client.get("/_nodes?state=running").status()).isEqualTo(400);
	}

	@Test
	void tellsNodesThatHaveFallenSilentFromOthers() {
		JobStore store = server.bean(JobEngine.class).store();
		store.heartbeat(new NodeBeat("lively", "0.1.0", 8, 3, Duration.ofMillis(-1_500)), Duration.ofSeconds(30));
		store.heartbeat(new NodeBeat("quiet", "0.1.0", 8, 0), Duration.ZERO);
		try {
			JsonNode nodes = this.client.get("/_nodes").data();
			assertThat(node(nodes, "lively").path("state").asString()).isEqualTo("running");
			assertThat(node(nodes, "lively").path("running").asInt()).isEqualTo(3);
			assertThat(node(nodes, "lively").path("self").asBoolean(true)).isFalse();
			assertThat(node(nodes, "lively").path("clockSkewMs").asInt()).isEqualTo(-1_500);
			assertThat(node(nodes, "quiet").has("clockSkewMs")).isFalse();
			assertThat(node(nodes, "quiet").path("state").asString()).isEqualTo("silent");
		}
		finally {
			store.leave("lively");
			store.leave("quiet");
		}
	}

	@Test
	void sumsUpInTheOverview() {
		JsonNode overview = this.client.get("/_overview").data();
		assertThat(overview.propertyNames()).containsExactly("node", "state", "version", "startedAt", "uptimeMs",
				"store", "timezone", "jobs", "pausedJobs", "runs", "totalExecutions", "successCount", "failureCount",
				"skippedCount", "queues");
		assertThat(overview.path("node").asString()).isEqualTo(server.bean(JobEngine.class).nodeId());
		assertThat(overview.path("store").asString()).isEqualTo("memory");
		assertThat(overview.path("jobs").asInt()).isEqualTo(8);
		assertThat(overview.path("runs").propertyNames()).containsExactlyInAnyOrder("QUEUED", "RUNNING");
	}

	@Test
	void tellsWhatTheDoctorFinds() {
		Reply reply = this.client.get("/_doctor");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
		assertThat(reply.body()).isEqualTo(Client.json("""
				{"data":{"status":"ok","checkedAt":"2026-03-01T12:00:00Z","findings":[{"code":"memory-store",
				"severity":"info","message":"Runs are kept in the memory of this process: they are lost when it ends, \
				and other nodes do not see them",
				"fix":"Keep them in a database, or in a file by jobs.store.path, if they must survive"}]},
				"meta":{}}"""));

		assertThat(this.client.send("HEAD", "/_doctor", null).status()).isEqualTo(200);
		assertThat(this.client.send("OPTIONS", "/_doctor", null).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
		assertThat(this.client.post("/_doctor").status()).isEqualTo(405);
		assertThat(this.client.get("/_doctor?fail-on=error").status()).isEqualTo(400);
	}

	@Test
	void answersHeadAsGetWithoutContent() {
		Reply head = this.client.send("HEAD", "/sync", null);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.text()).isEmpty();
		assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(this.client.get("/sync").text().length()));
		assertThat(this.client.send("HEAD", "/unknown", null).status()).isEqualTo(404);
	}

	@Test
	void answersOptionsWithTheMethods() {
		Reply options = this.client.send("OPTIONS", "/sync", null);
		assertThat(options.status()).isEqualTo(204);
		assertThat(options.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
		assertThat(this.client.send("OPTIONS", "/_runs", null).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
		assertThat(this.client.send("OPTIONS", "/sync/pause", null).header("Allow")).isEqualTo("POST, OPTIONS");
	}

	@Test
	void keepsAGoodRequestIdAndReplacesABadOne() {
		assertThat(this.client.get("", "X-Request-Id", "a-1_b.C").header("X-Request-Id")).isEqualTo("a-1_b.C");
		Reply reply = this.client.get("/unknown", "X-Request-Id", "<script>", "traceparent",
				"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
		assertThat(UUID.fromString(reply.header("X-Request-Id"))).isNotNull();
		assertThat(reply.meta()).isEqualTo(Client.json("""
				{"timestamp":"2026-03-01T12:00:00Z","requestId":"%s","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}"""
			.formatted(reply.header("X-Request-Id"))));
		assertThat(this.client.get("", "X-Request-Id", "a".repeat(129)).header("X-Request-Id")).hasSize(36);
	}

	private List<String> runIds(String path) {
		Reply reply = this.client.get(path);
		assertThat(reply.status()).as(path + " " + reply.text()).isEqualTo(200);
		return reply.data().valueStream().map((run) -> run.path("runId").asString()).toList();
	}

	private static JsonNode node(JsonNode nodes, String id) {
		return nodes.valueStream()
			.filter((node) -> node.path("nodeId").asString().equals(id))
			.findFirst()
			.orElseThrow();
	}

	private static JsonNode job(JsonNode jobs, String id) {
		return jobs.valueStream().filter((job) -> job.path("jobId").asString().equals(id)).findFirst().orElseThrow();
	}

}
