package dev.jobs.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;

/**
 * One instance of a job, as it stood when it was read. Immutable.
 *
 * @param id the id, a time-ordered UUID
 * @param jobId the job
 * @param queue the queue
 * @param state where the run stands
 * @param reason says more about the state, {@code null} if there is no more to say
 * @param trigger why the run exists
 * @param priority from -100 to 100
 * @param attempt the number of attempts made, {@code 0} before the first
 * @param maxAttempts how many attempts the run may take in all
 * @param crashes how often a node died while it ran this run
 * @param token the fencing token of the last claim, {@code 0} before the first
 * @param createdAt when it was created, in UTC
 * @param scheduledAt when it was or is first due, in UTC
 * @param nextAttemptAt when the next attempt is due, in UTC; {@code null} if the run does
 * not wait for a retry
 * @param startedAt when the last attempt was given to a node, in UTC
 * @param finishedAt when it ended, in UTC
 * @param deadline when it ends as failed whatever it does, in UTC
 * @param timeout how long one attempt may take, if the run has a limit of its own
 * @param node the node that runs it or ran it last
 * @param key the idempotency key
 * @param labels the labels
 * @param replayOf the run of which this is a replay
 * @param parentRunId the run that made this one
 * @param cancelRequested whether somebody asked the running body to end
 * @param payload the payload as JSON
 * @param payloadVersion the version of the payload, from 1
 * @param trace the trace headers of whoever enqueued it
 * @param error the last error
 * @param result the result as JSON
 * @param attempts the attempts that failed or were lost, oldest first
 */
public record Run(UUID id, String jobId, String queue, RunState state, @Nullable Reason reason, Trigger trigger,
		int priority, int attempt, int maxAttempts, int crashes, long token, Instant createdAt, Instant scheduledAt,
		@Nullable Instant nextAttemptAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
		@Nullable Instant deadline, @Nullable Duration timeout, @Nullable String node, @Nullable String key,
		Map<String, String> labels, @Nullable UUID replayOf, @Nullable UUID parentRunId, boolean cancelRequested,
		String payload, int payloadVersion, Map<String, String> trace, @Nullable RunError error,
		@Nullable String result, List<Attempt> attempts) {

}
