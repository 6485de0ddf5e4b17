package dev.jobs.job;

/**
 * Thrown when a payload or a result is longer than it may be as JSON. Nothing has been
 * stored.
 */
public class PayloadTooLargeException extends PayloadException {

	/**
	 * Create an exception.
	 * @param message how long it is, how long it may be, and what to do
	 */
	public PayloadTooLargeException(String message) {
		super(message, null);
	}

}
