package dev.jobs.benchmarks;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A job system on a database.
 */
interface Contestant {

	/**
	 * Return how many runs to give it where others get so many: slow ones get fewer.
	 */
	int share(int runs);

	/**
	 * Make its tables if they are missing, and empty them.
	 */
	void prepare(JdbcTemplate database);

	void enqueue(int count);

	/**
	 * Return the table that is empty once all is done.
	 */
	String table();

	/**
	 * Begin to work.
	 * @return ends the work
	 */
	AutoCloseable start();

}
