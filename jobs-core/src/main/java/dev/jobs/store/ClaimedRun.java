package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;

/**
 * A run that a node has claimed: what it needs to make the attempt.
 *
 * @param id the run
 * @param jobId the job as stored, which may be an alias
 * @param queue the queue
 * @param token the fencing token of this claim
 * @param attempt the number of the attempt, from 1
 * @param maxAttempts how many attempts the run may take
 * @param crashes how often a node died while it ran this run
 * @param trigger why it exists
 * @param payload the payload as JSON
 * @param payloadVersion the version of the payload, from 1
 * @param scheduledAt when it was first due, in UTC
 * @param dueAt when this attempt was due, in UTC
 * @param createdAt when it was created, in UTC
 * @param claimedAt when it was claimed, in UTC
 * @param timeout the limit of one attempt, {@code null} for that of the job
 * @param deadline when it ends as failed whatever it does, in UTC
 * @param trace the trace headers of whoever enqueued it
 */
public record ClaimedRun(UUID id, String jobId, String queue, long token, int attempt, int maxAttempts, int crashes,
		Trigger trigger, String payload, int payloadVersion, Instant scheduledAt, Instant dueAt, Instant createdAt,
		Instant claimedAt, @Nullable Duration timeout, @Nullable Instant deadline, Map<String, String> trace) {

}
