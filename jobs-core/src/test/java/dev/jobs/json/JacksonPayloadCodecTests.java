package dev.jobs.json;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import dev.jobs.job.PayloadException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link JacksonPayloadCodec}.
 */
class JacksonPayloadCodecTests {

	private static final int LIMIT = 262_144;

	private static final String SECRET = "hunter2";

	private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	private String encode(@Nullable Object payload) {
		return this.codec.encode(payload, LIMIT);
	}

	private @Nullable Object roundTrip(Object payload, Type type) {
		return this.codec.decode(this.codec.encode(payload, 10_000_000), type);
	}

	private PayloadException refusal(ThrowingCallable call) {
		PayloadException refusal = catchThrowableOfType(PayloadException.class, call);
		assertThat(refusal).isNotNull().hasNoCause().hasMessageNotContaining(SECRET);
		return refusal;
	}

	record Order(long id, String customer, List<Line> lines) {
	}

	record Line(String sku, int quantity, BigDecimal price) {
	}

	record Text(String text) {
	}

	record Texts(List<String> texts, Map<String, String> byKey) {
	}

	record Times(Instant instant, LocalDate date, ZonedDateTime zoned, Duration duration) {
	}

	record Extras(Optional<String> note, @Nullable JsonNode tree, Kind kind) {
	}

	record Numbers(double ratio, float share, double[] list) {
	}

	record Primitives(int count, boolean flag, double ratio, String name) {
	}

	record Strict(int positive) {

		Strict {
			if (positive < 0) {
				throw new IllegalStateException(SECRET);
			}
		}

	}

	record Drawing(Shape shape, List<Shape> more) {
	}

	interface Named {

	}

	record Person(String name) implements Named {
	}

	enum Kind {

		NEW, USED

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Shape {

	}

	@JsonTypeName("circle")
	record Circle(int radius) implements Shape {
	}

	@JsonTypeName("square")
	record Square(int side) implements Shape {
	}

	static class Knot {

		private final List<Object> children = new ArrayList<>();

		@JsonProperty
		List<Object> getChildren() {
			return this.children;
		}

	}

	@Nested
	class RoundTrips {

		@Test
		void recordsComeBackEqual() {
			Order order = new Order(42, "Ada", List.of(new Line("a", 1, new BigDecimal("9.90"))));
			assertThat(roundTrip(order, Order.class)).isEqualTo(order);
		}

		@Test
		void genericTypesComeBackWithTheirElements() {
			List<Line> lines = List.of(new Line("a", 1, BigDecimal.ONE), new Line("b", 2, BigDecimal.TEN));
			Type type = new TypeReference<List<Line>>() {
			}.getType();
			assertThat(roundTrip(lines, type)).isEqualTo(lines);
		}

		@Test
		void nothingIsNull() {
			assertThat(encode(null)).isEqualTo("null");
			assertThat(JacksonPayloadCodecTests.this.codec.decode("null", Order.class)).isNull();
		}

		@Test
		void emptyRecordIsAnEmptyObject() {
			record Ping() {
			}
			assertThat(encode(new Ping())).isEqualTo("{}");
			assertThat(roundTrip(new Ping(), Ping.class)).isEqualTo(new Ping());
		}

		@Test
		void timesAreIsoTextsAndKeepTheirZone() {
			Times times = new Times(Instant.parse("2026-03-29T01:30:00.123456789Z"), LocalDate.of(2026, 2, 28),
					ZonedDateTime.parse("2026-03-29T03:30+02:00[Europe/Rome]"), Duration.ofSeconds(90));
			assertThat(encode(times)).contains("\"2026-03-29T01:30:00.123456789Z\"", "\"2026-02-28\"", "\"PT1M30S\"");
			assertThat(roundTrip(times, Times.class)).isEqualTo(times);
		}

		@Test
		void optionalsTreesAndEnumsComeBack() {
			JsonNode tree = (JsonNode) JacksonPayloadCodecTests.this.codec
				.decode("{\"a\":[1,2.50,\"x\",12345678901234567890.123456789]}", JsonNode.class);
			Extras extras = new Extras(Optional.of("fragile"), tree, Kind.USED);
			assertThat(roundTrip(extras, Extras.class)).isEqualTo(extras);
			assertThat(encode(extras)).contains("12345678901234567890.123456789");
		}

		@Test
		void sealedInterfacesComeBackByName() {
			Drawing drawing = new Drawing(new Circle(3), List.of(new Square(2), new Circle(1)));
			assertThat(encode(drawing)).contains("circle").doesNotContain(Circle.class.getName());
			assertThat(roundTrip(drawing, Drawing.class)).isEqualTo(drawing);
			assertThat(roundTrip(new Circle(3), Shape.class)).isEqualTo(new Circle(3));
		}

