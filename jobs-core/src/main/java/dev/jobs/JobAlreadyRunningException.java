package dev.jobs;

import dev.jobs.job.JobsException;

/**
 * Thrown when a job is triggered while its slots are taken by unfinished runs. The skip
 * has been counted.
 */
public class JobAlreadyRunningException extends JobsException {

	JobAlreadyRunningException(String jobId, int slots) {
		super("Job '%s' was not triggered: %s; wait for the end of it, or raise the job's concurrency".formatted(jobId,
				(slots == 1) ? "its previous run is not finished" : "all its " + slots + " slots are taken"));
	}

}
