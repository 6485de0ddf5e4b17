package dev.jobs.store;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What became of a run that was to be added.
 *
 * @param status what happened
 * @param runId the new run; for {@code EXISTING} and {@code CONFLICT} the run that has
 * the key; for {@code SKIPPED} the id that was refused
 * @param claimed the run as its claimant has it, {@code null} if nobody has claimed it
 */
public record Inserted(Status status, UUID runId, @Nullable ClaimedRun claimed) {

	/**
	 * Create the answer for a run that nobody has claimed.
	 * @param status what happened
	 * @param runId the run
	 */
	public Inserted(Status status, UUID runId) {
		this(status, runId, null);
	}

	/**
	 * What happened.
	 */
	public enum Status {

		/** The run was added. */
		CREATED,

		/** A run with the same key asked for the same; nothing was added. */
		EXISTING,

		/** A run with the same key asked for something else; nothing was added. */
		CONFLICT,

		/** The job had no free slot; nothing was added but one to its skips. */
		SKIPPED

	}

}
