package dev.jobs.worker;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Outcome;
import dev.jobs.test.LogLines;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunLog}.
 */
class RunLogTests {

	private static final UUID RUN = new UUID(0, 7);

	private static final Outcome SUCCEEDED = new Outcome.Succeeded(RUN, 1, null);

	@RegisterExtension
	private final LogLines lines = new LogLines("dev.jobs.run", Level.DEBUG);

	private final JobDefinition job = job();

	// GB-T13, X45: slow is what takes longer than the threshold
	@ParameterizedTest
	@CsvSource({ "SCHEDULED,99,INFO", "SCHEDULED,100,INFO", "SCHEDULED,101,WARN", "MANUAL,100,INFO", "MANUAL,101,WARN",
			"ENQUEUED,100,DEBUG", "ENQUEUED,101,WARN", "REPLAY,100,DEBUG" })
	void levelSaysHowTheAttemptWent(Trigger trigger, long millis, String level) {
		attempt(trigger, SUCCEEDED, null, millis);
		ILoggingEvent line = line();
		assertThat(line.getLevel()).hasToString(level);
		assertThat(line.getFormattedMessage())
			.startsWith("Job purge run %s attempt 2 of 3 succeeded in %d ms".formatted(RUN, millis));
		assertThat(line.getFormattedMessage().endsWith(", slower than 100 ms")).isEqualTo(millis > 100);
	}

	@ParameterizedTest
	@CsvSource({ "1", "101" })
	void failedAttemptIsAnErrorWithItsStackHoweverLongItTook(long millis) {
		Throwable error = new IllegalStateException("disk full");
		attempt(Trigger.ENQUEUED, new Outcome.Retry(RUN, 1, Duration.ofSeconds(4), null, RunError.of(error)), error,
				millis);
		assertThat(line().getLevel()).isEqualTo(Level.ERROR);
		assertThat(line().getFormattedMessage()).contains(
				"attempt 2 of 3 failed (java.lang.IllegalStateException) in %d ms".formatted(millis),
				", next attempt in 4000 ms");
		assertThat(line().getThrowableProxy().getMessage()).isEqualTo("disk full");
		assertThat(line().getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
	}

	@Test
	void lastFailureSaysWhyTheRunIsGivenUp() {
		Throwable error = new IllegalStateException("disk full");
		attempt(Trigger.SCHEDULED, new Outcome.Failed(RUN, 1, Reason.EXHAUSTED, RunError.of(error)), error, 1);
		assertThat(line().getFormattedMessage())
			.contains("failed for good (exhausted, java.lang.IllegalStateException) in 1 ms");
	}

	@Test
	void whatIsNeitherSuccessNorFailureIsToldApart() {
		attempt(Trigger.SCHEDULED, new Outcome.Cancelled(RUN, 1), null, 1);
		attempt(Trigger.SCHEDULED, new Outcome.Released(RUN, 1), null, 1);
		assertThat(this.lines.events()).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly((first) -> assertThat(first).contains(" cancelled in "),
					(second) -> assertThat(second).contains(" given back in "));
	}

	// X42
	@Test
	void messagesOfExceptionsAreLeftOutWhereAskedForButTheirStacksAreNot() {
		Throwable error = new IllegalStateException("s3cret", new IllegalArgumentException("s3cret too"));
		new RunLog(Duration.ofMillis(100), false).attempt(execution(Trigger.SCHEDULED),
				new Outcome.Failed(RUN, 1, Reason.PERMANENT, RunError.of(error)), error, 1);
		assertThat(line().getFormattedMessage()).doesNotContain("s3cret");
		assertThat(line().getThrowableProxy().getMessage()).isEqualTo(IllegalStateException.class.getName());
		assertThat(line().getThrowableProxy().getCause().getMessage())
			.isEqualTo(IllegalArgumentException.class.getName());
		assertThat(line().getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
	}

	// GB-T9
	@Test
	void errorThatCannotBePrintedIsLoggedAllTheSame() {
		Throwable error = new UnprintableException();
		attempt(Trigger.SCHEDULED, new Outcome.Failed(RUN, 1, Reason.PERMANENT, RunError.of(error)), error, 1);
		assertThat(line().getLevel()).isEqualTo(Level.ERROR);
		assertThat(line().getThrowableProxy().getMessage()).isEqualTo(UnprintableException.class.getName());
	}

	@Test
	void nothingIsWrittenBelowTheLevel() {
		this.lines.level(Level.INFO);
		attempt(Trigger.ENQUEUED, SUCCEEDED, null, 1);
		this.lines.level(Level.WARN);
		attempt(Trigger.SCHEDULED, SUCCEEDED, null, 1);
		assertThat(this.lines.events()).isEmpty();
	}

	private void attempt(Trigger trigger, Outcome outcome, @Nullable Throwable error, long millis) {
		new RunLog(Duration.ofMillis(100), true).attempt(execution(trigger), outcome, error, millis);
	}

	// Each attempt has one line.
	private ILoggingEvent line() {
		assertThat(this.lines.events()).hasSize(1);
		return this.lines.events().get(0);
	}

	private Execution execution(Trigger trigger) {
		ClaimedRun run = new ClaimedRun(RUN, "purge", "default", 1, 2, 3, 0, trigger, "null", 1, ManualClock.NOON,
				ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, null, null, Map.of());
		return new Execution(run, this.job, 0, Runnable::run);
	}

	private static JobDefinition job() {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("purge", (context) -> {
		});
		return registry.require("purge");
	}

	/**
	 * An exception that throws when it is asked what it says.
	 */
	private static final class UnprintableException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no");
		}

	}

}
