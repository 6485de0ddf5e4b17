package dev.jobs.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;

import dev.jobs.autoconfigure.InvalidJobsException.Problem;
import dev.jobs.autoconfigure.endpoint.InvalidAddressListException;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.schedule.InvalidScheduleException;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.jdbc.UnusableDatabaseException;

/**
 * Explains why an application with jobs did not start: each problem on a line of its own,
 * without a stack.
 */
final class JobsFailureAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			FailureAnalysis analysis = analyzeOne(cause);
			if (analysis != null) {
				return analysis;
			}
		}
		return null;
	}

	private static @Nullable FailureAnalysis analyzeOne(Throwable cause) {
		if (cause instanceof InvalidJobsException ex) {
			return jobs(ex.getProblems().stream().map(Problem::toString).toList(), ex);
		}
		if (cause instanceof InvalidJobException ex) {
			return jobs(ex.getProblems(), ex);
		}
		if (cause instanceof InvalidSettingsException ex) {
			return settings(ex.getProblems(), ex);
		}
		if (cause instanceof UnusableDatabaseException ex) {
			return analysis("The database of jobs cannot be used", ex.getProblems(),
					String.join(System.lineSeparator(), ex.getFixes()), ex);
		}
		if (cause instanceof StoreUnavailableException) {
			return analysis("The database of jobs cannot be reached", List.of(root(cause)),
					"Check the address of the database and that it runs, or set jobs.store.type=memory to keep runs in memory.",
					cause);
		}
		if (cause instanceof InvalidAddressListException || cause instanceof InvalidScheduleException) {
			return settings(List.of(String.valueOf(cause.getMessage())), cause);
		}
		return null;
	}

	private static String root(Throwable cause) {
		String message = NestedExceptionUtils.getMostSpecificCause(cause).toString();
		return message.lines().findFirst().orElse(message);
	}

	private static FailureAnalysis jobs(List<String> problems, Throwable cause) {
		return analysis("Jobs are declared in a way that cannot work", problems,
				"Correct the declarations above, or their settings under 'jobs.definitions'.", cause);
	}

	private static FailureAnalysis settings(List<String> problems, Throwable cause) {
		return analysis("Settings of jobs break rules", problems,
				"Correct the properties above in the configuration of the application.", cause);
	}

	private static FailureAnalysis analysis(String what, List<String> problems, String action, Throwable cause) {
		String lines = problems.stream()
			.map((problem) -> "    - " + problem)
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(what + ":" + System.lineSeparator() + System.lineSeparator() + lines, action, cause);
	}

}
