package dev.jobs.job;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import dev.jobs.retry.RetryPolicy;
import dev.jobs.schedule.MisfireRule;

/**
 * What holds for a job that does not say otherwise.
 *
 * @param zone the zone of times of day
 * @param scheduledRetry the retry policy of jobs with a schedule
 * @param onDemandRetry the retry policy of jobs that are enqueued
 * @param misfire what becomes of missed fire times
 * @param timeout how long one attempt may take, {@code null} for no limit
 */
public record JobDefaults(ZoneId zone, RetryPolicy scheduledRetry, RetryPolicy onDemandRetry, MisfireRule misfire,
		@Nullable Duration timeout) {

	/**
	 * Return the defaults of the library: UTC, one attempt for scheduled jobs, ten over
	 * about half a day for the others, the same waits for both, one catch-up run, no
	 * time-out.
	 * @return the defaults
	 */
	public static JobDefaults standard() {
		return new JobDefaults(ZoneOffset.UTC, RetryPolicy.onDemandDefault().withMaxAttempts(1),
				RetryPolicy.onDemandDefault(), MisfireRule.defaults(), null);
	}

}
