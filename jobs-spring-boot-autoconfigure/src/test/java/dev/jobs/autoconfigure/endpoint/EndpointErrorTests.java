package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;

import dev.jobs.autoconfigure.endpoint.Client.Reply;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;
import dev.jobs.autoconfigure.endpoint.RawHttp.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No mistake of a caller gives a 500, and every error has the envelope.
 */
@ParameterizedClass
@EnumSource(value = Stack.class, names = { "TOMCAT", "JETTY", "NETTY", "REACTIVE_JETTY" })
@ExtendWith(OutputCaptureExtension.class)
class EndpointErrorTests {

	private static final String RUN = "/_runs/019ca945-0a00-7000-a4cc-2db86a921f00";

	private static GuardedServer server;

	@Parameter
	Stack stack;

	private final Client client = Client.of(server);

	@BeforeParameterizedClassInvocation
	static void start(Stack stack) {
		server = GuardedServer.start(stack, Ports.SAME);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	// reliability.md 4.4
	@Test
	void refusesWhatTheQueryMustNotSay() {
		SoftAssertions.assertSoftly((softly) -> {
			badQueries().forEach((bad) -> {
				Reply reply = this.client.get(bad.path());
				softly.assertThat(reply.status()).as(bad.path()).isEqualTo(400);
				softly.assertThat(reply.code()).as(bad.path()).isEqualTo("BAD_REQUEST");
				softly.assertThat(reply.error().path("message").asString()).as(bad.path()).contains(bad.texts());
			});
		});
	}

	private static Stream<Bad> badQueries() {
		String states = "'%s' must be one of SCHEDULED, QUEUED, RUNNING, RETRYING, SUCCEEDED, FAILED, CANCELLED";
		String limit = "limit '%s' must be a whole number from 1 to 200";
		return Stream.of(bad("?x=1", "x is not a query parameter here; use none"),
				bad("/_runs?sort=id;drop", "sort is not a query parameter here; use cursor, from"),
				bad("/_runs?limit=0", limit.formatted("0")), bad("/_runs?limit=-1", limit.formatted("-1")),
				bad("/_runs?limit=abc", limit.formatted("abc")), bad("/_runs?limit=", limit.formatted("")),
				bad("/_runs?limit=1e9", limit.formatted("1e9")), bad("/_runs?limit=201", limit.formatted("201")),
				bad("/_runs?limit=2147483648", limit.formatted("2147483648")),
				bad("/_runs?limit=%D9%A3", limit.formatted("U+0663")),
				bad("/_runs?limit=1&limit=2", "limit is given 2 times; give it once"),
				bad("/_runs?job=a&job=a", "job is given 2 times"),
				bad("/_runs?job=_x", "job '_x' is not the id of a job"),
				bad("/_runs?queue=a%20b", "queue 'a b' is not the name of a queue"),
				bad("/_runs?state=RUNING", states.formatted("RUNING")), bad("/_runs?state=", states.formatted("")),
				bad("/_runs?state=queued", states.formatted("queued")),
				bad("/_runs?state=QUEUED,", states.formatted("")),
				bad("/_runs?state=" + "FAILED,".repeat(200), "state is given 201 times"),
				bad("/_runs?label=order", "label 'order' is not a label; use key:value"),
				bad("/_runs?label=:1", "label ':1' is not a label"),
				bad("/_runs?key=%00", "key 'U+0000' must not be blank"),
				bad("/_runs?key=" + "k".repeat(2000), "key 'kkkk"),
				bad("/_runs?from=yesterday", "from 'yesterday' is not a time; use ISO-8601 with a zone"),
				bad("/_runs?from=2026-03-01T12:00:00", "is not a time"),
				bad("/_runs?from=2026-02-30T12:00:00Z", "is not a time"),
				bad("/_runs?to=%2B999999999-01-01T00:00:00Z", "to '+999999999-01-01T00:00:00Z' is not a time"),
				bad("/_runs?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
						"from '2026-03-02T00:00:00Z' must not be after 'to'"),
				bad("/_runs?cursor=x", "cursor 'x' is not one that a page gave as nextCursor"),
				bad("/_runs?cursor=", "cursor '' is not one"),
				bad("/_runs?cursor=OTk5OTk5OTk5OTk5LjEuMDE5Y2E5NDUtMGEwMC03MDAwLWE0Y2MtMmRiODZhOTIxZjAw",
						"cursor 'OTk"),
				bad("/sync/next?count=0", "count '0' must be a whole number from 1 to 100"),
				bad("/sync/next?count=101", "count '101' must be"),
				bad("/_runs?limit=0&state=X&x", "x is not a query parameter", "limit '0'", "state 'X'"),
				bad("/_runs/not-a-run", "runId 'not-a-run' is not the id of a run"),
				bad("/_runs/1-1-1-1-1", "runId '1-1-1-1-1'"));
	}

	@Test
	void findsNothingWhereNothingIs() {
		SoftAssertions.assertSoftly((softly) -> {
			for (String path : List.of("/unknown", "/unknown/runs", "/unknown/next", "/_unknown", "/_runs/x/y/z",
					"/a/b", "/" + "x".repeat(2000), "/%F0%9F%92%A9", RUN, "/_ui", "/sync/pausee")) {
				Reply reply = this.client.get(path);
				softly.assertThat(reply.status()).as(path).isEqualTo(404);
			}
			for (String path : List.of("/unknown", "/unknown/pause", "/unknown/resume", RUN + "/cancel",
					RUN + "/replay", "/_queues/unknown/pause", "/_queues/unknown/resume", "/_queues/%20/pause")) {
				Reply reply = this.client.post(path);
				softly.assertThat(reply.status()).as(path).isEqualTo(404);
				softly.assertThat(reply.code()).as(path).isEqualTo("NOT_FOUND");
			}
			// Jetty refuses such paths by itself.
			for (String path : List.of("//sync", "/sync//runs")) {
				softly.assertThat(this.client.get(path).status()).as(path).isIn(400, 404);
			}
			Reply near = this.client.get("/synk");
			softly.assertThat(near.error().path("details")).isEqualTo(Client.json("{\"suggestions\":[\"sync\"]}"));
		});
	}

	// Servers refuse some of these paths by themselves, each others.
	@Test
	void findsNothingUnderIdsThatAreNone() throws IOException {
		List<String> paths = List.of("/%00", "/sync%00", "/..%2fsync", "/%2e%2e/sync", "/a%2Fb", "/sync%0d%0aX-Bad:1",
				"/%ff", "/%", "/sync%20", "/SYNC", "/-", "/a@b", "/" + "x".repeat(10 * 1024), "/_runs/%00",
				"/_runs/..%2f", "/_runs/" + "0".repeat(10 * 1024), "/_queues/..%2f/pause");
		for (String method : List.of("GET", "POST")) {
			for (String path : paths) {
				String shown = method + " " + path.substring(0, Math.min(30, path.length()));
				Answer answer = RawHttp.send("127.0.0.1", server.port(), method, GuardedServer.PATH + path);
				assertThat(answer.status()).as(shown).isIn(400, 404, 405, 414, 431);
				assertThat(answer.text()).as(shown).doesNotContain("\nX-Bad", "triggered");
			}
		}
	}

	@Test
	void answersClientsOfOldToo() throws IOException {
		try (Socket socket = new Socket("localhost", server.port())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(("GET /_sys/job/sync HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).matches("(?s)HTTP/1\\.[01] 200.*\"jobId\":\"sync\".*}");
		}
	}

	// GW-T35
	@Test
	void namesTheMethodsOfAPath() {
		SoftAssertions.assertSoftly((softly) -> {
			for (String method : List.of("PUT", "PATCH", "DELETE", "BREW")) {
				Reply reply = this.client.send(method, "/sync", null);
				softly.assertThat(reply.status()).as(method).isEqualTo(405);
				softly.assertThat(reply.code()).as(method).isEqualTo("METHOD_NOT_ALLOWED");
				softly.assertThat(reply.header("Allow")).as(method).isEqualTo("GET, HEAD, POST, OPTIONS");
			}
			softly.assertThat(this.client.get("/sync/pause").header("Allow")).isEqualTo("POST, OPTIONS");
			softly.assertThat(this.client.post("/_runs").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
		});
	}

	@Test
	void answersJsonOnly() {
		SoftAssertions.assertSoftly((softly) -> {
			for (String accept : List.of("image/png", "application/json;q=0", "nonsense", "text/*")) {
				Reply reply = this.client.get("", "Accept", accept);
				softly.assertThat(reply.status()).as(accept).isEqualTo(406);
				softly.assertThat(reply.code()).as(accept).isEqualTo("NOT_ACCEPTABLE");
			}
			for (String accept : List.of("*/*", "application/*", "text/html, */*;q=0.1",
					"application/json;charset=utf-8")) {
				softly.assertThat(this.client.get("", "Accept", accept).status()).as(accept).isEqualTo(200);
			}
		});
	}

	@Test
	void readsJsonOnly() {
		SoftAssertions.assertSoftly((softly) -> {
			for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense", "application/*",
					"application/json;charset=utf-16", "application/jsonp")) {
				Reply reply = this.client.send("POST", "/greet", "{\"name\":\"Ada\"}", "Content-Type", type);
				softly.assertThat(reply.status()).as(type).isEqualTo(415);
				softly.assertThat(reply.code()).as(type).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
			}
			softly.assertThat(this.client.send("POST", "/greet", "{\"name\":\"Ada\"}").status()).isEqualTo(415);
			Reply compressed = this.client.send("POST", "/greet", "x", "Content-Type", "application/json",
					"Content-Encoding", "gzip");
			softly.assertThat(compressed.status()).isEqualTo(415);
			softly.assertThat(compressed.error().path("message").asString()).contains("Content-Encoding");
			softly
				.assertThat(
						this.client
							.send("POST", "/greet", "{\"name\":\"Ada\"}", "Content-Type",
									"application/vnd.acme+json;charset=UTF-8")
							.status())
				.isEqualTo(200);
		});
	}

	@Test
	void refusesBodiesThatAreNotOneJsonValue() {
		SoftAssertions.assertSoftly((softly) -> {
			for (String body : List.of("{\"name\":\"s3cret\"", "{\"name\":\n \"s3cret\", \"name\":\"x\"}",
					"{\"name\":\"s3cret\"} {}", "s3cret", "{'name':1}", "NaN", "[".repeat(1000) + "]".repeat(1000),
					"{\"name\":" + "1".repeat(2000) + "}")) {
				Reply reply = this.client.post("/greet", body);
				String shown = body.substring(0, Math.min(40, body.length()));
				softly.assertThat(reply.status()).as(shown).isEqualTo(400);
				softly.assertThat(reply.error().path("message").asString()).as(shown).contains("line ", "column ");
				softly.assertThat(reply.error().path("details").path("line").asInt()).as(shown).isPositive();
				softly.assertThat(reply.text()).as(shown).doesNotContain("s3cret");
			}
		});
	}

	@Test
	void refusesPayloadsThatDoNotFit() {
		Reply wrong = this.client.post("/greet", "{\"name\":{\"first\":\"s3cret\"}}");
		assertThat(wrong.status()).isEqualTo(400);
		assertThat(wrong.error().path("details").path(0).path("field").asString()).isEqualTo("$.name");
		assertThat(wrong.text()).doesNotContain("s3cret");
		assertThat(this.client.post("/greet").status()).isEqualTo(400);
		assertThat(this.client.post("/greet", "  \n ").status()).isEqualTo(400);
		assertThat(this.client.post("/greet").error().path("message").asString()).isEqualTo(
				"Job 'greet' needs a payload, but got none; give it a JSON object with the field name (a string)");
		assertThat(this.client.post("/job", "{}").error().path("message").asString()).contains("takes no payload");
	}

	@Test
	void refusesFieldsThatThePayloadDoesNotKnow() {
		int before = this.client.get("/mail/runs").data().size();
		Reply reply = this.client.post("/mail", "{\"nmae\":\"s3cret\",\"colour\":\"s3cret\"}");
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.error().path("code").asString()).isEqualTo("BAD_REQUEST");
		assertThat(reply.error().path("message").asString())
			.isEqualTo("nmae is not a field of the payload; did you mean 'name'?; "
					+ "colour is not a field of the payload; use name");
		assertThat(reply.error().path("details").path(0).path("field").asString()).isEqualTo("nmae");
		assertThat(reply.error().path("details").path(1).path("problem").asString())
			.isEqualTo("is not a field of the payload; use name");
		assertThat(reply.text()).doesNotContain("s3cret");
		assertThat(this.client.get("/mail/runs").data().size()).isEqualTo(before);
	}

	@Test
	void refusesFieldsThatThePauseDoesNotKnow() {
		SoftAssertions.assertSoftly((softly) -> {
			softly.assertThat(message("/sync/pause", "{\"why\":1,\"until\":\"tomorrow\",\"reason\":\"\"}"))
				.contains("why is not a field of the body here; use reason, until", "until 'tomorrow' is not a time",
						"reason must be a text of 1 to 500 characters");
			softly.assertThat(message("/sync/pause", "{\"until\":\"2026-03-01T12:00:00Z\"}"))
				.contains("until '2026-03-01T12:00:00Z' must be in the future");
			softly.assertThat(message("/sync/pause", "{\"until\":42}")).contains("until is not a time");
			softly.assertThat(message("/sync/pause", "{\"reason\":\"a\\nb\"}")).contains("without control characters");
			softly.assertThat(message("/sync/pause", "[]")).contains("must be a JSON object");
			softly.assertThat(message("/sync/resume", "{\"reason\":\"x\"}"))
				.contains("reason is not a field of the body here; use none");
			softly.assertThat(message(RUN.replace("_runs/0", "_runs/x") + "/cancel", "{}")).contains("is not the id");
			softly.assertThat(message("/_runs/" + "x/replay?fromStart=no", ""))
				.contains("fromStart 'no' must be true or false");
			softly.assertThat(this.client.get("/sync").data().path("paused").asBoolean(true)).isFalse();
		});
	}

	private String message(String path, String body) {
		Reply reply = this.client.post(path, body);
		assertThat(reply.status()).as(reply.text()).isEqualTo(400);
		return reply.error().path("message").asString();
	}

	@Test
	void refusesBodiesThatAreTooLong() throws IOException {
		int limit = ApiBodyReader.MAX_BYTES;
		String fits = "\"" + "x".repeat(limit - 2) + "\"";
		Reply payload = this.client.post("/greet", fits);
		assertThat(payload.status()).isEqualTo(413);
		assertThat(payload.text()).contains("jobs.payload.max-bytes");
		Reply reply = this.client.post("/greet", fits + " ");
		assertThat(reply.status()).isEqualTo(413);
		assertThat(reply.code()).isEqualTo("PAYLOAD_TOO_LARGE");
		assertThat(endless()).startsWith("HTTP/1.1 413");
	}

	// Writes chunks until the server has answered.
	private String endless() throws IOException {
		try (Socket socket = new Socket("localhost", server.port())) {
			socket.setSoTimeout(20_000);
			OutputStream out = socket.getOutputStream();
			out.write(("POST /_sys/job/greet HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
					+ "Transfer-Encoding: chunked\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			byte[] chunk = ("4000\r\n" + " ".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
			InputStream in = socket.getInputStream();
			try {
				for (int i = 0; i < 70 && in.available() == 0; i++) {
					out.write(chunk);
				}
			}
			catch (SocketException ex) {
				// The server has heard enough.
			}
			return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
		}
	}

	@Test
	void refusesEverythingButReadingAcrossSites() {
		Reply reply = this.client.send("POST", "/sync", null, "Origin", "https://evil.example");
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.code()).isEqualTo("CROSS_SITE");
		assertThat(this.client.get("/sync", "Origin", "https://evil.example").status()).isEqualTo(200);
	}

	@Test
	void hidesWhatFailedAndLogsItOnce(CapturedOutput output) {
		Reply reply = failing(new IllegalArgumentException("jdbc:s3cret"), () -> this.client.get("/sync"));
		assertThat(reply.status()).isEqualTo(500);
		assertThat(reply.code()).isEqualTo("INTERNAL_ERROR");
		assertThat(reply.text()).doesNotContain("s3cret", "IllegalArgument");
		assertThat(output).containsOnlyOnce("jdbc:s3cret")
			.containsOnlyOnce("Request '" + reply.meta().path("requestId").asString() + "'");
	}

	@Test
	void saysWhenTheStoreIsAway() {
		Reply reply = failing(new DataAccessResourceFailureException("jdbc:s3cret"), () -> this.client.get(""));
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.code()).isEqualTo("STORE_UNAVAILABLE");
		assertThat(reply.header("Retry-After")).isEqualTo("5");
		assertThat(reply.text()).doesNotContain("s3cret");
	}

	@SuppressWarnings("unchecked")
	private Reply failing(RuntimeException failure, Supplier<Reply> call) {
		AtomicReference<RuntimeException> next = server.bean(AtomicReference.class);
		next.set(failure);
		try {
			return call.get();
		}
		finally {
			next.set(null);
		}
	}

	private static Bad bad(String path, String... texts) {
		return new Bad(path, texts);
	}

	private record Bad(String path, String... texts) {
	}

}
