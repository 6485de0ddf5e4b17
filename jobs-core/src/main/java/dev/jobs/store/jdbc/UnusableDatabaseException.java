package dev.jobs.store.jdbc;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobsException;

/**
 * Thrown when a database cannot keep runs as it is. Lists all problems that were found at
 * once, and the ways out; nothing has been started.
 */
public class UnusableDatabaseException extends JobsException {

	private final transient List<String> problems;

	private final transient List<String> fixes;

	/**
	 * Create an exception.
	 * @param problems what is wrong, one sentence each; not empty
	 * @param fixes what to do, one sentence each; not empty
	 */
	public UnusableDatabaseException(List<String> problems, List<String> fixes) {
		this(problems, fixes, null);
	}

	/**
	 * Create an exception with a cause.
	 * @param problems what is wrong, one sentence each; not empty
	 * @param fixes what to do, one sentence each; not empty
	 * @param cause what the database said, or {@code null} if nothing
	 */
	public UnusableDatabaseException(List<String> problems, List<String> fixes, @Nullable Throwable cause) {
		super(String.join("; ", problems) + ". " + String.join("; ", fixes), cause);
		this.problems = List.copyOf(problems);
		this.fixes = List.copyOf(fixes);
	}

	/**
	 * Return the problems, one sentence each.
	 * @return the problems, never empty
	 */
	public List<String> getProblems() {
		return this.problems;
	}

	/**
	 * Return what to do, one sentence each.
	 * @return the ways out, never empty
	 */
	public List<String> getFixes() {
		return this.fixes;
	}

}
