package dev.jobs.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application as users meet it: over HTTP and in its folder. The inbox is looked at
 * without delay; all other jobs run only when they are triggered. Failed attempts are not
 * logged, as many of them are wanted here.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jobs.definitions.watch-inbox.fixed-delay=100ms", "jobs.definitions.heartbeat.fixed-rate=-",
				"jobs.definitions.hourly-stats.hourly-at=-", "jobs.definitions.daily-summary.daily-at=-",
				"jobs.definitions.weekly-digest.weekly-at=-", "jobs.definitions.monthly-invoices.monthly-at=-",
				"jobs.definitions.tidy-up.cron=-", "logging.level.dev.jobs.run=off" })
@DirtiesContext
public abstract class RunningOffice {

	@TempDir
	private static Path data;

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper mapper = JsonMapper.shared();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void dataFolder(DynamicPropertyRegistry registry) {
		registry.add("sample.data-folder", () -> data.toString());
	}

	protected static Path data(String path) {
		return data.resolve(path);
	}

	protected static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
	}

	protected HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	protected HttpResponse<String> post(String path, String contentType, String body) {
		return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
	}

	protected HttpResponse<String> post(String path, String json) {
		return post(path, "application/json", json);
	}

	protected HttpResponse<String> post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError("No answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	protected JsonNode json(HttpResponse<String> response) {
		return this.mapper.readTree(response.body());
	}

	protected JsonNode json(String path) {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json(response);
	}

	/**
	 * Trigger a job.
	 * @return the id of the run
	 */
	protected String trigger(String jobId, String payload) {
		HttpResponse<String> response = payload.isEmpty() ? post("/_sys/job/" + jobId)
				: post("/_sys/job/" + jobId, payload);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json(response).at("/data/runId").stringValue();
	}

	protected JsonNode run(String runId) {
		return json("/_sys/job/_runs/" + runId).path("data");
	}

	protected JsonNode awaitState(String runId, String... states) {
		return await().until(() -> run(runId), (run) -> Set.of(states).contains(state(run)));
	}

	/**
	 * Trigger a job and wait for the end.
	 * @return the run
	 */
	protected JsonNode runToEnd(String jobId, String payload) {
		return awaitState(trigger(jobId, payload), "SUCCEEDED", "FAILED", "CANCELLED");
	}

	/**
	 * Return the runs of a job with a label, newest first.
	 */
	protected JsonNode runs(String jobId, String label) {
		return json("/_sys/job/_runs?job=" + jobId + "&label=" + label).path("data");
	}

	protected static String state(JsonNode run) {
		return run.path("state").stringValue();
	}

}
