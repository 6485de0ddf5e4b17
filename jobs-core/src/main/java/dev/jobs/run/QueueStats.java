package dev.jobs.run;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a queue stands, over all nodes.
 *
 * @param queue the name
 * @param depth how many due runs wait; a store may stop counting at 10,000
 * @param oldestDueAt since when the run that waits longest has been due, in UTC
 * @param running how many runs go on
 * @param pause the pause, {@code null} if the queue is open
 */
public record QueueStats(String queue, int depth, @Nullable Instant oldestDueAt, int running, @Nullable Pause pause) {

}
