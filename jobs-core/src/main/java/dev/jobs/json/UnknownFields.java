package dev.jobs.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

import dev.jobs.job.Names;
import dev.jobs.job.UnknownFieldsException;

/**
 * Gathers the fields of a text that its type does not have. They are known by their name
 * alone: for what a constructor creates, Jackson looks at them out of their place. Serves
 * one text in one thread.
 */
final class UnknownFields extends DeserializationProblemHandler {

	private static final int MOST = 10;

	private final Map<String, String> problems = new LinkedHashMap<>();

	@Override
	public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser,
			@Nullable ValueDeserializer<?> deserializer, Object owner, String name) {
		if (this.problems.size() < MOST) {
			Collection<Object> known = (deserializer != null) ? deserializer.getKnownPropertyNames() : null;
			this.problems.putIfAbsent(Names.shown(name), problem(name, (known != null) ? known : List.of()));
		}
		parser.skipChildren();
		return true;
	}

	private static String problem(String name, Collection<Object> known) {
		List<String> fields = known.stream().map(String::valueOf).toList();
		String near = Names.nearest(name, fields);
		String hint = (near != null) ? "did you mean '" + near + "'?" : "use " + shown(fields);
		return "is not a field of the payload; " + hint;
	}

	private static String shown(List<String> fields) {
		if (fields.isEmpty()) {
			return "none";
		}
		String names = new TreeSet<>(fields).stream().limit(MOST).collect(Collectors.joining(", "));
		return (fields.size() > MOST) ? names + " and %d more".formatted(fields.size() - MOST) : names;
	}

	void throwIfAny() {
		if (!this.problems.isEmpty()) {
			throw new UnknownFieldsException(this.problems);
		}
	}

}
