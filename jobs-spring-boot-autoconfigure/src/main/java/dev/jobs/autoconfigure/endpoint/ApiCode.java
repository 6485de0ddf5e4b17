package dev.jobs.autoconfigure.endpoint;

/**
 * Codes of the error envelope, each with the status it comes with.
 */
enum ApiCode {

	/** The request breaks a rule. */
	BAD_REQUEST(400),

	/** The client may not reach the endpoint. */
	FORBIDDEN(403),

	/** The request changes state and may have been sent by a foreign page. */
	CROSS_SITE(403),

	/** The endpoint may only be read. */
	READ_ONLY(403),

	/** There is no such path, job or run. */
	NOT_FOUND(404),

	/** The path knows other methods. */
	METHOD_NOT_ALLOWED(405),

	/** The client does not take JSON. */
	NOT_ACCEPTABLE(406),

	/** The body did not arrive in time. */
	REQUEST_TIMEOUT(408),

	/** The state of the job or run does not allow it. */
	CONFLICT(409),

	/** The body is longer than the endpoint reads. */
	PAYLOAD_TOO_LARGE(413),

	/** The body is not JSON by its type. */
	UNSUPPORTED_MEDIA_TYPE(415),

	/** Something failed that is not the caller's fault. */
	INTERNAL_ERROR(500),

	/** The engine is stopping or has stopped. */
	STOPPING(503),

	/** The store cannot be reached, takes no more, or is held by a transaction. */
	STORE_UNAVAILABLE(503);

	private final int status;

	ApiCode(int status) {
		this.status = status;
	}

	int status() {
		return this.status;
	}

}
