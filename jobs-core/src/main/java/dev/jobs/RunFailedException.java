package dev.jobs;

import dev.jobs.job.JobsException;
import dev.jobs.run.Run;

/**
 * Thrown to somebody who waits for the result of a run that ended without one.
 */
public class RunFailedException extends JobsException {

	private final transient Run run;

	RunFailedException(Run run) {
		super("Run '%s' of job '%s' ended %s%s%s".formatted(run.id(), run.jobId(), run.state(),
				(run.reason() != null) ? " (" + run.reason().text() + ")" : "",
				(run.error() != null) ? ": " + run.error().type() : ""));
		this.run = run;
	}

	/**
	 * Return the run.
	 * @return the run as it ended
	 */
	public Run getRun() {
		return this.run;
	}

}
