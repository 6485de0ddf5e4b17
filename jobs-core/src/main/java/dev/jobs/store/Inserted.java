package dev.jobs.store;

import java.util.UUID;

/**
 * What became of a run that was to be added.
 *
 * @param status what happened
 * @param runId the new run; for {@code EXISTING} and {@code CONFLICT} the run that has
 * the key; for {@code SKIPPED} the id that was refused
 */
public record Inserted(Status status, UUID runId) {

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
