package dev.jobs.retry;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler to say that trying again cannot help. The run fails at once,
 * whatever attempts it has left and wherever in the cause chain this exception stands.
 */
public class PermanentJobException extends RuntimeException {

	/**
	 * Create an exception without a cause.
	 * @param message why trying again cannot help
	 */
	public PermanentJobException(String message) {
		super(message);
	}

	/**
	 * Create an exception with a cause.
	 * @param message why trying again cannot help
	 * @param cause what went wrong, {@code null} if nothing else did
	 */
	public PermanentJobException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Create an exception that takes its message from its cause.
	 * @param cause what went wrong
	 */
	public PermanentJobException(Throwable cause) {
		super(cause);
	}

}
