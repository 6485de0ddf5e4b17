package dev.jobs.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Runs a bean method by itself. The method takes nothing or a {@link JobContext}. Exactly
 * one schedule is given. All texts may hold {@code ${placeholders}}; durations are
 * written {@code 30s} or {@code PT30S}; {@code "-"} as schedule disables it, and the job
 * can then still be triggered by hand.
 *
 * <p>
 * A run that comes due while the previous one is unfinished, its retries included, is
 * skipped, in the whole cluster, unless {@link #concurrency()} allows more.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ScheduledJobs.class)
public @interface ScheduledJob {

	/**
	 * Return the job's id, a stable logical name.
	 * @return the same as {@link #value()}
	 */
	@AliasFor("value")
	String id() default "";

	/**
	 * Return the job's id.
	 * @return the same as {@link #id()}
	 */
	@AliasFor("id")
	String value() default "";

	/**
	 * Return the time from one start to the next. The grid is kept over restarts.
	 * @return a duration
	 */
	String fixedRate() default "";

	/**
	 * Return the time from the end of a run, its retries included, to the next start.
	 * @return a duration
	 */
	String fixedDelay() default "";

	/**
	 * Return a cron expression.
	 * @return six fields beginning with seconds, or five, or a macro such as
	 * {@code @daily}
	 */
	String cron() default "";

	/**
	 * Return the minute of each hour.
	 * @return the minute, such as {@code :15}
	 */
	String hourlyAt() default "";

	/**
	 * Return the time of each day.
	 * @return the time, such as {@code 03:00}
	 */
	String dailyAt() default "";

	/**
	 * Return the weekday and time of each week.
	 * @return day and time, such as {@code MON 06:15}
	 */
	String weeklyAt() default "";

	/**
	 * Return the day and time of each month; months without the day are left out.
	 * @return day and time, such as {@code 1 06:15}
	 */
	String monthlyAt() default "";

	/**
	 * Return when an interval schedule first fires, counted from the moment it becomes
	 * known.
	 * @return a duration; one interval by default
	 */
	String initialDelay() default "";

	/**
	 * Return the zone of times of day.
	 * @return a region id such as {@code Europe/Rome}, {@code -} for the host's zone; by
	 * default {@code jobs.time-zone}
	 */
	String zone() default "";

	/**
	 * Return what becomes of fire times that passed while the application was down.
	 * @return {@code SKIP}, {@code ONCE} or {@code ALL}; by default {@code ONCE}
	 */
	String misfire() default "";

	/**
	 * Return how old a missed fire time may be to be caught up.
	 * @return a duration
	 */
	String misfireLimit() default "";

	/**
	 * Return the queue in which due runs wait.
	 * @return the name, by default {@code default}
	 */
	String queue() default "";

	/**
	 * Return the priority; the higher runs first.
	 * @return from -100 to 100
	 */
	int priority() default 0;

	/**
	 * Return how many runs may be unfinished at once in the cluster.
	 * @return at least {@code 1}
	 */
	int concurrency() default 1;

	/**
	 * Return the total number of tries.
	 * @return {@code 1} for no retry; {@code 0} for the default, which is no retry
	 */
	int maxAttempts() default 0;

	/**
	 * Return the number of tries after the first, an alias of {@link #maxAttempts()} less
	 * one.
	 * @return the retries; {@code -1} for the default
	 */
	int maxRetries() default -1;

	/**
	 * Return the waits between tries.
	 * @return the backoff
	 */
	RetryBackoff backoff() default @RetryBackoff;

	/**
	 * Return the only errors to retry, compared along the cause chain.
	 * @return error types, all by default
	 */
	Class<? extends Throwable>[] retryOn() default {};

	/**
	 * Return errors that are not retried, compared along the cause chain.
	 * @return error types
	 */
	Class<? extends Throwable>[] noRetryOn() default {};

	/**
	 * Return how long one attempt may take before it is cancelled and counts as failed.
	 * @return a duration, unlimited by default
	 */
	String timeout() default "";

	/**
	 * Return how long a run may take from its due time over all its attempts.
	 * @return a duration, unlimited by default
	 */
	String deadline() default "";

	/**
	 * Return when the outcomes of attempts are written to a store outside this process.
	 * @return together with others by default
	 */
	Completion completion() default Completion.COALESCED;

	/**
	 * Return ids under which the job was known before.
	 * @return old ids
	 */
	String[] aliases() default {};

}
