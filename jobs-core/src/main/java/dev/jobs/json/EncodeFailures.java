package dev.jobs.json;

import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;

import dev.jobs.job.PayloadException;

/**
 * Says why a value could not be written, without repeating any of it.
 */
final class EncodeFailures {

	private EncodeFailures() {
	}

	static PayloadException translate(Throwable failure, JsonGenerator generator) {
		Throwable cause = root(failure);
		if (cause instanceof PayloadException known) {
			return known;
		}
		if (cause instanceof StackOverflowError) {
			return new PayloadException("The value refers to itself without end", null);
		}
		if (cause instanceof StreamConstraintsException) {
			return tooDeep(generator.streamWriteContext());
		}
		String path = (failure instanceof JacksonException ex) ? JsonPaths.of(ex.getPath()) : JsonPaths.ROOT;
		return new PayloadException("%s cannot be written: %s".formatted(path, reason(cause)), path);
	}

	private static Throwable root(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && cause instanceof JacksonException) {
			cause = cause.getCause();
		}
		return cause;
	}

	// Messages are not passed on: those of user code may quote the value.
	private static String reason(Throwable cause) {
		return (cause instanceof JacksonException) ? "its type has no JSON form" : cause.getClass().getName();
	}

	private static PayloadException tooDeep(TokenStreamContext context) {
		Map<Object, TokenStreamContext> ancestors = new IdentityHashMap<>();
		TokenStreamContext outermost = null;
		for (TokenStreamContext at = context; at != null; at = at.getParent()) {
			Object value = at.currentValue();
			if (value != null && ancestors.put(value, at) != null) {
				outermost = at;
			}
		}
		return (outermost != null) ? cyclic(outermost) : tooDeepAt(context);
	}

	private static PayloadException cyclic(TokenStreamContext outer) {
		String path = JsonPaths.of(outer.getParent());
		return new PayloadException("%s refers back to itself through its own fields".formatted(path), path);
	}

	private static PayloadException tooDeepAt(@Nullable TokenStreamContext context) {
		String path = (context != null) ? JsonPaths.of(context) : JsonPaths.ROOT;
		return new PayloadException("%s is nested deeper than %d levels".formatted(path, JacksonPayloadCodec.MAX_DEPTH),
				path);
	}

}
