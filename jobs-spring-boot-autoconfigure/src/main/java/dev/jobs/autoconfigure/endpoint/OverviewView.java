package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;

/**
 * Numbers for a first look. What is not known is {@code null} and left out; numbers of
 * runs are those of the whole cluster.
 *
 * @param node the node that answers; {@code null} if it runs no jobs
 * @param state where its engine stands
 * @param version the version of this library
 * @param startedAt when the node started, in UTC
 * @param uptimeMs how long ago that is, in milliseconds
 * @param store the kind of store
 * @param timezone the zone of times of day
 * @param jobs how many jobs there are
 * @param pausedJobs how many of them are paused
 * @param runs how many runs are in the states that are cheap to count
 * @param totalExecutions how many runs ended by themselves
 * @param successCount how many succeeded
 * @param failureCount how many failed
 * @param skippedCount how often a job found no free slot
 * @param queues the queues
 */
record OverviewView(@Nullable String node, @Nullable String state, @Nullable String version,
		@Nullable Instant startedAt, @Nullable Long uptimeMs, @Nullable String store, String timezone, int jobs,
		long pausedJobs, Map<RunState, Long> runs, long totalExecutions, long successCount, long failureCount,
		long skippedCount, List<QueueView> queues) {

}
