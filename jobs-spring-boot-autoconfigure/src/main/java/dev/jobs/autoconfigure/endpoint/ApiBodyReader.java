package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.jobs.autoconfigure.endpoint.ApiException.Problem;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.Names;

/**
 * Reads bodies: of a limited length, JSON only, and where the fields are ours, no others
 * than those.
 */
final class ApiBodyReader {

	static final int MAX_BYTES = 1024 * 1024;

	static final String TIMEOUT_PROPERTY = "jobs.endpoint.body-timeout";

	private static final int MAX_REASON = 500;

	private static final String REASON = "reason";

	private static final String UNTIL = "until";

	private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

	private final ApiJson json;

	private final Duration timeout;

	/**
	 * Create a reader.
	 * @param json reads the JSON
	 * @param timeout how long a body may take
	 * @throws InvalidSettingsException if no body could arrive in that time, or some for
	 * too long
	 */
	ApiBodyReader(ApiJson json, Duration timeout) {
		if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new InvalidSettingsException(
					List.of("Property '%s': '%s' must be more than 0 and at most 1h; use a duration such as '20s'"
						.formatted(TIMEOUT_PROPERTY, timeout)));
		}
		this.json = json;
		this.timeout = timeout;
	}

	/**
	 * Read a payload.
	 * @param request the request
	 * @return the JSON text as sent, {@code null} if the request has no body
	 */
	@Nullable String payload(ApiRequest request) {
		String text = text(request);
		if (text != null) {
			this.json.read(text);
		}
		return text;
	}

	/**
	 * Read why and until when something is to be paused.
	 * @param request the request
	 * @param now the time after which a pause can end
	 * @return what the body says, empty if there is none
	 */
	PauseBody pause(ApiRequest request, Instant now) {
		List<Problem> problems = new ArrayList<>();
		JsonNode body = object(request, Set.of(REASON, UNTIL), problems);
		String reason = (body != null) ? reason(body.get(REASON), problems) : null;
		Instant until = (body != null) ? until(body.get(UNTIL), now, problems) : null;
		throwIfAny(problems);
		return new PauseBody(reason, until);
	}

	/**
	 * Refuse a body that says anything, where nothing can be said.
	 * @param request the request
	 */
	void nothing(ApiRequest request) {
		List<Problem> problems = new ArrayList<>();
		object(request, Set.of(), problems);
		throwIfAny(problems);
	}

	private @Nullable JsonNode object(ApiRequest request, Set<String> known, List<Problem> problems) {
		String text = text(request);
		if (text == null) {
			return null;
		}
		JsonNode body = this.json.read(text);
		if (!body.isObject()) {
			throw new ApiException(ApiCode.BAD_REQUEST, "The body must be a JSON object");
		}
		body.propertyNames()
			.stream()
			.filter((name) -> !known.contains(name))
			.limit(10)
			.forEach((name) -> problems.add(unknown(name, known)));
		return body;
	}

	private static Problem unknown(String name, Collection<String> known) {
		return new Problem(Names.shown(name), null, "is not a field of the body here; use "
				+ (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
	}

	private static @Nullable String reason(@Nullable JsonNode node, List<Problem> problems) {
		if (node == null || node.isNull()) {
			return null;
		}
		String text = node.isString() ? node.stringValue().strip() : "";
		if (text.isEmpty() || text.length() > MAX_REASON || text.chars().anyMatch(Character::isISOControl)) {
			problems.add(new Problem(REASON, null,
					"must be a text of 1 to %d characters without control characters".formatted(MAX_REASON)));
		}
		return text;
	}

	private static @Nullable Instant until(@Nullable JsonNode node, Instant now, List<Problem> problems) {
		if (node == null || node.isNull()) {
			return null;
		}
		String text = node.isString() ? node.stringValue() : "";
		try {
			Instant until = Times.parse(text);
			if (until.isAfter(now)) {
				return until;
			}
			problems.add(new Problem(UNTIL, Names.shown(text), "must be in the future"));
		}
		catch (DateTimeException ex) {
			problems.add(new Problem(UNTIL, node.isString() ? Names.shown(text) : null, Times.RULE));
		}
		return null;
	}

	// Read first: a server may close a connection with a body that nobody has read, just
	// when its client sends the next request.
	private @Nullable String text(ApiRequest request) {
		byte[] bytes = read(request);
		if (bytes.length > 0 && !isJson(request.header("Content-Type"))) {
			throw unsupported("The body must be JSON; send 'Content-Type: application/json'");
		}
		if (!isIdentity(request.header("Content-Encoding"))) {
			throw unsupported("The body must not be compressed; send it without 'Content-Encoding'");
		}
		String text = ApiJson.decode(bytes);
		return text.isBlank() ? null : text;
	}

	private byte[] read(ApiRequest request) {
		if (announcedLength(request) > 2L * MAX_BYTES) {
			throw tooLarge();
		}
		try {
			byte[] bytes = request.body().read(MAX_BYTES, this.timeout);
			if (bytes.length > MAX_BYTES) {
				throw tooLarge();
			}
			return bytes;
		}
		catch (IOException ex) {
			if (isTimeout(ex)) {
				throw new ApiException(ApiCode.REQUEST_TIMEOUT, "The body did not arrive in time");
			}
			throw new ApiException(ApiCode.BAD_REQUEST, "The body did not arrive in full");
		}
	}

	// Each server has a way of its own to say it.
	private static boolean isTimeout(Throwable ex) {
		if (ex instanceof InterruptedIOException || ex instanceof TimeoutException) {
			return true;
		}
		return ex.getCause() != null && isTimeout(ex.getCause());
	}

	// A length that cannot be read has been refused by the server.
	private static long announcedLength(ApiRequest request) {
		List<String> length = request.header("Content-Length");
		return (length.size() == 1 && length.get(0).matches("[0-9]{1,18}")) ? Long.parseLong(length.get(0)) : -1;
	}

	private static boolean isJson(List<String> contentType) {
		return contentType.size() == 1 && JsonTypes.isContentType(contentType.get(0));
	}

	private static boolean isIdentity(List<String> encodings) {
		return encodings.stream().allMatch((encoding) -> encoding.strip().toLowerCase(Locale.ROOT).equals("identity"));
	}

	private static ApiException unsupported(String message) {
		return new ApiException(ApiCode.UNSUPPORTED_MEDIA_TYPE, message);
	}

	private static ApiException tooLarge() {
		return new ApiException(ApiCode.PAYLOAD_TOO_LARGE, "The body is longer than %d bytes".formatted(MAX_BYTES));
	}

	private static void throwIfAny(List<Problem> problems) {
		if (!problems.isEmpty()) {
			throw ApiException.badRequest(problems);
		}
	}

	/**
	 * Why and until when something is paused.
	 *
	 * @param reason why, {@code null} if not said
	 * @param until until when, in UTC; {@code null} for no end
	 */
	record PauseBody(@Nullable String reason, @Nullable Instant until) {
	}

}
