package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.jobs.autoconfigure.JobsProperties.Definition;
import dev.jobs.autoconfigure.JobsProperties.DefinitionBackoff;
import dev.jobs.job.JobOptions;

/**
 * Finds the settings of a job under {@code jobs.definitions}. Relaxed binding lets users
 * write an id in more than one way, and environment variables keep neither its case nor
 * its dashes; an id therefore matches a key that has the same letters and digits, and of
 * several keys the one that is written like the id. An id with dots may also be written
 * without brackets.
 */
final class JobOverrides implements Function<String, @Nullable JobOptions> {

	private static final String PREFIX = "jobs.definitions";

	private final Map<String, Definition> definitions;

	private final Binder binder;

	private final Set<String> used = new HashSet<>();

	JobOverrides(Map<String, Definition> definitions, Environment environment) {
		this.definitions = new TreeMap<>(definitions);
		this.binder = Binder.get(environment);
	}

	@Override
	public @Nullable JobOptions apply(String id) {
		Definition definition = this.definitions.get(key(id));
		if (definition == null && id.contains(".")) {
			definition = nested(id);
		}
		return (definition != null) ? options(definition) : null;
	}

	private String key(String id) {
		String key = this.definitions.containsKey(id) ? id
				: this.definitions.keySet()
					.stream()
					.filter((candidate) -> uniform(candidate).equals(uniform(id)))
					.findFirst()
					.orElse(id);
		this.used.add(key);
		return key;
	}

	private @Nullable Definition nested(String id) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(PREFIX + "." + id, '.');
		Definition definition = this.binder.bind(name.toString(), Definition.class).orElse(null);
		if (definition != null) {
			this.used.add(id.substring(0, id.indexOf('.')));
		}
		return definition;
	}

	/**
	 * Return the ids for which settings are there and for which nobody asked.
	 * @return the ids, sorted
	 */
	List<String> unused() {
		Set<String> known = new HashSet<>();
		this.used.forEach((key) -> known.add(uniform(key)));
		List<String> unused = new ArrayList<>(this.definitions.keySet());
		unused.removeIf((key) -> known.contains(uniform(key)));
		return unused;
	}

	private static String uniform(String id) {
		return id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private static JobOptions options(Definition definition) {
		JobOptions options = new JobOptions().fixedRate(definition.fixedRate())
			.fixedDelay(definition.fixedDelay())
			.cron(definition.cron())
			.hourlyAt(definition.hourlyAt())
			.dailyAt(clock(definition.dailyAt()))
			.weeklyAt(definition.weeklyAt())
			.monthlyAt(definition.monthlyAt())
			.initialDelay(definition.initialDelay())
			.zone(definition.zone())
			.misfire(definition.misfire())
			.misfireLimit(definition.misfireLimit())
			.queue(definition.queue())
			.priority(definition.priority())
			.concurrency(definition.concurrency())
			.timeout(definition.timeout())
			.deadline(definition.deadline())
			.maxAttempts(definition.maxAttempts())
			.maxRetries(definition.maxRetries())
			.aliases(definition.aliases().toArray(String[]::new))
			.retryOn(types(definition.retryOn()))
			.noRetryOn(types(definition.noRetryOn()));
		if (definition.payloadVersion() != null) {
			options.payloadVersion(definition.payloadVersion());
		}
		backoff(options, definition.backoff());
		return options;
	}

	private static void backoff(JobOptions options, DefinitionBackoff backoff) {
		options.backoffStrategy(backoff.strategy())
			.backoffDelay(backoff.delay())
			.backoffDelays(backoff.delays().isEmpty() ? null : String.join(",", backoff.delays()))
			.backoffMultiplier(backoff.multiplier())
			.backoffMaxDelay(backoff.maxDelay())
			.backoffJitter(backoff.jitter());
	}

	@SuppressWarnings("unchecked")
	private static Class<? extends Throwable>[] types(List<Class<? extends Throwable>> types) {
		return types.toArray((Class<? extends Throwable>[]) new Class<?>[0]);
	}

	// YAML takes a bare 14:30 for a number to the base of 60; no time of day is written
	// as one number otherwise.
	private static @Nullable String clock(@Nullable String time) {
		if (!StringUtils.hasText(time) || !time.strip().matches("[0-9]{2,4}")) {
			return time;
		}
		int minutes = Integer.parseInt(time.strip());
		return (minutes >= 60 && minutes < 24 * 60) ? "%02d:%02d".formatted(minutes / 60, minutes % 60) : time;
	}

}
