package dev.jobs.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobsException;

/**
 * Thrown at start-up when beans declare jobs that break rules. Lists all problems of all
 * beans at once.
 */
public class InvalidJobsException extends JobsException {

	private final transient List<Problem> problems;

	InvalidJobsException(List<Problem> problems) {
		super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return the problems, in the order in which the beans were looked at.
	 * @return the problems, never empty
	 */
	public List<Problem> getProblems() {
		return this.problems;
	}

	/**
	 * One thing that is wrong.
	 *
	 * @param bean the name of the bean
	 * @param method the class and method, {@code null} if the bean as a whole is meant
	 * @param description what is wrong, with the value in quotes
	 * @param fix what to do, {@code null} if the description says so
	 */
	public record Problem(String bean, @Nullable String method, String description, @Nullable String fix) {

		@Override
		public String toString() {
			// Somebody who wrote it in a configuration is not helped by the code.
			if (this.description.contains(JobOverrides.PREFIX)) {
				return withFix(this.description);
			}
			boolean named = this.method == null || this.description.contains(this.method);
			String where = named ? "Bean '" + this.bean + "'" : this.method + " (bean '" + this.bean + "')";
			return withFix(where + ": " + this.description);
		}

		private String withFix(String text) {
			return (this.fix != null) ? text + "; " + this.fix : text;
		}

	}

}
