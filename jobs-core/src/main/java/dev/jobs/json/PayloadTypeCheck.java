package dev.jobs.json;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.DeserializationContextExt;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import tools.jackson.databind.deser.jdk.UntypedObjectDeserializer;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Walks one declared type, with all that its values can hold, and gathers what could
 * never be read or written safely. Serves one check in one thread.
 */
final class PayloadTypeCheck {

	private static final String HINT = "declare a concrete type, or a sealed interface with @JsonTypeInfo(use = NAME)";

	private final JsonMapper mapper;

	private final DeserializationContextExt context;

	private final DeserializationConfig config;

	private final AnnotationIntrospector introspector;

	private final Set<JavaType> seen = new HashSet<>();

	private final List<Problem> problems = new ArrayList<>();

	PayloadTypeCheck(JsonMapper mapper) {
		this.mapper = mapper;
		this.context = mapper._deserializationContext();
		this.config = mapper.deserializationConfig();
		this.introspector = this.config.getAnnotationIntrospector();
	}

	List<Problem> check(JavaType type) {
		visit(type, null, JsonPaths.ROOT);
		return List.copyOf(this.problems);
	}

	private void visit(JavaType declared, @Nullable AnnotatedMember member, String path) {
		if (member != null && hasOwnDeserializer(member)) {
			return;
		}
		JavaType type = refined(declared, member);
		if (type.isContainerType() || type.isReferenceType() || type.hasRawClass(Iterable.class)) {
			visitContent(type, member, path);
		}
		else {
			visitValue(type, member, path);
		}
	}

	private JavaType refined(JavaType type, @Nullable AnnotatedMember member) {
		JavaType refined = (member != null) ? this.introspector.refineDeserializationType(this.config, member, type)
				: type;
		return this.introspector.refineDeserializationType(this.config, classInfo(refined), refined);
	}

	private void visitContent(JavaType type, @Nullable AnnotatedMember member, String path) {
		if (type.isMapLikeType()) {
			visitKey(type.getKeyType(), path + JsonPaths.ANY_KEY);
		}
		JavaType content = (type.getContentType() != null) ? type.getContentType() : type.containedTypeOrUnknown(0);
		if (member != null && refuseClassNames(typeInfo(member), content, path)) {
			return;
		}
		visit(content, null, type.isReferenceType() ? path : path + JsonPaths.ANY_KEY);
	}

	private void visitKey(JavaType type, String path) {
		try {
			if (type.isJavaLangObject()) {
				add(path, "has keys of type Object; declare their type");
			}
			this.context.findKeyDeserializer(type, null);
		}
		catch (JacksonException ex) {
			add(path, "has keys of %s, which cannot be read from a text".formatted(type.getRawClass().getName()));
		}
	}

	private void visitValue(JavaType type, @Nullable AnnotatedMember member, String path) {
		Class<?> raw = type.getRawClass();
		if (TreeNode.class.isAssignableFrom(raw) || hasOwnDeserializer(classInfo(type))) {
			return;
		}
		JsonTypeInfo.@Nullable Value info = typeInfo(type, member);
		if (refuseClassNames(info, type, path)) {
			return;
		}
		if (raw == Object.class || raw == Serializable.class) {
			add(path, "is declared as %s, which does not tell what to read; %s".formatted(raw.getName(), HINT));
		}
		else if (type.isAbstract() && !type.isPrimitive() && info == null) {
			requireMapping(type, path);
		}
		else if (this.seen.add(type)) {
			visitFields(type, info, path);
		}
	}

	// Where type ids name classes, whoever writes the JSON chooses what is loaded.
	private boolean refuseClassNames(JsonTypeInfo.@Nullable Value info, JavaType type, String path) {
		boolean named = info != null && switch (info.getIdType()) {
			case CLASS, MINIMAL_CLASS, CUSTOM -> true;
			case NONE, NAME, SIMPLE_NAME, DEDUCTION -> false;
		};
		if (named) {
			add(path, "of type %s lets the JSON name the class to load (@JsonTypeInfo); use = NAME instead"
				.formatted(type.getRawClass().getName()));
		}
		return named;
	}

	private void visitFields(JavaType type, JsonTypeInfo.@Nullable Value info, String path) {
		if (info != null) {
			visitSubtypes(type, path);
		}
		if (!type.isAbstract() || type.isPrimitive()) {
			visitConcrete(type, path);
		}
	}

