package dev.jobs;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a manual trigger.
 *
 * @param jobId the job
 * @param runId the run that was made
 * @param nextScheduledAt when the schedule of the job fires next, in UTC, as it would
 * have without the trigger; {@code null} if it does not
 */
public record Triggered(String jobId, UUID runId, @Nullable Instant nextScheduledAt) {

}
