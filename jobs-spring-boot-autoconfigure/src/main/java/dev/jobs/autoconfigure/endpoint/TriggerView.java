package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.Triggered;
import dev.jobs.job.Trigger;

/**
 * The answer to a manual trigger.
 *
 * @param jobId the job
 * @param triggered {@code true}
 * @param scheduledNextAt when the schedule fires next, in UTC; {@code null} if it does
 * not
 * @param runId the run that was made
 * @param trigger {@code manual}
 */
record TriggerView(String jobId, boolean triggered, @Nullable Instant scheduledNextAt, UUID runId, String trigger) {

	static TriggerView of(Triggered triggered) {
		return new TriggerView(triggered.jobId(), true, triggered.nextScheduledAt(), triggered.runId(),
				Trigger.MANUAL.text());
	}

}
