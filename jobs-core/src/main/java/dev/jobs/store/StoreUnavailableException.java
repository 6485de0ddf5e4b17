package dev.jobs.store;

import dev.jobs.job.JobsException;

/**
 * Thrown when a store cannot be reached or cannot write for now. The same call may
 * succeed later; whether this one took effect is not known if it was the answer that got
 * lost.
 */
public class StoreUnavailableException extends JobsException {

	/**
	 * Create an exception.
	 * @param message what cannot be reached
	 * @param cause what the store's driver said
	 */
	public StoreUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
