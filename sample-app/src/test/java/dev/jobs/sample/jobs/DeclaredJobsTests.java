package dev.jobs.sample.jobs;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.jobs.JobScheduler;
import dev.jobs.JobStatus;
import dev.jobs.schedule.Schedule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the schedules as they stand in the code.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "jobs.worker.enabled=false")
class DeclaredJobsTests {

	@TempDir
	private static Path data;

	@Autowired
	private JobScheduler jobs;

	@DynamicPropertySource
	static void dataFolder(DynamicPropertyRegistry registry) {
		registry.add("sample.data-folder", () -> data.toString());
	}

	@Test
	void thereIsOneOfEachKind() {
		assertThat(this.jobs.jobs()).extracting(DeclaredJobsTests::text)
			.containsExactly("daily-summary daily, Daily at 3:00 AM", "flaky on-demand",
					"heartbeat fixed-rate, Every 5 seconds", "hourly-stats hourly, Hourly at :00",
					"monthly-invoices monthly, Monthly on day 1 at 6:15 AM", "profile-csv on-demand",
					"send-receipt on-demand", "slow-report on-demand", "tidy-up cron, Daily at 4:30 AM",
					"watch-inbox fixed-delay, 2 seconds after each run",
					"weekly-digest weekly, Every Monday at 6:15 AM");
	}

	private static String text(JobStatus status) {
		String kind = status.definition().id() + " " + status.definition().scheduleType().text();
		Schedule schedule = status.definition().schedule();
		return (schedule != null) ? kind + ", " + schedule.humanReadable() : kind;
	}

}
