package dev.jobs.sample.jobs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.jobs.sample.RunningOffice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpkeepJobs} and {@link SalesJobs} in the application.
 */
class ScheduledJobsTests extends RunningOffice {

	@Test
	void heartbeatIsCounted() {
		assertThat(state(runToEnd("heartbeat", ""))).isEqualTo("SUCCEEDED");
		assertThat(data("heartbeat.txt")).content().matches("20\\S+Z beat \\d+ since the start\\R");
	}

	@ParameterizedTest
	@CsvSource({ "daily-summary, summaries, .json", "weekly-digest, summaries, .txt" })
	void writesItsFile(String jobId, String folder, String ending) {
		assertThat(state(runToEnd(jobId, ""))).isEqualTo("SUCCEEDED");
		File[] files = data(folder).toFile().listFiles((dir, name) -> name.endsWith(ending));
		assertThat(files).hasSize(1);
	}

	@Test
	void invoicesHaveAFolderForEachMonth() {
		assertThat(state(runToEnd("monthly-invoices", ""))).isEqualTo("SUCCEEDED");
		assertThat(data("invoices").toFile().list()).hasSize(1).allMatch((name) -> name.matches("\\d{4}-\\d{2}"));
	}

	@Test
	void tidyUpDeletesWhatAKilledProcessLeftBehind() throws IOException {
		Path left = leave("receipts/.0b6fca4b-7c2b-4d0f-8d26-8b8a3f3f9a01.tmp");
		Path own = leave("inbox/.mine.tmp");
		assertThat(state(runToEnd("tidy-up", ""))).isEqualTo("SUCCEEDED");
		assertThat(left).doesNotExist();
		assertThat(own).exists();
	}

	@Test
	void statsCountOrdersAndFiles() throws IOException {
		post("/_sys/job/send-receipt/pause");
		post("/orders", "{\"customer\":\"Ada\",\"item\":\"Pen\",\"quantity\":2,\"amount\":19.90}");
		Files.createFile(data("failed/broken.csv"));
		assertThat(state(runToEnd("hourly-stats", ""))).isEqualTo("SUCCEEDED");
		assertThat(data("stats").toFile().listFiles()).singleElement()
			.satisfies((file) -> assertThat(file).content()
				.contains("\"orders\" : 1", "\"receipts\" : 0", "\"reports\" : 0", "\"failed\" : 1"));
	}

	private static Path leave(String name) throws IOException {
		Path file = Files.createFile(data(name));
		Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plus(Duration.ofDays(1))));
		return file;
	}

}
