package dev.jobs.benchmarks.durable;

import java.util.function.IntConsumer;

import javax.sql.DataSource;

/**
 * A job system on a database, with certain settings. Runs have a number each, which their
 * body is told, so that each run can be counted.
 */
interface Contestant {

	String name();

	/**
	 * Return how many runs to give it where others get so many: slow ones get fewer.
	 */
	int share(int runs);

	/**
	 * Make its tables if they are missing, and empty them.
	 */
	void prepare(DataSource dataSource);

	/**
	 * Return where what has not ended is found: what stands behind {@code FROM}.
	 */
	String unfinished();

	/**
	 * Return what enqueues without working, as another node would.
	 */
	Client client(DataSource dataSource);

	/**
	 * Begin to work.
	 */
	Worker work(DataSource dataSource, IntConsumer body);

}
