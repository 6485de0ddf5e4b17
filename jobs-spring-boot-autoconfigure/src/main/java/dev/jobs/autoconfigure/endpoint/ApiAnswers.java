package dev.jobs.autoconfigure.endpoint;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import dev.jobs.JobAlreadyRunningException;
import dev.jobs.JobsStoppingException;
import dev.jobs.RunConflictException;
import dev.jobs.RunNotFoundException;
import dev.jobs.autoconfigure.endpoint.ApiException.Problem;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.PayloadException;
import dev.jobs.job.PayloadTooLargeException;
import dev.jobs.job.UnknownFieldsException;
import dev.jobs.job.UnknownJobException;
import dev.jobs.store.StoreBusyException;
import dev.jobs.store.StoreClosedException;
import dev.jobs.store.StoreFullException;
import dev.jobs.store.StoreUnavailableException;

/**
 * Makes answers of what is returned and of what is thrown.
 */
final class ApiAnswers {

	private static final Logger logger = LoggerFactory.getLogger(ApiAnswers.class);

	private static final String REQUEST_ID = "X-Request-Id";

	private static final Pattern REQUEST_ID_FORM = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

	private static final Pattern TRACE_PARENT = Pattern
		.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

	private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "5");

	private final ApiJson json;

	private final Clock clock;

	ApiAnswers(ApiJson json, Clock clock) {
		this.json = json;
		this.clock = clock;
	}

	ApiResponse ok(ApiRequest request, Object data, Map<String, ?> meta) {
		return response(request, 200, Map.of(), requestId(request), new Success(data, meta));
	}

	ApiResponse options(ApiRequest request, String allow) {
		return new ApiResponse(204, headers(requestId(request), Map.of("Allow", allow)), new byte[0]);
	}

	ApiResponse error(ApiRequest request, RuntimeException ex) {
		String requestId = requestId(request);
		ApiException error = toApiException(ex, requestId);
		Failure failure = new Failure(
				new Failure.Body(error.code().name(), String.valueOf(error.getMessage()), error.details()),
				new Failure.Meta(this.clock.instant(), requestId, traceId(request)));
		return response(request, error.code().status(), error.headers(), requestId, failure);
	}

	private ApiResponse response(ApiRequest request, int status, Map<String, String> extra, String requestId,
			Object envelope) {
		byte[] body = this.json.write(envelope);
		Map<String, String> headers = headers(requestId, extra);
		headers.put("Content-Type", "application/json");
		headers.put("Content-Length", String.valueOf(body.length));
		return new ApiResponse(status, headers, request.method().equals("HEAD") ? new byte[0] : body);
	}

	private static Map<String, String> headers(String requestId, Map<String, String> extra) {
		Map<String, String> headers = new LinkedHashMap<>(extra);
		headers.put(REQUEST_ID, requestId);
		headers.put("Cache-Control", "no-store");
		headers.put("X-Content-Type-Options", "nosniff");
		return headers;
	}

	private static ApiException toApiException(RuntimeException ex, String requestId) {
		if (ex instanceof ApiException error) {
			return error;
		}
		String message = String.valueOf(ex.getMessage());
		if (ex instanceof UnknownJobException unknown) {
			List<String> near = unknown.getSuggestions();
			return new ApiException(ApiCode.NOT_FOUND, message, near.isEmpty() ? null : Map.of("suggestions", near));
		}
		if (ex instanceof RunNotFoundException) {
			return new ApiException(ApiCode.NOT_FOUND, message);
		}
		if (ex instanceof RunConflictException conflict) {
			return new ApiException(ApiCode.CONFLICT, message, Map.of("state", conflict.getState()));
		}
		if (ex instanceof JobAlreadyRunningException) {
			return new ApiException(ApiCode.CONFLICT, message);
		}
		return toInputOrServerError(ex, message, requestId);
	}

	private static ApiException toInputOrServerError(RuntimeException ex, String message, String requestId) {
		if (ex instanceof InvalidJobException invalid) {
			return new ApiException(ApiCode.BAD_REQUEST, String.join("; ", invalid.getProblems()));
		}
		if (ex instanceof PayloadTooLargeException) {
			return new ApiException(ApiCode.PAYLOAD_TOO_LARGE, message);
		}
		if (ex instanceof UnknownFieldsException unknown) {
			return ApiException.badRequest(unknown.getFields()
				.entrySet()
				.stream()
				.map((field) -> new Problem(field.getKey(), null, field.getValue()))
				.toList());
		}
		if (ex instanceof PayloadException payload) {
			String path = payload.getPath();
			return new ApiException(ApiCode.BAD_REQUEST, message,
					(path != null) ? List.of(new Problem(path, null, message)) : null);
		}
		if (ex instanceof JobsStoppingException || ex instanceof StoreClosedException) {
			return new ApiException(ApiCode.STOPPING, message, null, RETRY_SOON);
		}
		if (ex instanceof StoreFullException || ex instanceof StoreBusyException) {
			return new ApiException(ApiCode.STORE_UNAVAILABLE, message, null, RETRY_SOON);
		}
		return toServerError(ex, requestId);
	}

	private static ApiException toServerError(RuntimeException ex, String requestId) {
		if (isStoreAway(ex)) {
			// The engine has logged why, once; a page that asks every few seconds must
			// not.
			logger.debug("Request '{}' to the job endpoint failed: the store is away", requestId, ex);
			return new ApiException(ApiCode.STORE_UNAVAILABLE, "The store cannot be reached; try again later", null,
					RETRY_SOON);
		}
		logger.error("Request '{}' to the job endpoint failed", requestId, ex);
		return new ApiException(ApiCode.INTERNAL_ERROR,
				"The request failed; the log has the reason under the id of this request");
	}

	// Stores of an application may throw what Spring makes of errors of drivers.
	private static boolean isStoreAway(RuntimeException ex) {
		return ex instanceof StoreUnavailableException || ex instanceof DataAccessException
				|| ex instanceof TransactionException;
	}

	// Made up again at each call, so one answer asks once.
	private static String requestId(ApiRequest request) {
		List<String> given = request.header(REQUEST_ID);
		return (given.size() == 1 && REQUEST_ID_FORM.matcher(given.get(0)).matches()) ? given.get(0)
				: UUID.randomUUID().toString();
	}

	private static @Nullable String traceId(ApiRequest request) {
		String current = MDC.get("traceId");
		if (current != null) {
			return current;
		}
		List<String> parent = request.header("traceparent");
		Matcher matcher = TRACE_PARENT.matcher((parent.size() == 1) ? parent.get(0) : "");
		return matcher.matches() ? matcher.group(1) : null;
	}

	/**
	 * Envelope of an answer.
	 *
	 * @param data what was asked for
	 * @param meta more about it
	 */
	record Success(Object data, Map<String, ?> meta) {
	}

	/**
	 * Envelope of an error.
	 *
	 * @param error the error
	 * @param meta where and when
	 */
	record Failure(Body error, Meta meta) {

		/**
		 * The error.
		 *
		 * @param code the code
		 * @param message the message
		 * @param details more for programs, {@code null} if there is no more
		 */
		record Body(String code, String message, @Nullable Object details) {
		}

		/**
		 * Where and when.
		 *
		 * @param timestamp when, in UTC
		 * @param requestId the id of the request
		 * @param traceId the id of its trace, {@code null} if there is none
		 */
		record Meta(Instant timestamp, String requestId, @Nullable String traceId) {
		}

	}

}
