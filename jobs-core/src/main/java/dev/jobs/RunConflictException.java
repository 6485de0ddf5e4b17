package dev.jobs;

import dev.jobs.job.JobsException;
import dev.jobs.run.Run;
import dev.jobs.run.RunState;

/**
 * Thrown when something is asked of a run that its state does not allow. Nothing has been
 * changed.
 */
public class RunConflictException extends JobsException {

	private final RunState state;

	RunConflictException(Run run, String problem) {
		super("Run '%s' of job '%s' is %s: %s".formatted(run.id(), run.jobId(), run.state(), problem));
		this.state = run.state();
	}

	/**
	 * Return the state of the run.
	 * @return the state
	 */
	public RunState getState() {
		return this.state;
	}

}
