package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.BackoffStrategy;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobOptions;
import dev.jobs.job.RetryBackoff;
import dev.jobs.job.ScheduledJob;
import dev.jobs.schedule.MisfirePolicy;

/**
 * Reads one annotation into options, with the placeholders of its texts resolved, and
 * collects what cannot be read.
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

	String id(String id) {
		String resolved = text("id", id);
		return (resolved != null) ? resolved : "";
	}

	JobOptions options(ScheduledJob job) {
		JobOptions options = new JobOptions().fixedRate(text("fixedRate", job.fixedRate()))
			.fixedDelay(text("fixedDelay", job.fixedDelay()))
			.cron(text("cron", job.cron()))
			.hourlyAt(text("hourlyAt", job.hourlyAt()))
			.dailyAt(text("dailyAt", job.dailyAt()))
			.weeklyAt(text("weeklyAt", job.weeklyAt()))
			.monthlyAt(text("monthlyAt", job.monthlyAt()))
			.initialDelay(text("initialDelay", job.initialDelay()))
			.zone(text("zone", job.zone()))
			.misfire(choice("misfire", job.misfire(), MisfirePolicy.class))
			.misfireLimit(text("misfireLimit", job.misfireLimit()))
			.queue(text("queue", job.queue()))
			.priority(job.priority())
			.concurrency(job.concurrency())
			.timeout(text("timeout", job.timeout()))
			.deadline(text("deadline", job.deadline()))
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
			.aliases(texts("aliases", job.aliases()))
			.payloadVersion(job.payloadVersion())
			.retryOn(job.retryOn())
			.noRetryOn(job.noRetryOn());
		return retries(options, job.maxAttempts(), job.maxRetries(), job.backoff());
	}

	private JobOptions retries(JobOptions options, int maxAttempts, int maxRetries, RetryBackoff backoff) {
		String[] delays = texts("backoff.delays", backoff.delays());
		return options.maxAttempts((maxAttempts != 0) ? maxAttempts : null)
			.maxRetries((maxRetries != -1) ? maxRetries : null)
			.backoffStrategy(choice("backoff.strategy", backoff.strategy(), BackoffStrategy.class))
			.backoffDelay(text("backoff.delay", backoff.delay()))
			.backoffDelays((delays.length > 0) ? String.join(",", delays) : null)
			.backoffMultiplier((backoff.multiplier() != 0) ? backoff.multiplier() : null)
			.backoffMaxDelay(text("backoff.maxDelay", backoff.maxDelay()))
			.backoffJitter(text("backoff.jitter", backoff.jitter()));
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

	private <E extends Enum<E>> @Nullable E choice(String attribute, String value, Class<E> type) {
		String text = text(attribute, value);
		if (text == null) {
			return null;
		}
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equalsIgnoreCase(text.strip())) {
				return constant;
			}
		}
		this.problems.add("%s '%s' is not one of %s".formatted(attribute, text,
				Arrays.stream(type.getEnumConstants())
					.map((constant) -> constant.name().toLowerCase(Locale.ROOT))
					.toList()));
		return null;
	}

}
