package dev.jobs.benchmarks.durable;

import java.util.function.IntConsumer;

import javax.sql.DataSource;

/**
 * A job system that has cron schedules.
 */
interface Recurring extends Contestant {

	/** The time between two runs of a schedule. */
	int PERIOD_SECONDS = 30;

	/**
	 * Begin to run so many schedules, each twice a minute, spread over the seconds.
	 */
	Worker recur(DataSource dataSource, int schedules, IntConsumer body);

	/**
	 * Return the seconds of a minute at which a schedule is due, as a field of a cron
	 * expression.
	 */
	static String seconds(int number) {
		int second = number % PERIOD_SECONDS;
		return second + "," + (second + PERIOD_SECONDS);
	}

}
