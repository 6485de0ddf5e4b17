package dev.jobs.benchmarks.durable;

/**
 * Runs what is due, until it is closed.
 */
interface Worker extends AutoCloseable {

	/**
	 * Return what enqueues through this worker, which so knows at once of what is new.
	 */
	Client client();

	@Override
	void close();

}
