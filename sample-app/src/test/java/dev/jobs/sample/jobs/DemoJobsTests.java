package dev.jobs.sample.jobs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.jobs.sample.RunningOffice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoJobs}.
 */
class DemoJobsTests extends RunningOffice {

	@Test
	void flakySucceedsAtItsLastAttempt() {
		JsonNode run = runToEnd("flaky", "{\"failures\":4}");
		assertThat(state(run)).isEqualTo("SUCCEEDED");
		assertThat(run.path("attempt").intValue()).isEqualTo(5);
		assertThat(run.path("attempts")).hasSize(4);
	}

	@Test
	void flakyFailsWhenAllAttemptsDo() {
		JsonNode run = runToEnd("flaky", "{\"failures\":5}");
		assertThat(state(run)).isEqualTo("FAILED");
		assertThat(run.path("reason").stringValue()).isEqualTo("exhausted");
		assertThat(run.path("attempt").intValue()).isEqualTo(5);
		assertThat(run.at("/error/message").stringValue()).isEqualTo("Attempt 5 fails, as the first 5 are meant to");
	}

	@Test
	void slowReportAppearsInTheEnd() {
		JsonNode run = runToEnd("slow-report", "{\"seconds\":1}");
		assertThat(state(run)).isEqualTo("SUCCEEDED");
		assertThat(data("reports").resolve(run.at("/result/report").stringValue())).hasContent("This report took 1 s");
	}

	@Test
	void slowReportEndsWhenItIsCancelled() {
		String runId = trigger("slow-report", "{\"seconds\":600}");
		awaitState(runId, "RUNNING");
		assertThat(post("/_sys/job/_runs/" + runId + "/cancel").statusCode()).isEqualTo(200);
		awaitState(runId, "CANCELLED");
		assertThat(data("reports/slow-report-%s.txt".formatted(runId))).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 3601 })
	void slowReportRefusesWhatIsTooShortOrTooLong(int seconds) {
		JsonNode run = runToEnd("slow-report", "{\"seconds\":%s}".formatted(seconds));
		assertThat(state(run)).isEqualTo("FAILED");
		assertThat(run.path("reason").stringValue()).isEqualTo("permanent");
		assertThat(run.at("/error/message").stringValue())
			.isEqualTo("seconds (%s) must be from 1 to 3600".formatted(seconds));
	}

}
