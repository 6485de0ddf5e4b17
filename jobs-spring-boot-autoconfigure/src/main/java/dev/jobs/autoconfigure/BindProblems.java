package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.unit.DataSize;

import dev.jobs.job.Names;

/**
 * Gathers the values that cannot be read, where binding alone would stop at the first.
 * What cannot be read is left at its default.
 */
final class BindProblems extends AbstractBindHandler {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)}");

	private final Map<String, String> problems = new LinkedHashMap<>();

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		ConfigurationProperty property = context.getConfigurationProperty();
		boolean own = property != null && property.getName().equals(name);
		Object value = value(error, own ? Objects.requireNonNull(property).getValue() : null);
		this.problems.put(name.toString(), "%s '%s'%s %s".formatted(name, Names.shown(String.valueOf(value)),
				PropertyPlaces.from(property), rule(name, target, String.valueOf(value))));
		return null;
	}

	private static @Nullable Object value(Throwable error, @Nullable Object written) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConversionFailedException failed) {
				return failed.getValue();
			}
		}
		return written;
	}

	private static String rule(ConfigurationPropertyName name, Bindable<?> target, String value) {
		Matcher placeholder = PLACEHOLDER.matcher(value);
		if (placeholder.find()) {
			return "cannot be resolved; set '%s', or give a default such as '${name:default}'"
				.formatted(placeholder.group(1));
		}
		Class<?> type = target.getType().resolve(Object.class);
		if (type.isRecord() || Map.class.isAssignableFrom(type)) {
			return "stands where a group of settings is expected; use '%s.<setting>'".formatted(name);
		}
		return type.isEnum() ? choice(type, value) : rule(type);
	}

	private static String rule(Class<?> type) {
		if (type == Duration.class) {
			return "is not a duration; use a form such as '500ms', '30s', '10m' or 'PT30S'";
		}
		if (type == DataSize.class) {
			return "is not a size; use a form such as '512B', '256KB' or '1MB'";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "is neither 'true' nor 'false'";
		}
		if (type == int.class || type == Integer.class) {
			return "is not a whole number of at most " + Integer.MAX_VALUE;
		}
		if (Collection.class.isAssignableFrom(type) || type == Class.class) {
			return "names a class that cannot be found; use full names, such as 'java.io.IOException'";
		}
		return (type == Double.class) ? "is not a number" : "cannot be read as " + type.getSimpleName();
	}

	private static String choice(Class<?> type, String value) {
		List<String> words = Arrays.stream(type.getEnumConstants())
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
		String near = Names.nearest(value, words);
		return "is not one of %s%s".formatted(String.join(", ", words),
				(near != null) ? "; did you mean '" + near + "'?" : "");
	}

	/**
	 * Return what cannot be read.
	 * @return the problems, in the order of the settings
	 */
	List<String> problems() {
		return new ArrayList<>(this.problems.values());
	}

	/**
	 * Return whether a text speaks of a setting that cannot be read, and so of a value
	 * that nobody has written.
	 * @param text the text
	 * @return whether it does
	 */
	boolean areNamedIn(String text) {
		return this.problems.keySet().stream().anyMatch(text::contains);
	}

}
