package dev.jobs.job;

import java.util.List;

/**
 * Thrown when a job is declared, or a run is requested, with values that break a rule.
 * Lists all problems at once; nothing has been registered or stored.
 */
public class InvalidJobException extends JobsException {

	private final transient List<String> problems;

	/**
	 * Create an exception for one problem.
	 * @param problem what is wrong, with name, value, rule and fix
	 */
	public InvalidJobException(String problem) {
		this(List.of(problem));
	}

	/**
	 * Create an exception for several problems.
	 * @param problems what is wrong, each with name, value, rule and fix; not empty
	 */
	public InvalidJobException(List<String> problems) {
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
