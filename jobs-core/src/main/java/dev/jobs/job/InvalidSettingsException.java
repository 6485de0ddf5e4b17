package dev.jobs.job;

import java.util.List;

/**
 * Thrown when settings of the engine break a rule. Lists all problems at once; nothing
 * has been started.
 */
public class InvalidSettingsException extends JobsException {

	private final transient List<String> problems;

	/**
	 * Create an exception.
	 * @param problems what is wrong, each with name, value, rule and fix; not empty
	 */
	public InvalidSettingsException(List<String> problems) {
		super(String.join("; ", problems));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return the problems, one sentence each.
	 * @return the problems, never empty
	 */
	public List<String> getProblems() {
		return this.problems;
	}

}
