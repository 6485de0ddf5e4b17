package dev.jobs.sample.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;

import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.job.RetryBackoff;
import dev.jobs.retry.PermanentJobException;
import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Takes its time, or fails, as asked: to see how the library copes.
 */
@Component
class DemoJobs {

	private static final int LONGEST = 3600;

	private final DataFolder folder;

	DemoJobs(DataFolder folder) {
		this.folder = folder;
	}

	@JobHandler("slow-report")
	WrittenReport slowReport(SlowReport payload, JobContext context) throws IOException, InterruptedException {
		int seconds = payload.seconds();
		if (seconds < 1 || seconds > LONGEST) {
			throw new PermanentJobException("seconds (%s) must be from 1 to %s".formatted(seconds, LONGEST));
		}
		CountDownLatch cancelled = new CountDownLatch(1);
		context.cancellation().onCancel(cancelled::countDown);
		if (cancelled.await(seconds, TimeUnit.SECONDS)) {
			context.cancellation().throwIfCancelled();
		}
		Path report = this.folder.reports().resolve("slow-report-%s.txt".formatted(context.runId()));
		AtomicFiles.write(report, "This report took %s s%n".formatted(seconds).getBytes(StandardCharsets.UTF_8));
		context.logger().info("Wrote {}", report);
		return new WrittenReport(String.valueOf(report.getFileName()));
	}

	@JobHandler(id = "flaky", maxAttempts = 5,
			backoff = @RetryBackoff(strategy = "fixed", delay = "200ms", jitter = "none"))
	void flaky(Flaky payload, JobContext context) {
		if (context.attempt() <= payload.failures()) {
			throw new IllegalStateException(
					"Attempt %s fails, as the first %s are meant to".formatted(context.attempt(), payload.failures()));
		}
		context.logger().info("Succeeded at attempt {} of {}", context.attempt(), context.maxAttempts());
	}

	/**
	 * Asks for a report that takes long.
	 *
	 * @param seconds how long, from 1 to 3600
	 */
	record SlowReport(int seconds) {

	}

	/**
	 * The result of a slow report.
	 *
	 * @param report name of the report
	 */
	record WrittenReport(String report) {

	}

	/**
	 * Asks for attempts that fail.
	 *
	 * @param failures how many of the first attempts fail
	 */
	record Flaky(int failures) {

	}

}
