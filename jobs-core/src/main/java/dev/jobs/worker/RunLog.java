package dev.jobs.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunError;
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
		LoggingEventBuilder line = failed ? logger.atError() : succeeded(execution, millis);
		if (!failed && !isEnabled(execution, millis)) {
			return;
		}
		ClaimedRun run = execution.run();
		if (failed && error != null) {
			line = this.exceptionMessages ? line.setCause(error) : line.setCause(new MessagelessError(error));
		}
		line.log("Job {} run {} attempt {} of {} {} in {} ms{}", execution.jobId(), run.id(), run.attempt(),
				run.maxAttempts(), text(outcome), millis, slow(millis));
	}

	private boolean isEnabled(Execution execution, long millis) {
		return isSlow(millis) ? logger.isWarnEnabled()
				: (isQuiet(execution) ? logger.isDebugEnabled() : logger.isInfoEnabled());
	}

	private LoggingEventBuilder succeeded(Execution execution, long millis) {
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
			return "failed (" + type(retry.error()) + "), next attempt in " + retry.delay().toMillis() + " ms, after";
		}
		if (outcome instanceof Outcome.Failed failed) {
			return "failed for good (" + failed.reason().text() + ", " + type(failed.error()) + ")";
		}
		return (outcome instanceof Outcome.Cancelled) ? "cancelled" : "given back";
	}

	private static String type(RunError error) {
		return error.type();
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
			return (error.getCause() != null && depth < 10) ? new MessagelessError(error.getCause(), depth + 1) : null;
		}

		@Override
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

}
