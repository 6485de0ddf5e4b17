package dev.jobs.json;

import java.util.Collection;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

import dev.jobs.job.PayloadException;

/**
 * Says why a JSON text could not be read, without quoting it. Jackson's own messages do
 * quote, so none of them is passed on.
 */
final class DecodeFailures {

	private DecodeFailures() {
	}

	static PayloadException translate(RuntimeException failure) {
		String path = (failure instanceof JacksonException ex) ? JsonPaths.of(ex.getPath()) : JsonPaths.ROOT;
		return new PayloadException("%s cannot be read: %s".formatted(path, reason(failure)), path);
	}

	private static String reason(RuntimeException failure) {
		if (failure instanceof StreamConstraintsException) {
			return "the JSON is nested deeper than %d levels or holds a number of more than %d characters"
				.formatted(JacksonPayloadCodec.MAX_DEPTH, JacksonPayloadCodec.MAX_NUMBER_LENGTH);
		}
		if (failure instanceof InputCoercionException coercion) {
			return misfit(coercion.getTargetType(), JsonToken.VALUE_NUMBER_INT);
		}
		if (failure instanceof StreamReadException syntax) {
			return syntax(syntax);
		}
		if (failure instanceof InvalidTypeIdException type) {
			return "the JSON names no known subtype of " + type.getBaseType().getRawClass().getName();
		}
		if (failure instanceof MismatchedInputException mismatch) {
			return misfit(mismatch.getTargetType(), mismatch.getCurrentToken());
		}
		if (failure instanceof ValueInstantiationException creation) {
			return "creating %s failed%s".formatted(creation.getType().getRawClass().getName(), thrown(failure));
		}
		return "the JSON does not fit the type" + thrown(failure);
	}

	private static String syntax(JacksonException failure) {
		boolean duplicate = failure.getOriginalMessage().startsWith("Duplicate");
		TokenStreamLocation at = failure.getLocation();
		String where = (at != null) ? " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()) : "";
		return (duplicate ? "the JSON has a field twice" : "the text is not JSON") + where;
	}

	private static String misfit(@Nullable Class<?> target, @Nullable JsonToken token) {
		return "expected %s, found %s".formatted(expected(target), found(token));
	}

	private static String expected(@Nullable Class<?> target) {
		if (target == null) {
			return "another type";
		}
		// Jackson names the implementation that it would have chosen.
		return Collection.class.isAssignableFrom(target) ? "an array" : PayloadShape.word(target);
	}

	private static String found(@Nullable JsonToken token) {
		return (token != null) ? switch (token) {
			case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
			case START_ARRAY, END_ARRAY -> "an array";
			case VALUE_STRING -> "a string";
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
			case VALUE_TRUE, VALUE_FALSE -> "a boolean";
			case VALUE_NULL -> "null";
			case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
		} : "nothing";
	}

	private static String thrown(RuntimeException failure) {
		return (failure.getCause() != null) ? " with " + failure.getCause().getClass().getName() : "";
	}

}
