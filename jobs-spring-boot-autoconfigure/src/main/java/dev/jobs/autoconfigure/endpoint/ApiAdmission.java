package dev.jobs.autoconfigure.endpoint;

import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.Access;

import dev.jobs.autoconfigure.endpoint.Decision.Denied;

/**
 * Decides whether a request may go on: first the guard, then what the application allows
 * with {@code management.endpoint.job.access}. It looks nothing up.
 */
final class ApiAdmission {

	private final EndpointGuard guard;

	private final Supplier<Access> access;

	private final DenialLog log;

	ApiAdmission(EndpointGuard guard, Supplier<Access> access, DenialLog log) {
		this.guard = guard;
		this.access = access;
		this.log = log;
	}

	/**
	 * Check a request.
	 * @param request the request
	 * @throws ApiException if it may not go on
	 */
	void check(ApiRequest request) {
		if (decide(request) instanceof Denied denied) {
			this.log.denied(request.peer(), denied);
			throw new ApiException(ApiCode.valueOf(denied.code().name()), denied.message());
		}
		switch (this.access.get()) {
			case NONE -> throw new ApiException(ApiCode.NOT_FOUND, "There is nothing at this path");
			case READ_ONLY -> requireRead(request);
			case UNRESTRICTED -> {
			}
		}
	}

	private void requireRead(ApiRequest request) {
		if (!request.isRead()) {
			throw new ApiException(ApiCode.READ_ONLY,
					"The endpoint may only be read; 'management.endpoint.job.access=unrestricted' changes that");
		}
	}

	/**
	 * Return who sends a request, for people.
	 * @param request a request that may go on
	 * @return the user, or else the address of the client
	 */
	String caller(ApiRequest request) {
		if (request.user() != null) {
			return request.user();
		}
		return (decide(request) instanceof Decision.Allowed allowed) ? allowed.client().toString() : "unknown";
	}

	private Decision decide(ApiRequest request) {
		return this.guard.decide(request.peer(), request.method(), request.headers());
	}

}
