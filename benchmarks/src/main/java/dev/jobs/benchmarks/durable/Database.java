package dev.jobs.benchmarks.durable;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database that contestants work on, one at a time.
 */
interface Database extends AutoCloseable {

	/**
	 * Open a pool for a contestant.
	 */
	HikariDataSource pool(int connections);

	/**
	 * Return what is used to look on from outside.
	 */
	JdbcTemplate outside();

	/**
	 * Get the tables into the shape in which they are left alone for a while.
	 */
	void settle();

	/**
	 * Wait until no contestant is connected, because only then all that it did has been
	 * counted.
	 */
	void awaitAlone();

	/**
	 * Return what has been used so far.
	 */
	Usage usage();

	/**
	 * Return how many transactions have been committed so far.
	 */
	long commits();

	@Override
	void close();

}
