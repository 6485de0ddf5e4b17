package dev.jobs.job;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that this library throws on purpose. The message never holds a
 * payload.
 */
public class JobsException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what happened to which thing, why, and what to do
	 */
	public JobsException(String message) {
		this(message, null);
	}

	/**
	 * Create an exception with a cause.
	 * @param message what happened to which thing, why, and what to do
	 * @param cause the cause, or {@code null} if there is none
	 */
	public JobsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
