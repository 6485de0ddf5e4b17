package dev.jobs.sample.jobs;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.jobs.sample.RunningOffice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboxJobs} and {@link CsvJobs}.
 */
class CsvJobsTests extends RunningOffice {

	@Test
	void fileInTheInboxBecomesAReport() throws IOException {
		drop("sales.csv", "day,amount\n2026-11-20,10\n2026-11-21,12\n");
		JsonNode run = awaitEnd("sales.csv");
		assertThat(state(run)).isEqualTo("SUCCEEDED");
		assertThat(run.path("queue").stringValue()).isEqualTo("files");
		assertThat(run.path("result").toString()).isEqualTo("{\"rows\":2,\"columns\":2,\"report\":\"sales.json\"}");
		assertThat(data("reports/sales.json")).content().contains("\"file\" : \"sales.csv\"");
		assertThat(data("processed/sales.csv")).exists();
		assertThat(data("inbox/sales.csv")).doesNotExist();
	}

	@Test
	void brokenFileIsMovedAwayAndItsRunTellsTheLine() throws IOException {
		drop("broken.csv", "day,amount\n2026-11-20,10\n2026-11-21,\"12\n");
		JsonNode run = awaitEnd("broken.csv");
		assertThat(state(run)).isEqualTo("FAILED");
		assertThat(run.path("reason").stringValue()).isEqualTo("permanent");
		assertThat(run.path("attempt").intValue()).isOne();
		assertThat(run.at("/error/message").stringValue()).contains("'broken.csv'", "line 3", "quoted field");
		assertThat(data("failed/broken.csv")).exists();
		assertThat(data("inbox/broken.csv")).doesNotExist();
		assertThat(data("reports/broken.json")).doesNotExist();
	}

	@Test
	void fileThatWaitsForItsRunIsNotEnqueuedAgain() throws IOException {
		post("/_sys/job/profile-csv/pause");
		drop("waiting.csv", "a\n1\n");
		await().until(() -> runs("profile-csv", "file:waiting.csv").size() == 1);
		long looks = looks();
		await().until(() -> looks() >= looks + 3);
		assertThat(runs("profile-csv", "file:waiting.csv")).hasSize(1);
		post("/_sys/job/profile-csv/resume");
		assertThat(state(awaitEnd("waiting.csv"))).isEqualTo("SUCCEEDED");
		assertThat(runs("profile-csv", "file:waiting.csv")).hasSize(1);
	}

	@Test
	void fileThatIsGoneIsDone() {
		JsonNode run = runToEnd("profile-csv", "{\"file\":\"gone.csv\"}");
		assertThat(state(run)).isEqualTo("SUCCEEDED");
		assertThat(run.has("result")).isFalse();
	}

	@Test
	void nameThatLeadsOutOfTheInboxIsRefusedForGood() throws IOException {
		Files.writeString(data("secret.csv"), "a\n1\n");
		JsonNode run = runToEnd("profile-csv", "{\"file\":\"../secret.csv\"}");
		assertThat(state(run)).isEqualTo("FAILED");
		assertThat(run.path("reason").stringValue()).isEqualTo("permanent");
		assertThat(data("secret.csv")).exists();
	}

	private static void drop(String name, String content) throws IOException {
		Files.writeString(data("inbox").resolve(name), content);
	}

	private JsonNode awaitEnd(String file) {
		String label = "file:" + file;
		await().until(() -> !runs("profile-csv", label).isEmpty());
		String runId = runs("profile-csv", label).get(0).path("runId").stringValue();
		return awaitState(runId, "SUCCEEDED", "FAILED", "CANCELLED");
	}

	private long looks() {
		return json("/_sys/job/watch-inbox").at("/data/successCount").longValue();
	}

}
