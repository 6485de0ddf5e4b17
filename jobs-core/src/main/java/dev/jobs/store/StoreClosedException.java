package dev.jobs.store;

import dev.jobs.job.JobsException;

/**
 * Thrown when a store is asked to take runs and no longer does.
 */
public class StoreClosedException extends JobsException {

	/**
	 * Create an exception.
	 * @param message which store, and why it takes no more
	 */
	public StoreClosedException(String message) {
		super(message);
	}

}
