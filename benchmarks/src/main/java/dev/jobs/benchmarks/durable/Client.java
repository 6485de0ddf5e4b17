package dev.jobs.benchmarks.durable;

/**
 * Enqueues runs. For use by many threads.
 */
interface Client extends AutoCloseable {

	/**
	 * Enqueue a run that is due at once. It is durable when this returns.
	 */
	void enqueue(int number);

	/**
	 * Enqueue runs that are due at once in the way meant for many.
	 */
	void enqueueAll(int first, int count);

	@Override
	default void close() {
		// Most hold nothing.
	}

}
