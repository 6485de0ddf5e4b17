package dev.jobs.store;

import dev.jobs.job.JobsException;

/**
 * Thrown when a store with a capacity cannot take more unfinished runs. Nothing has been
 * added.
 */
public class StoreFullException extends JobsException {

	private final int capacity;

	/**
	 * Create an exception.
	 * @param capacity how many unfinished runs the store takes
	 * @param setting the setting that raises the capacity
	 */
	public StoreFullException(int capacity, String setting) {
		super("The store holds %d unfinished runs, which is its capacity (%s); enqueue later, raise it, or use a database"
			.formatted(capacity, setting));
		this.capacity = capacity;
	}

	/**
	 * Return the capacity.
	 * @return how many unfinished runs the store takes
	 */
	public int getCapacity() {
		return this.capacity;
	}

}
