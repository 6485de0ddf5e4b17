package dev.jobs.store;

import java.time.Duration;

/**
 * How long finished runs are kept.
 *
 * @param succeeded the age up to which succeeded and cancelled runs are kept
 * @param failed the age up to which failed runs are kept
 * @param perJob the most finished runs kept of one job
 */
public record Retention(Duration succeeded, Duration failed, int perJob) {

	/**
	 * Create a rule.
	 */
	public Retention {
		if (succeeded.isNegative() || failed.isNegative() || perJob < 1) {
			throw new IllegalArgumentException(
					"Retention must keep runs for 0 or longer (succeeded %s, failed %s) and at least 1 per job (%d)"
						.formatted(succeeded, failed, perJob));
		}
	}

	/**
	 * Return the defaults: succeeded runs for a day, failed ones for 30, and 10,000 of
	 * each job.
	 * @return the rule
	 */
	public static Retention standard() {
		return new Retention(Duration.ofDays(1), Duration.ofDays(30), 10_000);
	}

}
