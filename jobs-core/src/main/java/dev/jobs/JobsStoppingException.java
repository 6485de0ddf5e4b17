package dev.jobs;

import dev.jobs.job.JobsException;

/**
 * Thrown when something is asked for that the engine no longer does, because it is
 * stopping or has stopped.
 */
public class JobsStoppingException extends JobsException {

	JobsStoppingException(String message) {
		super(message);
	}

}
