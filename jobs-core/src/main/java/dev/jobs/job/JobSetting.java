package dev.jobs.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * What can be set about a job, by its annotation, in code, or under
 * {@code jobs.definitions.<id>}.
 */
enum JobSetting {

	FIXED_RATE("fixedRate"), FIXED_DELAY("fixedDelay"), CRON("cron"), HOURLY_AT("hourlyAt"), DAILY_AT("dailyAt"),
	WEEKLY_AT("weeklyAt"), MONTHLY_AT("monthlyAt"), INITIAL_DELAY("initialDelay"), ZONE("zone"), MISFIRE("misfire"),
	MISFIRE_LIMIT("misfireLimit"), QUEUE("queue"), PRIORITY("priority"), CONCURRENCY("concurrency"), TIMEOUT("timeout"),
	DEADLINE("deadline"), COMPLETION("completion"), MAX_ATTEMPTS("maxAttempts"), MAX_RETRIES("maxRetries"),
	BACKOFF_STRATEGY("backoff.strategy"), BACKOFF_DELAY("backoff.delay"), BACKOFF_DELAYS("backoff.delays"),
	BACKOFF_MULTIPLIER("backoff.multiplier"), BACKOFF_MAX_DELAY("backoff.maxDelay"), BACKOFF_JITTER("backoff.jitter");

	/** The settings of which a job has at most one. */
	static final Set<JobSetting> SCHEDULES = EnumSet.range(FIXED_RATE, MONTHLY_AT);

	/** The schedules that are an interval. */
	static final Set<JobSetting> INTERVALS = EnumSet.of(FIXED_RATE, FIXED_DELAY);

	/** The settings of the waits between attempts. */
	static final Set<JobSetting> BACKOFF = EnumSet.range(BACKOFF_STRATEGY, BACKOFF_JITTER);

	private final String text;

	JobSetting(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