		@ParameterizedTest // P10
		@ValueSource(strings = { "\uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDE80", "\u202E right to left", "\\u0000",
				"a\\\\u0000b", "\"'<script>\n\t\r\u0001\u007f\u2028", "" })
		void textsComeBackUnchanged(String text) {
			assertThat(roundTrip(new Text(text), Text.class)).isEqualTo(new Text(text));
		}

		@Test // P10
		void oneMegabyteComesBackUnchanged() {
			Text text = new Text("\uD83D\uDE00x".repeat(250_000));
			assertThat(roundTrip(text, Text.class)).isEqualTo(text);
		}

	}

	@Nested
	class Size {

		@Test
		void isMeasuredInBytesOfUtf8() {
			for (String unit : List.of("a", "\u00e9", "\u20ac", "\uD83D\uDE00")) {
				Text text = new Text(unit.repeat(3000));
				int bytes = encode(text).getBytes(StandardCharsets.UTF_8).length;
				assertThat(JacksonPayloadCodecTests.this.codec.encode(text, bytes)).isEqualTo(encode(text));
				assertThat(refusal(() -> JacksonPayloadCodecTests.this.codec.encode(text, bytes - 1)))
					.hasMessageStartingWith("payload is %d bytes, limit %d".formatted(bytes, bytes - 1));
			}
		}

		@Test
		void messageNamesTheSettingAndTheWayOut() {
			String text = "x".repeat(263_168 - "{\"text\":\"\"}".length());
			assertThat(refusal(() -> encode(new Text(text))))
				.hasMessage("payload is 263168 bytes, limit 262144 (jobs.payload.max-bytes); store a reference instead")
				.satisfies((ex) -> assertThat(ex.getPath()).isNull());
		}

		@Test
		void resultsHaveTheirOwnMessage() {
			assertThat(refusal(() -> new JacksonPayloadCodec().forResults().encode("hello", 6)))
				.hasMessage("result is 7 bytes, limit 6; store a reference instead");
			assertThat(refusal(() -> new JacksonPayloadCodec().forResults().encode("x".repeat(99), 6)))
				.hasMessage("result is more than 6 bytes, the limit; store a reference instead");
		}

		@Test
		void writingStopsWhenThereIsNoHope() {
			AtomicInteger read = new AtomicInteger();
			List<String> endless = new AbstractList<>() {

				@Override
				public String get(int index) {
					read.incrementAndGet();
					return "0123456789";
				}

				@Override
				public int size() {
					return Integer.MAX_VALUE;
				}

			};
			assertThat(refusal(() -> encode(endless))).hasMessage(
					"payload is more than 262144 bytes, the limit (jobs.payload.max-bytes); store a reference instead");
			assertThat(read).hasValueLessThan(1_000_000);
		}

	}

	@Nested
	class Depth {

		@Test
		void sixtyFourLevelsAreWrittenAndRead() {
			assertThat(encode(nested(64))).isEqualTo(text(64));
			assertThat(JacksonPayloadCodecTests.this.codec.decode(text(64), JsonNode.class)).hasToString(text(64));
		}

		@Test
		void sixtyFiveLevelsAreNot() {
			assertThat(refusal(() -> encode(nested(65)))).hasMessageContaining("nested deeper than 64 levels")
				.satisfies((ex) -> assertThat(ex.getPath()).isEqualTo("$" + "[0]".repeat(64)));
			assertThat(refusal(() -> JacksonPayloadCodecTests.this.codec.decode(text(65), JsonNode.class)))
				.hasMessageContaining("nested deeper than 64 levels");
			assertThat(refusal(() -> JacksonPayloadCodecTests.this.codec.canonical(text(100_000))))
				.hasMessageContaining("nested deeper than 64 levels");
		}

		@Test
		void cyclesAreNamedByTheirPath() {
			Knot knot = new Knot();
			knot.getChildren().add("leaf");
			knot.getChildren().add(knot);
			assertThat(refusal(() -> encode(Map.of(SECRET, List.of(knot)))))
				.hasMessage("$[*][0] refers back to itself through its own fields");
			assertThat(refusal(() -> encode(knot))).hasMessage("$ refers back to itself through its own fields");
		}

		@Test
		void cyclesOfListsAndMapsAreFound() {
			List<Object> list = new ArrayList<>();
			list.add(Map.of("back", list));
			assertThat(refusal(() -> encode(list))).hasMessageStartingWith("$ refers back");
			Map<String, Object> map = new HashMap<>();
			map.put("self", map);
			assertThat(refusal(() -> encode(map))).hasMessageStartingWith("$ refers back");
		}

		@Test
		void cyclesWithoutNestingEndAsWell() {
			AtomicReference<Object> reference = new AtomicReference<>();
			reference.set(reference);
			assertThat(refusal(() -> encode(reference))).hasMessage("The value refers to itself without end");
		}

