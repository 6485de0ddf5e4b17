package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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

	/** What the keys of all these settings begin with. */
	static final String PREFIX = "jobs.definitions.";

	private final Map<String, Definition> definitions;

	private final Binder binder;

	private final PropertyPlaces places;

	private final Set<String> used = new HashSet<>();

	private final Set<String> asked = new TreeSet<>();

	JobOverrides(Map<String, Definition> definitions, Environment environment) {
		this.definitions = new TreeMap<>(definitions);
		this.binder = Binder.get(environment);
		this.places = new PropertyPlaces(environment);
	}

	@Override
	public @Nullable JobOptions apply(String id) {
		this.asked.add(id);
		String key = key(id);
		Definition definition = this.definitions.get(key);
		if (definition != null) {
			return options(definition).writtenAt((setting) -> place(key, setting));
		}
		BindProblems problems = new BindProblems();
		definition = nested(id, problems);
		if (definition == null) {
			return null;
		}
		JobOptions options = options(definition).writtenAt((setting) -> place(id, setting));
		problems.problems().forEach(options::problem);
		return options;
	}

	// A key in brackets is found by its very letters, another one however it is written.
	private String place(String key, String setting) {
		String dashed = Arrays.stream(setting.split("\\."))
			.map(DataObjectPropertyName::toDashedForm)
			.collect(Collectors.joining("."));
		ConfigurationPropertyName plain = ConfigurationPropertyName.adapt(PREFIX + key + "." + dashed, '.');
		ConfigurationPropertyName bracketed = ConfigurationPropertyName
			.of(PREFIX.substring(0, PREFIX.length() - 1) + "[" + key + "]." + dashed);
		boolean simple = ConfigurationPropertyName.isValid(key) && !key.contains(".");
		return this.places.find(simple ? List.of(plain, bracketed) : List.of(bracketed, plain));
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

	// Also finds environment variables that keep the words of an id apart.
	private @Nullable Definition nested(String id, BindProblems problems) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(PREFIX + id, '.');
		if (!this.places.haveBelow(name)) {
			return null;
		}
		Definition definition = this.binder.bind(name, Bindable.of(Definition.class), problems).orElse(null);
		if (definition != null) {
			this.used.add(id.contains(".") ? id.substring(0, id.indexOf('.')) : id);
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

	/**
	 * Return the ids of all jobs that have been declared, well or not.
	 * @return the ids, sorted
	 */
	Set<String> asked() {
		return this.asked;
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
			.completion(definition.completion())
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
