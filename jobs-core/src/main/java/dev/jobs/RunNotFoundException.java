package dev.jobs;

import java.util.UUID;

import dev.jobs.job.JobsException;

/**
 * Thrown when a run is asked for that the store does not have.
 */
public class RunNotFoundException extends JobsException {

	RunNotFoundException(UUID runId) {
		super("No run '%s'; it was never made, its transaction has not committed, or it is no longer kept"
			.formatted(runId));
	}

}