		private Object nested(int depth) {
			return (depth == 1) ? List.of() : List.of(nested(depth - 1));
		}

		private String text(int depth) {
			return "[".repeat(depth) + "]".repeat(depth);
		}

	}

	@Nested
	class UnstorableValues {

		@Test
		void nulCharacterIsRefusedWithItsPath() {
			assertPath("$.text", new Text("a\u0000" + SECRET));
			assertPath("$.texts[1]", new Texts(List.of("fine", "\u0000"), Map.of()));
			assertPath("$.byKey[*]", new Texts(List.of(), Map.of(SECRET, "\u0000")));
			assertPath("$.byKey[*]", new Texts(List.of(), Map.of("\u0000", SECRET)));
			assertPath("$[0]", new String[] { "\u0000" });
			assertPath("$", "\u0000");
		}

		@ParameterizedTest
		@ValueSource(ints = { 0xD800, 0xDBFF, 0xDC00, 0xDFFF })
		void halfOfASurrogatePairIsRefusedWithItsPath(int half) {
			assertPath("$.text", new Text("" + (char) half));
			assertPath("$.text", new Text((char) half + "tail"));
			assertPath("$.text", new Text("\uD83D\uDE00" + (char) half));
		}

		@Test
		void swappedSurrogatesAreRefused() {
			assertThat(refusal(() -> encode(new Text("\uDE00\uD83D")))).hasMessageContaining("U+DE00");
		}

		@ParameterizedTest
		@ValueSource(doubles = { Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY })
		void numbersThatAreNoneAreRefusedWithTheirPath(double number) {
			assertPath("$.ratio", new Numbers(number, 0, new double[0]));
			assertPath("$.share", new Numbers(0, (float) number, new double[0]));
			assertPath("$.list[1]", new Numbers(0, 0, new double[] { 1, number }));
			assertPath("$", number);
		}

		@Test
		void textThatSaysNanIsJustText() {
			assertThat(roundTrip(new Text("NaN"), Text.class)).isEqualTo(new Text("NaN"));
		}

		@Test
		void numbersThatCouldNotBeReadAgainAreRefused() {
			BigInteger longest = BigInteger.ONE.shiftLeft(3299);
			assertThat(roundTrip(longest, BigInteger.class)).isEqualTo(longest);
			assertPath("$", longest.shiftLeft(1));
			assertPath("$", new BigDecimal(longest.shiftLeft(1), 5));
		}

		@Test
		void rawJsonIsRefused() {
			record Raw(@JsonRawValue String raw) {
			}
			assertThat(refusal(() -> encode(new Raw("}{")))).hasMessage("$.raw is raw JSON; use a JsonNode");
		}

		@Test
		void failingGetterIsNamedButNotQuoted() {
			class Failing {

				@JsonProperty
				String getName() {
					throw new IllegalStateException(SECRET);
				}

			}
			assertThat(refusal(() -> encode(List.of(new Failing()))))
				.hasMessage("$[0].name cannot be written: java.lang.IllegalStateException");
		}

		private void assertPath(String path, Object payload) {
			assertThat(refusal(() -> encode(payload)).getPath()).isEqualTo(path);
		}

	}

	@Nested
	class Reading {

		@Test
		void unknownPropertiesAreIgnoredAndMissingOnesHaveDefaults() {
			assertThat(decode("{\"later\":{\"version\":2}}", Primitives.class))
				.isEqualTo(new Primitives(0, false, 0, null));
			assertThat(decode("{\"count\":null}", Primitives.class)).isEqualTo(new Primitives(0, false, 0, null));
		}

		@Test // reliability 3.3
		void namesOfClassesArePlainData() {
			assertThat(decode("{\"@class\":\"java.net.URL\",\"text\":\"x\"}", Text.class)).isEqualTo(new Text("x"));
			assertThat(decode("[\"java.net.URL\",\"http://localhost\"]", List.class))
				.isEqualTo(List.of("java.net.URL", "http://localhost"));
			assertThat(decode("{\"@class\":\"javax.script.ScriptEngineManager\"}", Map.class))
				.isEqualTo(Map.of("@class", "javax.script.ScriptEngineManager"));
			refusal(() -> decode("[\"java.net.URL\",{}]", Text.class));
			refusal(() -> decode("{\"@type\":\"java.net.URL\",\"radius\":1}", Shape.class));
		}

