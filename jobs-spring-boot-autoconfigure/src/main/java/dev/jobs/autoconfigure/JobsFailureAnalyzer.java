package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import dev.jobs.autoconfigure.InvalidJobsException.Problem;
import dev.jobs.autoconfigure.endpoint.InvalidAddressListException;
import dev.jobs.autoconfigure.endpoint.JobEndpointProperties;
import dev.jobs.autoconfigure.endpoint.JobEndpointProperties.Security;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.schedule.InvalidScheduleException;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.jdbc.UnusableDatabaseException;

/**
 * Explains why an application with jobs did not start: each problem on a line of its own,
 * without a stack. Comes before the analyzers of Spring Boot, which tell of the first
 * value that cannot be read.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class JobsFailureAnalyzer implements FailureAnalyzer {

	private static final Set<Class<?>> PROPERTIES = Set.of(JobsProperties.class, JobEndpointProperties.class);

	private final Environment environment;

	JobsFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

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

	private @Nullable FailureAnalysis analyzeOne(Throwable cause) {
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
					"Check the address of the database, the user and that the server runs.", cause);
		}
		if (cause instanceof InvalidAddressListException) {
			return settings(List.of(String.valueOf(cause.getMessage())), cause);
		}
		if (cause instanceof InvalidScheduleException) {
			return analysis("A schedule cannot work", List.of(String.valueOf(cause.getMessage())),
					"Correct the schedule above in the code that makes it.", cause);
		}
		if (isUnreadable(cause)) {
			List<String> problems = settingsProblems();
			return problems.isEmpty() ? null : settings(problems, cause);
		}
		return null;
	}

	// One property is read before the others are bound, by a condition.
	private static boolean isUnreadable(Throwable cause) {
		return cause instanceof ConfigurationPropertiesBindException bound && PROPERTIES.contains(bound.getBeanType())
				|| cause instanceof BindException read && read.getTarget().getType().resolve() == Security.class;
	}

	private List<String> settingsProblems() {
		Binder binder = Binder.get(this.environment);
		BindProblems unreadable = new BindProblems();
		JobsProperties readable = binder.bindOrCreate("jobs", Bindable.of(JobsProperties.class), unreadable);
		binder.bindOrCreate("jobs.endpoint", Bindable.of(JobEndpointProperties.class), unreadable);
		List<String> problems = new ArrayList<>(unreadable.problems());
		try {
			new JobsSettingsReader(readable, this.environment).read();
		}
		catch (InvalidSettingsException ex) {
			ex.getProblems().stream().filter((text) -> !unreadable.areNamedIn(text)).forEach(problems::add);
		}
		return problems;
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
