package dev.jobs.store.jdbc;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;

/**
 * The end of an unfinished run whose row the transaction has locked or guards by its
 * token.
 *
 * @param runId the run
 * @param token the token that the row must have
 * @param state the terminal state
 * @param reason why, {@code null} for no reason to name
 * @param error the error; {@code null} to leave that of the last attempt for a failed or
 * cancelled run, and none for one that succeeded
 * @param result the result as JSON, {@code null} for none
 */
record Ending(UUID runId, long token, RunState state, @Nullable Reason reason, @Nullable RunError error,
		@Nullable String result) {
}
