package dev.jobs.autoconfigure.endpoint;

import dev.jobs.net.IpAddress;

/**
 * Whether a request may go on to the handler.
 */
sealed interface Decision {

	/**
	 * The request may go on.
	 *
	 * @param client address of the client, behind the proxies that are trusted
	 */
	record Allowed(IpAddress client) implements Decision {

	}

	/**
	 * The request ends here with status 403.
	 *
	 * @param code code for the error envelope
	 * @param message message for the error envelope
	 * @param reason what led to the decision, for the log; holds no text of the request
	 */
	record Denied(Code code, String message, String reason) implements Decision {

		/**
		 * Codes of the error envelope.
		 */
		enum Code {

			/** The client may not reach the endpoint. */
			FORBIDDEN,

			/** The request changes state and may have been sent by a foreign page. */
			CROSS_SITE

		}

	}

}
