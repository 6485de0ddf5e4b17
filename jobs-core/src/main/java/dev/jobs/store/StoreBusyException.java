package dev.jobs.store;

import dev.jobs.job.JobsException;

/**
 * Thrown when a transaction that has not ended holds what a call needs, such as the slot
 * of a job or a key, and the call has waited long enough. Nothing was changed; the same
 * call may succeed once that transaction has ended.
 */
public class StoreBusyException extends JobsException {

	/**
	 * Create an exception.
	 * @param message what is held, and what to do
	 * @param cause what the store's driver said
	 */
	public StoreBusyException(String message, Throwable cause) {
		super(message, cause);
	}

}
