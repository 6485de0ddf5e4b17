package dev.jobs;

import java.util.UUID;

import dev.jobs.job.JobsException;

/**
 * Thrown when a key is used again for something else. Nothing has been enqueued.
 */
public class KeyConflictException extends JobsException {

	private final UUID runId;

	KeyConflictException(String jobId, String key, UUID runId) {
		super("Key '%s' of job '%s' belongs to run '%s', which has another payload; use another key".formatted(key,
				jobId, runId));
		this.runId = runId;
	}

	/**
	 * Return the run that has the key.
	 * @return the id of the run
	 */
	public UUID getRunId() {
		return this.runId;
	}

}
