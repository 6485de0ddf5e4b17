package dev.jobs.json;

import java.io.StringWriter;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import dev.jobs.job.PayloadCodec;
import dev.jobs.job.PayloadException;
import dev.jobs.job.PayloadTooLargeException;

/**
 * {@link PayloadCodec} on Jackson, with a mapper of its own, so that no setting of the
 * application changes the stored form.
 *
 * <p>
 * Unknown properties are ignored, missing primitives get their defaults, dates and times
 * are ISO texts, enums are names. A subtype may be chosen by a declared name, never by
 * the name of a class. Values may be nested {@value #MAX_DEPTH} levels deep.
 */
public final class JacksonPayloadCodec implements PayloadCodec {

	static final int MAX_DEPTH = 64;

	static final int MAX_NUMBER_LENGTH = 1100;

	private final JsonMapper mapper = createMapper();

	private final ObjectWriter writer = this.mapper.writer();

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	private final String tooLong;

	private JacksonPayloadCodec(String tooLong) {
		this.tooLong = tooLong;
	}

	/**
	 * Create a codec for payloads.
	 */
	public JacksonPayloadCodec() {
		this("payload is %s (jobs.payload.max-bytes); store a reference instead");
	}

	@Override
	public JacksonPayloadCodec forResults() {
		return new JacksonPayloadCodec("result is %s; store a reference instead");
	}

	private static JsonMapper createMapper() {
		return JsonMapper.builder(createFactory())
			.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.ACCEPT_FLOAT_AS_INT,
					DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS, SerializationFeature.FAIL_ON_SELF_REFERENCES,
					SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
			.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
					DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build();
	}

	private static JsonFactory createFactory() {
		StreamReadConstraints readConstraints = StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.maxNameLength(StreamReadConstraints.DEFAULT_MAX_STRING_LEN)
			.build();
		return JsonFactory.builder()
			.streamReadConstraints(readConstraints)
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
			.build();
	}

	@Override
	public String encode(@Nullable Object payload, int maxBytes) {
		BoundedText text = new BoundedText(maxBytes);
		JsonGenerator generator = new StorableGenerator(this.writer.createGenerator(text));
		try (generator) {
			this.writer.writeValue(generator, payload);
		}
		catch (RuntimeException | StackOverflowError ex) {
			if (!text.isHopeless()) {
				throw EncodeFailures.translate(ex, generator);
			}
		}
		if (text.isTooLong()) {
			String size = text.isHopeless() ? "more than %d bytes, the limit".formatted(maxBytes)
					: "%d bytes, limit %d".formatted(text.bytes(), maxBytes);
			throw new PayloadTooLargeException(this.tooLong.formatted(size));
		}
		return text.toString();
	}

	@Override
	public @Nullable Object decode(String json, Type type) {
		// A look-up that finds something never locks; computeIfAbsent may.
		ObjectReader reader = this.readers.get(type);
		return read((reader != null) ? reader : this.readers.computeIfAbsent(type, this::createReader), json);
	}

	@Override
	public @Nullable Object decodeStrictly(String json, Type type) {
		UnknownFields unknown = new UnknownFields();
		Object value = read(createReader(type).withHandler(unknown), json);
		unknown.throwIfAny();
		return value;
	}

	@Override
	public String describe(Type type) {
		return new PayloadShape(this.mapper).describe(this.mapper.constructType(type));
	}

	private ObjectReader createReader(Type type) {
		return this.mapper.readerFor(this.mapper.constructType(type));
	}

	private @Nullable Object read(ObjectReader reader, String json) {
		try (JsonParser parser = reader.createParser(json)) {
			Object value = reader.readValue(parser);
			if (parser.nextToken() == null) {
				return value;
			}
		}
		catch (RuntimeException ex) {
			throw DecodeFailures.translate(ex);
		}
		throw new PayloadException("The JSON goes on after its value ends", null);
	}

	@Override
	public String canonical(String json) {
		// A reader of trees answers null with a node.
		JsonNode tree = (JsonNode) Objects.requireNonNull(decode(json, JsonNode.class));
		StringWriter text = new StringWriter(json.length());
		try (JsonGenerator generator = this.writer.createGenerator(text)) {
			CanonicalJson.write(tree, generator);
		}
		catch (ArithmeticException ex) {
			throw new PayloadException("The JSON holds a number whose exponent is out of range", null);
		}
		return text.toString();
	}

	@Override
	public void check(Type type) {
		List<PayloadTypeCheck.Problem> problems = new PayloadTypeCheck(this.mapper)
			.check(this.mapper.constructType(type));
		if (!problems.isEmpty()) {
			String all = problems.stream().map(PayloadTypeCheck.Problem::toString).collect(Collectors.joining("; "));
			throw new PayloadException("Type '%s' cannot be a payload: %s".formatted(type.getTypeName(), all),
					problems.get(0).path());
		}
	}

}
