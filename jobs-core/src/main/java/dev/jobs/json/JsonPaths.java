package dev.jobs.json;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TreeNode;

/**
 * Renders JSON paths. Names of properties come from the user's types and are shown; keys
 * of maps and trees are data and are not.
 */
final class JsonPaths {

	static final String ROOT = "$";

	static final String ANY_KEY = "[*]";

	private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]{0,99}");

	private JsonPaths() {
	}

	// Where a generator stands.
	static String of(TokenStreamContext context) {
		TokenStreamContext parent = context.getParent();
		if (parent == null) {
			return ROOT;
		}
		if (context.inArray()) {
			return context.hasCurrentIndex() ? of(parent) + index(context.getCurrentIndex()) : of(parent);
		}
		return context.hasCurrentName() ? of(parent) + name(context.currentValue(), context.currentName()) : of(parent);
	}

	// Where binding has failed.
	static String of(List<JacksonException.Reference> references) {
		StringBuilder path = new StringBuilder(ROOT);
		for (JacksonException.Reference reference : references) {
			String property = reference.getPropertyName();
			path.append((property != null) ? name(reference.from(), property) : index(reference.getIndex()));
		}
		return path.toString();
	}

	private static String name(@Nullable Object owner, String name) {
		Class<?> type = (owner instanceof Class<?> known) ? known : (owner != null) ? owner.getClass() : Object.class;
		boolean data = Map.class.isAssignableFrom(type) || TreeNode.class.isAssignableFrom(type);
		return (data || !PLAIN_NAME.matcher(name).matches()) ? ANY_KEY : "." + name;
	}

	private static String index(int index) {
		return "[" + Math.max(index, 0) + "]";
	}

}
