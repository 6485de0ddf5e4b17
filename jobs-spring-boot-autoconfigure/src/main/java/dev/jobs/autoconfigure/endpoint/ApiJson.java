package dev.jobs.autoconfigure.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of the endpoint with a mapper of its own, so that no setting
 * of the application changes the contract. Reading is strict, and no error repeats what
 * the body says.
 */
final class ApiJson {

	private static final int MAX_DEPTH = 64;

	private static final int MAX_NUMBER_LENGTH = 1_100;

	private final JsonMapper mapper = createMapper();

	private static JsonMapper createMapper() {
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.build();
		return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
			.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build();
	}

	byte[] write(Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	/**
	 * Read a body.
	 * @param text the text
	 * @return the value
	 * @throws ApiException if the text is not one JSON value
	 */
	JsonNode read(String text) {
		try (JsonParser parser = this.mapper.createParser(text)) {
			return read(parser);
		}
	}

	private JsonNode read(JsonParser parser) {
		try {
			JsonNode value = this.mapper.readTree(parser);
			if (parser.nextToken() != null) {
				throw invalid("has more than one JSON value", parser.currentTokenLocation());
			}
			return value;
		}
		catch (StreamConstraintsException ex) {
			throw invalid("is nested deeper than %d levels or holds too long a number".formatted(MAX_DEPTH),
					parser.currentLocation());
		}
		catch (JacksonException ex) {
			throw invalid("is not JSON without duplicate fields", ex.getLocation());
		}
	}

	private static ApiException invalid(String problem, @Nullable TokenStreamLocation location) {
		if (location == null || location.getLineNr() < 1) {
			return new ApiException(ApiCode.BAD_REQUEST, "The body " + problem);
		}
		return new ApiException(ApiCode.BAD_REQUEST,
				"The body %s: line %d, column %d".formatted(problem, location.getLineNr(), location.getColumnNr()),
				Map.of("line", location.getLineNr(), "column", location.getColumnNr()));
	}

	static String decode(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new ApiException(ApiCode.BAD_REQUEST, "The body is not UTF-8");
		}
	}

}
