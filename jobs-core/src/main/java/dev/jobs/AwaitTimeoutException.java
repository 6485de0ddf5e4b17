package dev.jobs;

import java.time.Duration;
import java.util.UUID;

import dev.jobs.job.JobsException;
import dev.jobs.job.Names;

/**
 * Thrown to somebody who waited for a run that has not ended in time. The run goes on.
 */
public class AwaitTimeoutException extends JobsException {

	AwaitTimeoutException(UUID runId, Duration timeout) {
		super("Run '%s' has not ended within %s; it goes on".formatted(runId, Names.shown(timeout)));
	}

}
