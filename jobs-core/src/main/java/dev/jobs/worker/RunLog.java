package dev.jobs.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import dev.jobs.job.Trigger;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Outcome;

/**
 * Writes the one line that an operator sees of each attempt, on logger
 * {@code dev.jobs.run}.
 */
final class RunLog {

	private static final Logger logger = LoggerFactory.getLogger("dev.jobs.run");

	private final long slowMillis;

	private final boolean exceptionMessages;

	RunLog(Duration slowThreshold, boolean exceptionMessages) {
		this.slowMillis = slowThreshold.toMillis();
		this.exceptionMessages = exceptionMessages;
	}

	void attempt(Execution execution, Outcome outcome, @Nullable Throwable error, long millis) {
		boolean failed = outcome instanceof Outcome.Retry || outcome instanceof Outcome.Failed;
		if (failed && error != null) {
			failed(execution, outcome, error, millis);
		}
		else if (isEnabled(execution, millis)) {
			write(level(execution, millis), execution, outcome, millis);
		}
	}

	// An error may throw when it is asked for its message, and logging must not hide it.
	private void failed(Execution execution, Outcome outcome, Throwable error, long millis) {
		try {
			Throwable shown = this.exceptionMessages ? error : new MessagelessError(error);
			write(logger.atError().setCause(shown), execution, outcome, millis);
		}
		catch (RuntimeException ex) {
			write(logger.atError().setCause(new MessagelessError(error)), execution, outcome, millis);
		}
	}

	private void write(LoggingEventBuilder line, Execution execution, Outcome outcome, long millis) {
		ClaimedRun run = execution.run();
		line.log("Job {} run {} attempt {} of {} {} in {} ms{}{}", execution.jobId(), run.id(), run.attempt(),
				run.maxAttempts(), text(outcome), millis, next(outcome), slow(millis));
	}

	private boolean isEnabled(Execution execution, long millis) {
		return isSlow(millis) ? logger.isWarnEnabled()
				: (isQuiet(execution) ? logger.isDebugEnabled() : logger.isInfoEnabled());
	}

	private LoggingEventBuilder level(Execution execution, long millis) {
		if (isSlow(millis)) {
			return logger.atWarn();
		}
		return isQuiet(execution) ? logger.atDebug() : logger.atInfo();
	}

	private static boolean isQuiet(Execution execution) {
		return execution.trigger() != Trigger.SCHEDULED && execution.trigger() != Trigger.MANUAL;
	}

	private boolean isSlow(long millis) {
		return millis > this.slowMillis;
	}

	private String slow(long millis) {
		return isSlow(millis) ? ", slower than " + this.slowMillis + " ms" : "";
	}

	private static String text(Outcome outcome) {
		if (outcome instanceof Outcome.Succeeded) {
			return "succeeded";
		}
		if (outcome instanceof Outcome.Retry retry) {
			return "failed (" + retry.error().type() + ")";
		}
		if (outcome instanceof Outcome.Failed failed) {
			return "failed for good (" + failed.reason().text() + ", " + failed.error().type() + ")";
		}
		return (outcome instanceof Outcome.Cancelled) ? "cancelled" : "given back";
	}

	private static String next(Outcome outcome) {
		return (outcome instanceof Outcome.Retry retry) ? ", next attempt in " + retry.delay().toMillis() + " ms" : "";
	}

	/**
	 * Shows the stack of an error without any message, which may hold what must not be
	 * logged.
	 */
	private static final class MessagelessError extends RuntimeException {

		MessagelessError(Throwable error) {
			this(error, 0);
		}

		private MessagelessError(Throwable error, int depth) {
			super(error.getClass().getName(), cause(error, depth), false, true);
			setStackTrace(error.getStackTrace());
		}

		private static @Nullable Throwable cause(Throwable error, int depth) {
			return (depth < 10 && error.getCause() != null) ? new MessagelessError(error.getCause(), depth + 1) : null;
		}

		@Override
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

}
