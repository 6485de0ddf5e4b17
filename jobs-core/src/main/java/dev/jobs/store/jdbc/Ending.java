package dev.jobs.store.jdbc;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;

/**
 * The end of an unfinished run. It is written only if the run still stands as this says.
 *
 * @param runId the run
 * @param token the token that the row must have
 * @param running whether the run must be running; if not, it must be waiting
 * @param state the terminal state
 * @param reason why, {@code null} for no reason to name
 * @param error the error; {@code null} to leave that of the last attempt for a failed or
 * cancelled run, and none for one that succeeded
 * @param result the result as JSON, {@code null} for none
 */
record Ending(UUID runId, long token, boolean running, RunState state, @Nullable Reason reason,
		@Nullable RunError error, @Nullable String result) {

	/**
	 * Return whether another run ends in the same way.
	 */
	boolean isLike(Ending other) {
		return equals(new Ending(this.runId, other.token, other.running, other.state, other.reason, other.error,
				other.result));
	}

	@Nullable String errorType() {
		return (this.error != null) ? this.error.type() : null;
	}

	@Nullable String errorMessage() {
		return (this.error != null) ? this.error.message() : null;
	}

	@Nullable String errorStack() {
		return (this.error != null) ? this.error.stack() : null;
	}

}
