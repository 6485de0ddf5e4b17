package dev.jobs.json;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.deser.DeserializationContextExt;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says which JSON fits a type, in the words of somebody who writes JSON and does not know
 * the classes. Serves one question in one thread.
 */
final class PayloadShape {

	private static final int MOST_FIELDS = 20;

	private final DeserializationContextExt context;

	PayloadShape(JsonMapper mapper) {
		this.context = mapper._deserializationContext();
	}

	String describe(JavaType type) {
		if (type.isReferenceType()) {
			return describe(type.getContentType());
		}
		String simple = word(type);
		if (simple != null) {
			return simple;
		}
		BeanDescription description = this.context.introspectBeanDescription(type);
		AnnotatedMember single = description.findJsonValueAccessor();
		return (single != null) ? describe(single.getType()) : object(description);
	}

	private String object(BeanDescription description) {
		List<BeanPropertyDefinition> fields = description.findProperties()
			.stream()
			.filter(BeanPropertyDefinition::couldDeserialize)
			.toList();
		if (fields.isEmpty()) {
			return "a JSON object without fields, {}";
		}
		String names = fields.stream().limit(MOST_FIELDS).map(PayloadShape::field).collect(Collectors.joining(", "));
		String more = (fields.size() > MOST_FIELDS) ? " and %d more".formatted(fields.size() - MOST_FIELDS) : "";
		return "a JSON object with the field%s %s%s".formatted((fields.size() == 1) ? "" : "s", names, more);
	}

	private static String field(BeanPropertyDefinition field) {
		JavaType type = field.getPrimaryType();
		String word = word(type.isReferenceType() ? type.getContentType() : type);
		return (word != null) ? "%s (%s)".formatted(field.getName(), word) : field.getName();
	}

	private static @Nullable String word(JavaType type) {
		Class<?> raw = type.getRawClass();
		if (type.isArrayType() || type.isCollectionLikeType()) {
			return "an array";
		}
		if (type.isMapLikeType()) {
			return "an object";
		}
		if (TreeNode.class.isAssignableFrom(raw)) {
			return "any JSON";
		}
		return (raw.isPrimitive() || raw.isEnum() || raw.getName().startsWith("java.")) ? word(raw) : null;
	}

	/**
	 * Return a word for what a class is read from.
	 * @param type the class
	 * @return a phrase such as {@code a string}
	 */
	static String word(Class<?> type) {
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (CharSequence.class.isAssignableFrom(type)) {
			return "a string";
		}
		if (type.isEnum()) {
			return "one of "
					+ Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
		}
		return (type.isPrimitive() || type.getName().startsWith("java.")) ? type.getSimpleName() : "an object";
	}

}
