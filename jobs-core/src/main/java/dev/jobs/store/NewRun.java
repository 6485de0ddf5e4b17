package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;

/**
 * A run to add.
 *
 * @param id the id
 * @param jobId the job
 * @param queue the queue
 * @param priority from -100 to 100
 * @param trigger why it exists
 * @param maxAttempts how many attempts it may take
 * @param payload the payload as JSON
 * @param payloadVersion the version of the payload, from 1
 * @param due when it is due
 * @param timeout the limit of one attempt, {@code null} for that of the job
 * @param deadline the time over all attempts, from the due time on; {@code null} for no
 * limit
 * @param slots how many runs of the job may be unfinished before this one is skipped;
 * {@code 0} for any number
 * @param key the idempotency key, {@code null} for none
 * @param fingerprint stands for what was asked for under the key; {@code null} without a
 * key
 * @param labels the labels
 * @param trace the trace headers
 * @param replayOf the run this is a replay of
 * @param parentRunId the run that made this one
 * @param claimant the node that would begin it at once, {@code null} for none; a store
 * may pass over that, and does for a run that is not ready or may not be claimed now
 */
public record NewRun(UUID id, String jobId, String queue, int priority, Trigger trigger, int maxAttempts,
		String payload, int payloadVersion, Due due, @Nullable Duration timeout, @Nullable Duration deadline, int slots,
		@Nullable String key, @Nullable String fingerprint, Map<String, String> labels, Map<String, String> trace,
		@Nullable UUID replayOf, @Nullable UUID parentRunId, @Nullable String claimant) {

	/**
	 * Create a run that is claimed once it is there.
	 * @param id the id
	 * @param jobId the job
	 * @param queue the queue
	 * @param priority from -100 to 100
	 * @param trigger why it exists
	 * @param maxAttempts how many attempts it may take
	 * @param payload the payload as JSON
	 * @param payloadVersion the version of the payload, from 1
	 * @param due when it is due
	 * @param timeout the limit of one attempt
	 * @param deadline the time over all attempts
	 * @param slots how many runs of the job may be unfinished
	 * @param key the idempotency key
	 * @param fingerprint stands for what was asked for under the key
	 * @param labels the labels
	 * @param trace the trace headers
	 * @param replayOf the run this is a replay of
	 * @param parentRunId the run that made this one
	 */
	public NewRun(UUID id, String jobId, String queue, int priority, Trigger trigger, int maxAttempts, String payload,
			int payloadVersion, Due due, @Nullable Duration timeout, @Nullable Duration deadline, int slots,
			@Nullable String key, @Nullable String fingerprint, Map<String, String> labels, Map<String, String> trace,
			@Nullable UUID replayOf, @Nullable UUID parentRunId) {
		this(id, jobId, queue, priority, trigger, maxAttempts, payload, payloadVersion, due, timeout, deadline, slots,
				key, fingerprint, labels, trace, replayOf, parentRunId, null);
	}

	/**
	 * Return a run of a job with the settings of that job.
	 * @param job the job
	 * @param id the id
	 * @param trigger why it exists
	 * @param payload the payload as JSON
	 * @param due when it is due
	 * @param trace the trace headers
	 * @return the run
	 */
	public static NewRun of(JobDefinition job, UUID id, Trigger trigger, String payload, Due due,
			Map<String, String> trace) {
		return new NewRun(id, job.id(), job.queue(), job.priority(), trigger, job.maxAttempts(), payload,
				job.payloadVersion(), due, null, job.deadline(), job.slots(), null, null, Map.of(), trace, null, null);
	}

	/**
	 * Return this run with another claimant.
	 * @param node the node that would begin it at once, {@code null} for none
	 * @return the run
	 */
	public NewRun claimedBy(@Nullable String node) {
		return new NewRun(this.id, this.jobId, this.queue, this.priority, this.trigger, this.maxAttempts, this.payload,
				this.payloadVersion, this.due, this.timeout, this.deadline, this.slots, this.key, this.fingerprint,
				this.labels, this.trace, this.replayOf, this.parentRunId, node);
	}

	/**
	 * When a run is due: after a delay by the store's clock, or at a time the user named.
	 *
	 * @param delay the delay, {@code null} if a time was named
	 * @param at the time in UTC, {@code null} if it is a delay
	 */
	public record Due(@Nullable Duration delay, @Nullable Instant at) {

		/** At once. */
		public static final Due NOW = new Due(Duration.ZERO, null);

		/**
		 * Return the due time after a delay.
		 * @param delay the delay
		 * @return the due time
		 */
		public static Due after(Duration delay) {
			return new Due(delay, null);
		}

		/**
		 * Return the due time at a time the user named.
		 * @param at the time in UTC; in the past means at once
		 * @return the due time
		 */
		public static Due at(Instant at) {
			return new Due(null, at);
		}

		/**
		 * Return the due time as a time.
		 * @param now the store's time
		 * @return the time in UTC
		 */
		public Instant from(Instant now) {
			if (this.at != null) {
				return this.at;
			}
			return (this.delay == null || this.delay.isZero()) ? now : now.plus(this.delay);
		}

	}

}
