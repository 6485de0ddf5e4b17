package dev.jobs.json;

import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.node.ObjectNode;

import dev.jobs.job.PayloadException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link JacksonPayloadCodec#check(Type)}.
 */
class PayloadTypeCheckTests {

	private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	static Stream<Type> good() {
		return Stream.of(Everything.class, Tree.class, Shape.class, Paint.class, Owned.class, Ignoring.class,
				Mutable.class, Created.class, String.class, int.class, void.class, Void.class, long[].class,
				new TypeReference<List<Everything>>() {
				}.getType(), new TypeReference<Map<String, Optional<Shape>>>() {
				}.getType());
	}

	@ParameterizedTest
	@MethodSource("good")
	void acceptsWhatCanBeWrittenAndRead(Type type) {
		assertThatNoException().isThrownBy(() -> this.codec.check(type));
	}

	@Test // reliability 3.2 rule 7
	void listsAllVagueTypesWithTheirPaths() {
		PayloadException refusal = refusal(Vague.class);
		assertThat(refusal).hasMessageStartingWith("Type '" + Vague.class.getName() + "' cannot be a payload: $.");
		assertThat(paths(refusal)).containsExactlyInAnyOrder("$.any", "$.blob", "$.order", "$.task", "$.list[*]",
				"$.map[*]", "$.maybe", "$.nested.deep[*][*]");
		assertThat(refusal.getPath()).isIn(paths(refusal));
	}

	private PayloadException refusal(Type type) {
		PayloadException refusal = catchThrowableOfType(PayloadException.class, () -> this.codec.check(type));
		assertThat(refusal).as("%s", type).isNotNull();
		return refusal;
	}

	private List<String> paths(PayloadException refusal) {
		String problems = refusal.getMessage().substring(refusal.getMessage().indexOf(": ") + 2);
		return Stream.of(problems.split("; (?=\\$)")).map((problem) -> problem.split(" ")[0]).toList();
	}

	@Test
	void refusesTypeIdsThatNameClasses() {
		PayloadException refusal = refusal(Typed.class);
		assertThat(refusal).hasMessageContaining("lets the JSON name the class to load");
		assertThat(paths(refusal)).containsExactlyInAnyOrder("$.one", "$.two[*]", "$.three", "$.four", "$.five");
	}

	@Test
	void refusesNamesWithoutDeclaredSubtypes() {
		assertThat(refusal(Undeclared.class)).hasMessageContaining("$ of type")
			.hasMessageContaining("declares no subtypes");
	}

	@Test
	void looksIntoSubtypes() {
		assertThat(paths(refusal(Mixed.class))).containsExactly("$.value");
	}

	static Stream<Type> bad() {
		return Stream.of(Object.class, Inner.class, NoCreator.class, Hidden.class, Any.class, Thread.class,
				InputStream.class, ClassLoader.class, List.class, Object[].class,
				new TypeReference<Map<Object, String>>() {
				}.getType(), new TypeReference<Map<Leaf, Thread>>() {
				}.getType());
	}

	@ParameterizedTest
	@MethodSource("bad")
	void refusesWhatCouldNeverBeWrittenOrRead(Type type) {
		assertThat(refusal(type).getPath()).startsWith("$");
	}

	enum Kind {

		NEW, USED {
		}

	}

	record Everything(int i, Long l, String s, Kind kind, Instant at, UUID id, URI uri, Optional<String> note,
			OptionalInt count, Map<String, String> labels, EnumMap<Kind, List<Leaf>> byKind, Set<Leaf> leaves,
			byte[] bytes, Leaf[] array, JsonNode tree, ObjectNode object, CharSequence text, Number number,
			Iterable<Leaf> iterable, Map<UUID, Leaf> byId, Email email, Tree children) {
	}

	record Leaf(String name) {
	}

	record Tree(Leaf leaf, List<Tree> children) {
	}

	record Email(@JsonValue String value) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	record Group(List<Shape> shapes) implements Shape {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(Cat.class))
	interface Pet {

	}

	record Cat(String name) implements Pet {
	}

	record Paint(@JsonDeserialize(as = Cat.class) Pet pet, Shape shape,
			@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) Pet other) {
	}

	@JsonDeserialize(using = OwnDeserializer.class)
	interface Own {

	}

	static class OwnDeserializer extends ValueDeserializer<Own> {

		@Override
		public Own deserialize(JsonParser parser, DeserializationContext context) {
			throw new UnsupportedOperationException();
		}

	}

	record Owned(Own own) {
	}

	static class Ignoring {

		public String name = "";

		@JsonIgnore
		public Object cache = "";

	}

	static class Mutable {

		private String name = "";

		@JsonProperty
		String getName() {
			return this.name;
		}

		@JsonProperty
		void setName(String name) {
			this.name = name;
		}

	}

	static final class Created {

		private final String text;

		private Created(String text) {
			this.text = text;
		}

		@JsonCreator
		static Created of(String text) {
			return new Created(text);
		}

		@JsonValue
		String text() {
			return this.text;
		}

	}

	record Vague(Object any, Serializable blob, Comparable<String> order, List<?> list, Map<String, Object> map,
			Runnable task, Optional<Object> maybe, Nested nested) {
	}

	record Nested(Leaf fine, Number[] numbers, List<Map<String, Serializable>> deep) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface ByClass {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
	record ByMinimalClass(String name) {
	}

	record Typed(ByClass one, List<ByMinimalClass> two, @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Leaf three,
			@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) List<Leaf> four,
			@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Leaf five) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Undeclared {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Mixed {

	}

	record Fine(int value) implements Mixed {
	}

	record Bad(Object value) implements Mixed {
	}

	class Inner {

		public String name = "";

	}

	static final class NoCreator {

		public final String name;

		NoCreator(String name, int length) {
			this.name = name.substring(length);
		}

	}

	static class Hidden {

		private String name = "";

		boolean sameAs(Hidden other) {
			return this.name.equals(other.name);
		}

	}

	static class Any {

		public String name = "";

		@JsonAnySetter
		void set(String key, Object value) {
		}

	}

}