	private void visitSubtypes(JavaType type, String path) {
		Collection<NamedType> subtypes = this.config.getSubtypeResolver()
			.collectAndResolveSubtypesByTypeId(this.config, classInfo(type));
		List<Class<?>> others = subtypes.stream()
			.<Class<?>>map(NamedType::getType)
			.filter((subtype) -> subtype != type.getRawClass())
			.toList();
		if (others.isEmpty() && type.isAbstract()) {
			add(path, "of type %s declares no subtypes; seal it, or add @JsonSubTypes"
				.formatted(type.getRawClass().getName()));
		}
		others.forEach((subtype) -> visit(this.context.constructSpecializedType(type, subtype), null, path));
	}

	private void requireMapping(JavaType type, String path) {
		ValueDeserializer<?> deserializer = build(type, path);
		if (deserializer instanceof AbstractDeserializer) {
			add(path, "is declared as %s, which is abstract and has no mapping; %s"
				.formatted(type.getRawClass().getName(), HINT));
		}
	}

	private void visitConcrete(JavaType type, String path) {
		int before = this.problems.size();
		boolean ours = !type.isPrimitive() && !type.isEnumType() && !type.getRawClass().getName().startsWith("java.");
		if (ours) {
			visitProperties(type, path);
		}
		if (this.problems.size() == before) {
			requireReadable(type, ours, path);
		}
	}

	private void visitProperties(JavaType type, String path) {
		BeanDescription description = this.context.introspectBeanDescription(type);
		AnnotatedMember single = description.findJsonValueAccessor();
		if (single != null) {
			visit(single.getType(), single, path);
			return;
		}
		for (BeanPropertyDefinition property : description.findProperties()) {
			if (property.couldDeserialize()) {
				visit(property.getPrimaryType(), property.getPrimaryMember(), path + "." + property.getName());
			}
		}
		visitAnySetter(description.findAnySetterAccessor(), path);
		if (description.findProperties().isEmpty() && hasFields(type.getRawClass())) {
			add(path, "of type %s has fields but no property; use a record, or add accessors"
				.formatted(type.getRawClass().getName()));
		}
	}

	private void visitAnySetter(@Nullable AnnotatedMember setter, String path) {
		if (setter instanceof AnnotatedMethod method && method.getParameterCount() == 2) {
			visit(method.getParameterType(1), null, path + JsonPaths.ANY_KEY);
		}
		else if (setter != null) {
			visit(setter.getType(), setter, path);
		}
	}

	private static boolean hasFields(Class<?> type) {
		return Arrays.stream(type.getDeclaredFields())
			.anyMatch((field) -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers())
					&& !Modifier.isTransient(field.getModifiers()));
	}

	private void requireReadable(JavaType type, boolean ours, String path) {
		ValueDeserializer<?> deserializer = build(type, path);
		boolean unknown = deserializer instanceof UnsupportedTypeDeserializer
				|| deserializer instanceof UntypedObjectDeserializer
				|| !ours && deserializer instanceof BeanDeserializerBase;
		if (unknown) {
			add(path, "of type %s has no JSON form".formatted(type.getRawClass().getName()));
		}
		else if (ours && deserializer instanceof ValueInstantiator.Gettable bean
				&& !bean.getValueInstantiator().canInstantiate()) {
			add(path, "of type %s cannot be created: it has neither a default constructor nor a @JsonCreator"
				.formatted(type.getRawClass().getName()));
		}
	}

	private @Nullable ValueDeserializer<?> build(JavaType type, String path) {
		try {
			this.mapper._serializationContext().findTypedValueSerializer(type, true);
			return this.context.findNonContextualValueDeserializer(type);
		}
		catch (JacksonException ex) {
			add(path,
					"of type %s cannot be mapped: %s".formatted(type.getRawClass().getName(), ex.getOriginalMessage()));
			return null;
		}
	}

	private JsonTypeInfo.@Nullable Value typeInfo(JavaType type, @Nullable AnnotatedMember member) {
		JsonTypeInfo.@Nullable Value info = (member != null) ? typeInfo(member) : null;
		return (info != null) ? info : typeInfo(classInfo(type));
	}

	private JsonTypeInfo.@Nullable Value typeInfo(Annotated annotated) {
		JsonTypeInfo.@Nullable Value info = this.introspector.findPolymorphicTypeInfo(this.config, annotated);
		return (info != null && info.getIdType() != JsonTypeInfo.Id.NONE) ? info : null;
	}

	private boolean hasOwnDeserializer(Annotated annotated) {
		return this.introspector.findDeserializer(this.config, annotated) != null;
	}

	private AnnotatedClass classInfo(JavaType type) {
		return this.context.introspectClassAnnotations(type);
	}

	private void add(String path, String problem) {
		this.problems.add(new Problem(path, problem));
	}

	/**
	 * One thing that is wrong with a type.
	 *
	 * @param path where
	 * @param text what and why, to be read after the path
	 */
	record Problem(String path, String text) {

		@Override
		public String toString() {
			return this.path + " " + this.text;
		}

	}

}
