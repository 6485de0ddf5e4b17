package dev.jobs.run;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An attempt that failed or was lost. The last attempt of a run is the run itself.
 *
 * @param number the number, from 1
 * @param token the fencing token of the attempt
 * @param node the node that made it
 * @param startedAt when it was given to the node, in UTC
 * @param finishedAt when it ended or was given up, in UTC
 * @param reason why it ended, {@code null} for an ordinary failure
 * @param error the error, {@code null} if the node died
 */
public record Attempt(int number, long token, @Nullable String node, @Nullable Instant startedAt, Instant finishedAt,
		@Nullable Reason reason, @Nullable RunError error) {

}
