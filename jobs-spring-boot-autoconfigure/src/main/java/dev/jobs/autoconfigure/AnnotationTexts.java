package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobHandler;
import dev.jobs.job.JobOptions;
import dev.jobs.job.RetryBackoff;
import dev.jobs.job.ScheduledJob;

/**
 * Reads one annotation into options, with the placeholders of its texts resolved. What
 * cannot be resolved is noted in the options and otherwise left out.
 */
final class AnnotationTexts {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)}");

	private final UnaryOperator<@Nullable String> resolver;

	private final List<String> problems = new ArrayList<>();

	AnnotationTexts(UnaryOperator<@Nullable String> resolver) {
		this.resolver = resolver;
	}

	List<String> problems() {
		return this.problems;
	}

	/**
	 * Return the id of a job.
	 * @return the id, {@code null} if it cannot be resolved
	 */
	@Nullable String id(String id) {
		String resolved = text("id", id);
		return this.problems.isEmpty() ? Objects.requireNonNullElse(resolved, "") : null;
	}

	JobOptions options(ScheduledJob job) {
		JobOptions options = new JobOptions().fixedRate(schedule("fixedRate", job.fixedRate()))
			.fixedDelay(schedule("fixedDelay", job.fixedDelay()))
			.cron(schedule("cron", job.cron()))
			.hourlyAt(schedule("hourlyAt", job.hourlyAt()))
			.dailyAt(schedule("dailyAt", job.dailyAt()))
			.weeklyAt(schedule("weeklyAt", job.weeklyAt()))
			.monthlyAt(schedule("monthlyAt", job.monthlyAt()))
			.initialDelay(text("initialDelay", job.initialDelay()))
			.zone(text("zone", job.zone()))
			.misfire(text("misfire", job.misfire()))
			.misfireLimit(text("misfireLimit", job.misfireLimit()))
			.queue(text("queue", job.queue()))
			.priority(job.priority())
			.concurrency(job.concurrency())
			.timeout(text("timeout", job.timeout()))
			.deadline(text("deadline", job.deadline()))
			.completion(job.completion())
			.aliases(texts("aliases", job.aliases()))
			.retryOn(job.retryOn())
			.noRetryOn(job.noRetryOn());
		return retries(options, job.maxAttempts(), job.maxRetries(), job.backoff());
	}

	JobOptions options(JobHandler job) {
		JobOptions options = new JobOptions().queue(text("queue", job.queue()))
			.priority(job.priority())
			.concurrency((job.concurrency() != 0) ? job.concurrency() : null)
			.timeout(text("timeout", job.timeout()))
			.deadline(text("deadline", job.deadline()))
			.completion(job.completion())
			.aliases(texts("aliases", job.aliases()))
			.payloadVersion(job.payloadVersion())
			.retryOn(job.retryOn())
			.noRetryOn(job.noRetryOn());
		return retries(options, job.maxAttempts(), job.maxRetries(), job.backoff());
	}

	private JobOptions retries(JobOptions options, int maxAttempts, int maxRetries, RetryBackoff backoff) {
		int before = this.problems.size();
		String delay = text("backoff.delay", backoff.delay());
		String[] delays = texts("backoff.delays", backoff.delays());
		boolean firstIsKnown = this.problems.size() == before;
		String maxDelay = text("backoff.maxDelay", backoff.maxDelay());
		options.maxAttempts((maxAttempts != 0) ? maxAttempts : null)
			.maxRetries((maxRetries != -1) ? maxRetries : null)
			.backoffStrategy(text("backoff.strategy", backoff.strategy()))
			.backoffMultiplier((backoff.multiplier() != 0) ? backoff.multiplier() : null)
			.backoffJitter(text("backoff.jitter", backoff.jitter()));
		if (firstIsKnown) {
			options.backoffDelay(delay)
				.backoffDelays((delays.length > 0) ? String.join(",", delays) : null)
				.backoffMaxDelay(maxDelay);
		}
		this.problems.forEach(options::problem);
		return options;
	}

	// A job whose schedule cannot be resolved does not lack one.
	private @Nullable String schedule(String attribute, String value) {
		int before = this.problems.size();
		String text = text(attribute, value);
		return (this.problems.size() == before) ? text : "-";
	}

	private String[] texts(String attribute, String[] values) {
		return Arrays.stream(values)
			.map((value) -> text(attribute, value))
			.map((value) -> (value != null) ? value : "")
			.toArray(String[]::new);
	}

	private @Nullable String text(String attribute, String value) {
		if (value.isEmpty()) {
			return null;
		}
		String resolved = resolve(attribute, value);
		return (resolved == null || resolved.isEmpty()) ? null : resolved;
	}

	private @Nullable String resolve(String attribute, String value) {
		try {
			String resolved = this.resolver.apply(value);
			Matcher left = PLACEHOLDER.matcher((resolved != null) ? resolved : "");
			if (!left.find()) {
				return resolved;
			}
			unresolved(attribute, value, "the property '" + left.group(1) + "' is not set");
		}
		catch (IllegalArgumentException ex) {
			Matcher name = PLACEHOLDER.matcher(value);
			unresolved(attribute, value,
					name.find() ? "the property '" + name.group(1) + "' is not set" : String.valueOf(ex.getMessage()));
		}
		return null;
	}

	private void unresolved(String attribute, String value, String reason) {
		this.problems.add("%s '%s' cannot be resolved: %s; set it, or give a default such as '${name:default}'"
			.formatted(attribute, value, reason));
	}

}
