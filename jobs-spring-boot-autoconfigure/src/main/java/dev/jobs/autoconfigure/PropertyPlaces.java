package dev.jobs.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;

/**
 * Says where properties were written, so that people need not look for them.
 */
final class PropertyPlaces {

	private final Environment environment;

	PropertyPlaces(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return whether there is a property below a name. Costs less than to bind nothing.
	 * @param name the name
	 * @return {@code false} if there is none for sure
	 */
	boolean haveBelow(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the key of a property and where it was written.
	 * @param names the forms that the name may have, the preferred one first
	 * @return the key, with the place where that is known
	 */
	String find(List<ConfigurationPropertyName> names) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = names.stream()
				.flatMap((name) -> Stream.of(name, name.append("[0]")))
				.map(source::getConfigurationProperty)
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
			if (property != null) {
				return names.get(0) + from(property);
			}
		}
		return names.get(0).toString();
	}

	/**
	 * Return where a property was written.
	 * @param property the property
	 * @return the place as a phrase to follow the key, empty if it is not known
	 */
	static String from(@Nullable ConfigurationProperty property) {
		if (property == null) {
			return "";
		}
		Origin origin = property.getOrigin();
		if (origin instanceof PropertySourceOrigin known) {
			Origin exact = known.getOrigin();
			return " from " + ((exact != null) ? exact : "'" + known.getPropertySource().getName() + "'");
		}
		return (origin != null) ? " from " + origin : "";
	}

}
