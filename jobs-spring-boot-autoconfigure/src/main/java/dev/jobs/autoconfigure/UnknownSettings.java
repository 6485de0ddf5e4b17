package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.jobs.job.Names;

/**
 * Finds keys in a group of ours that name no setting, and so have no effect. Groups that
 * are not ours belong to the application.
 */
final class UnknownSettings {

	private static final String ROOT = "jobs";

	private static final int MOST_CHOICES = 10;

	// Kubernetes describes each service to each container; one may be called jobs-worker.
	private static final Pattern SERVICE_LINK = Pattern
		.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.*)?)?)");

	private final SettingNames names = SettingNames.all();

	private final Environment environment;

	private final Collection<String> jobs;

	/**
	 * Create a search.
	 * @param environment where to look
	 * @param jobs the ids of all jobs
	 */
	UnknownSettings(Environment environment, Collection<String> jobs) {
		this.environment = environment;
		this.jobs = jobs;
	}

	/**
	 * Find the keys.
	 * @return one line for each key, with where it was written and what was probably
	 * meant
	 */
	List<String> find() {
		Map<String, String> unknown = new TreeMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
				iterable.stream()
					.filter((name) -> name.getNumberOfElements() > 2 && name.getElement(0, Form.UNIFORM).equals(ROOT))
					.map((name) -> new Key(name, source, variables))
					.forEach((key) -> check(key, unknown));
			}
		}
		return List.copyOf(unknown.values());
	}

	private void check(Key key, Map<String, String> unknown) {
		String group = key.group();
		String problem = null;
		if (this.names.groups().containsKey(group)) {
			List<String> known = this.names.groups().get(group);
			problem = key.isOneOf(known, 2) ? null : key.meant(2, known);
		}
		else if (this.names.named().containsKey(group)) {
			problem = checkNamed(key, group, this.names.named().get(group));
		}
		if (problem != null && !key.isServiceLink()) {
			unknown.putIfAbsent(key.toString(), key + key.from() + "; " + problem);
		}
	}

	// A name is one element, or several if it is an id with dots, or if a variable keeps
	// its words apart.
	private @Nullable String checkNamed(Key key, String group, List<String> known) {
		if (key.size() == 3 || key.isOneOf(known, 3)) {
			return null;
		}
		for (int end = 4; end < key.size(); end++) {
			if (key.isOneOf(known, end)) {
				return isJob(key, group, end) ? null : bracketed(key, group, end);
			}
		}
		return key.meant(nameEnd(key, group), known);
	}

	private int nameEnd(Key key, String group) {
		return IntStream.range(4, key.size()).filter((end) -> isJob(key, group, end)).findFirst().orElse(3);
	}

	private boolean isJob(Key key, String group, int end) {
		return group.equals("definitions") && this.jobs.stream()
			.anyMatch((id) -> (key.isVariable() || id.contains(".")) && uniform(id).equals(key.uniform(2, end)));
	}

	private String bracketed(Key key, String group, int end) {
		String name = key.written(2, end);
		if (group.equals("definitions")) {
			String near = Names.nearest(name, this.jobs);
			return "there is no job '%s'%s".formatted(name,
					(near != null) ? "; did you mean '%s'?".formatted(near) : "");
		}
		return key.isVariable() ? "a variable cannot have such a name in it"
				: "did you mean %s.%s[%s].%s?".formatted(ROOT, group, name, key.written(end, key.size()));
	}

	private static String uniform(String text) {
		return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	/**
	 * A key as it was written.
	 */
	private record Key(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean isVariable) {

		String group() {
			return this.name.getElement(1, Form.DASHED);
		}

		// The index of an element of a list is no part of the name.
		int size() {
			int size = this.name.getNumberOfElements();
			return this.name.isNumericIndex(size - 1) ? size - 1 : size;
		}

		String uniform(int begin, int end) {
			return IntStream.range(begin, end)
				.mapToObj((i) -> UnknownSettings.uniform(this.name.getElement(i, Form.UNIFORM)))
				.collect(Collectors.joining());
		}

		String written(int begin, int end) {
			return IntStream.range(begin, end)
				.mapToObj((i) -> this.name.getElement(i, Form.DASHED))
				.collect(Collectors.joining("."));
		}

		// In a variable a word may end where an element would.
		boolean isOneOf(Collection<String> known, int begin) {
			return known.stream().anyMatch((setting) -> isOrLeadsTo(setting, begin));
		}

		private boolean isOrLeadsTo(String setting, int begin) {
			if (this.isVariable) {
				return UnknownSettings.uniform(setting).equals(uniform(begin, size()));
			}
			String own = IntStream.range(begin, size())
				.mapToObj((i) -> this.name.getElement(i, Form.UNIFORM))
				.collect(Collectors.joining("."));
			String other = Stream.of(setting.split("\\."))
				.map(UnknownSettings::uniform)
				.collect(Collectors.joining("."));
			return other.equals(own) || other.startsWith(own + ".");
		}

		String meant(int begin, List<String> known) {
			String prefix = this.name.chop(begin) + ".";
			String given = written(begin, size());
			String last = given.substring(given.lastIndexOf('.') + 1);
			String near = Names.nearest(given, known);
			String meant = (near != null) ? near
					: known.stream().filter((setting) -> setting.endsWith("." + last)).findFirst().orElse(null);
			return (meant != null) ? "did you mean %s?".formatted(shown(prefix + meant))
					: "use " + choices(prefix, known);
		}

		private String choices(String prefix, List<String> known) {
			List<String> choices = new ArrayList<>(known.stream().limit(MOST_CHOICES).toList());
			if (known.size() > MOST_CHOICES) {
				choices.add("...");
			}
			return "%s with %s".formatted(shown(prefix + "*"), String.join(", ", choices));
		}

		private String shown(String key) {
			return this.isVariable ? key.replaceAll("[-\\]]", "").replaceAll("[.\\[]", "_").toUpperCase(Locale.ROOT)
					: key;
		}

		boolean isServiceLink() {
			return this.isVariable && SERVICE_LINK.matcher(toString()).matches();
		}

		String from() {
			return this.isVariable ? "" : PropertyPlaces.from(this.source.getConfigurationProperty(this.name));
		}

		@Override
		public String toString() {
			return Names.shown(this.isVariable ? shown(this.name.toString()) : this.name.toString());
		}

	}

}
