package dev.jobs.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Ends a request with an error. The message goes to the caller, so it holds no internals.
 */
final class ApiException extends RuntimeException {

	private final ApiCode code;

	private final transient @Nullable Object details;

	private final transient Map<String, String> headers;

	ApiException(ApiCode code, String message) {
		this(code, message, null, Map.of());
	}

	ApiException(ApiCode code, String message, @Nullable Object details) {
		this(code, message, details, Map.of());
	}

	ApiException(ApiCode code, String message, @Nullable Object details, Map<String, String> headers) {
		super(message, null, false, false);
		this.code = code;
		this.details = details;
		this.headers = Map.copyOf(headers);
	}

	static ApiException badRequest(List<Problem> problems) {
		return new ApiException(ApiCode.BAD_REQUEST,
				String.join("; ", problems.stream().map(Problem::sentence).toList()), problems);
	}

	ApiCode code() {
		return this.code;
	}

	@Nullable Object details() {
		return this.details;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * What is wrong with one value of a request.
	 *
	 * @param field name of the query parameter, path variable or field of the body
	 * @param value the value in a form that is safe to show, {@code null} if it does not
	 * help
	 * @param problem the rule that it breaks
	 */
	record Problem(String field, @Nullable String value, String problem) {

		String sentence() {
			return (this.value != null) ? "%s '%s' %s".formatted(this.field, this.value, this.problem)
					: this.field + " " + this.problem;
		}

	}

}
