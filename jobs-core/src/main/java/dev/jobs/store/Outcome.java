package dev.jobs.store;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;

/**
 * What became of an attempt. Written only if the run is still running under the token.
 */
public sealed interface Outcome {

	/**
	 * Return the run.
	 * @return the id of the run
	 */
	UUID runId();

	/**
	 * Return the token under which the attempt was made.
	 * @return the fencing token
	 */
	long token();

	/**
	 * The run succeeded.
	 *
	 * @param runId the run
	 * @param token the token
	 * @param result the result as JSON, {@code null} for none
	 */
	record Succeeded(UUID runId, long token, @Nullable String result) implements Outcome {
	}

	/**
	 * The attempt failed and there will be another.
	 *
	 * @param runId the run
	 * @param token the token
	 * @param delay how long to wait
	 * @param reason why, {@code null} for an ordinary failure
	 * @param error the error
	 */
	record Retry(UUID runId, long token, Duration delay, @Nullable Reason reason, RunError error) implements Outcome {
	}

	/**
	 * The run failed for good.
	 *
	 * @param runId the run
	 * @param token the token
	 * @param reason why
	 * @param error the error
	 */
	record Failed(UUID runId, long token, Reason reason, RunError error) implements Outcome {
	}

	/**
	 * The body ended because the run was cancelled.
	 *
	 * @param runId the run
	 * @param token the token
	 */
	record Cancelled(UUID runId, long token) implements Outcome {
	}

	/**
	 * The run is given back; the attempt does not count. Its body has ended or never
	 * began.
	 *
	 * @param runId the run
	 * @param token the token
	 */
	record Released(UUID runId, long token) implements Outcome {
	}

}
