package dev.jobs.store;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Run;

/**
 * What became of a request to cancel a run.
 *
 * @param status what happened
 * @param run the run as it is now, {@code null} if there is none
 */
public record CancelResult(Status status, @Nullable Run run) {

	/**
	 * What happened.
	 */
	public enum Status {

		/** The run waited and is cancelled now. */
		CANCELLED,

		/** The run runs, and its body has been asked to end. */
		REQUESTED,

		/** The run was cancelled before. */
		ALREADY_CANCELLED,

		/** The run has ended otherwise. */
		FINISHED,

		/** There is no such run. */
		UNKNOWN

	}

}
