package dev.jobs;

import java.util.UUID;

/**
 * The answer to a request.
 *
 * @param runId the run
 * @param status whether the run is new
 */
public record Submission(UUID runId, Status status) {

	/**
	 * Whether a run is new.
	 */
	public enum Status {

		/** The request made the run. */
		CREATED,

		/** The same request with the same key had made it before. */
		EXISTING

	}

}