		@Test
		void typeIdsThatNameClassesAreNeverRead() {
			record Holder(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Named value) {
			}
			String json = "{\"value\":{\"@class\":\"%s\",\"name\":\"x\"}}".formatted(Person.class.getName());
			refusal(() -> decode(json, Holder.class));
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
				{"id":"hunter2"}                    | $.id                | expected long, found a string
				{"lines":[{},{"quantity":"hunter2"}]} | $.lines[1].quantity | expected int, found a string
				{"lines":[{"quantity":1.5}]}        | $.lines[0].quantity | expected int, found a number
				{"lines":[{"quantity":99999999999}]} | $.lines[0].quantity | expected int, found a number
				{"lines":{"hunter2":1}}             | $.lines             | expected an array, found an object
				{"customer":["hunter2"]}            | $.customer          | expected a string, found an array
				"hunter2"                           | $                   | expected an object, found a string
				""")
		void misfitsAreNamedByPathAndExpectedTypeAlone(String json, String path, String reason) {
			PayloadException refusal = refusal(() -> decode(json, Order.class));
			assertThat(refusal).hasMessageStartingWith(path + " cannot be read: ").hasMessageContaining(reason);
			assertThat(refusal.getPath()).isEqualTo(path);
		}

		@Test
		void keysOfMapsAreNotQuotedEither() {
			Type type = new TypeReference<Map<String, Integer>>() {
			}.getType();
			assertThat(refusal(() -> decode("{\"hunter2\":[]}", type)).getPath()).isEqualTo("$[*]");
		}

		@Test
		void enumsAreReadByNameOnly() {
			assertThat(decode("\"USED\"", Kind.class)).isEqualTo(Kind.USED);
			refusal(() -> decode("1", Kind.class));
			refusal(() -> decode("\"hunter2\"", Kind.class));
		}

		@Test
		void refusalOfAConstructorIsNotQuoted() {
			assertThat(refusal(() -> decode("{\"positive\":-1}", Strict.class)))
				.hasMessageEndingWith("Strict failed with java.lang.IllegalStateException");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", " ", "{", "{\"text\":\"hunter2", "{'text':'hunter2'}", "hunter2", "{\"text\":NaN}",
				"{\"text\":hunter2}", "{\"text\":\"a\",}", "// hunter2\n{}" })
		void whatIsNotJsonIsRefused(String json) {
			assertThat(refusal(() -> decode(json, Text.class))).hasMessageStartingWith("$");
		}

		@Test
		void syntaxErrorsAreLocated() {
			assertThat(refusal(() -> decode("{\n\"text\":hunter2}", Text.class)))
				.hasMessageContaining("the text is not JSON (line 2, column ");
		}

		@Test
		void duplicateFieldsAreRefused() {
			assertThat(refusal(() -> decode("{\"text\":\"a\",\"text\":\"b\"}", Text.class)))
				.hasMessageContaining("has a field twice");
			refusal(() -> decode("{\"x\":{\"hunter2\":1,\"hunter2\":1}}", JsonNode.class));
		}

		@ParameterizedTest
		@ValueSource(strings = { "{} {}", "{}]", "{}hunter2", "null null", "{},", "{}\u0000" })
		void whatFollowsTheValueIsRefused(String json) {
			refusal(() -> decode(json, Text.class));
		}

		@Test
		void numbersWithoutEndAreRefused() {
			refusal(() -> decode("{\"id\":%s}".formatted("9".repeat(5000)), Order.class));
			refusal(() -> decode("[%s]".formatted("9".repeat(5000)), JsonNode.class));
		}

		private @Nullable Object decode(String json, Type type) {
			return JacksonPayloadCodecTests.this.codec.decode(json, type);
		}

	}

	@Nested
	class Canonical {

		@ParameterizedTest
		@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
				{"b":1, "a":{"d":2,"c":[3, 4]}} | {"a":{"c":[3,4],"d":2},"b":1}
				1.0                     | 1
				1e2                     | 100
				-0.0                    | 0
				0.10                    | 0.1
				1e1000000000            | 1E+1000000000
				12345678901234567890123 | 12345678901234567890123
				"\\u0041\\/"            | "A/"
				[ ]                     | []
				null                    | null
				true                    | true
				""")
		void hasOneWayToWriteAValue(String json, String canonical) {
			assertThat(canonical(json)).isEqualTo(canonical);
			assertThat(canonical(canonical)).isEqualTo(canonical);
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
				[1,2]   | [2,1]
				"1"     | 1
				null    | {}
				{"a":1} | {"a":1,"b":null}
				0.1     | 0.10000000000000000001
				9007199254740993 | 9007199254740992
				"a"     | "A"
				""")
		void differentValuesStayDifferent(String one, String other) {
			assertThat(canonical(one)).isNotEqualTo(canonical(other));
		}

		@ParameterizedTest
		@ValueSource(strings = { "1e99999999999", "100e2147483647", "{", "" })
		void refusesWhatIsNoNumberOrNoJson(String json) {
			refusal(() -> canonical(json));
		}

		private String canonical(String json) {
			return JacksonPayloadCodecTests.this.codec.canonical(json);
		}

	}

}
