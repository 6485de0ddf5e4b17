package dev.jobs.job;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The waits between the tries of a run. What is not set keeps the default of the job's
 * kind: from 10 s on, three times as long each time, at most 4 h, spread by 20 %.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RetryBackoff {

	/**
	 * Return how the wait grows.
	 * @return {@code exponential}, {@code quadratic}, {@code fixed} or {@code list}
	 */
	String strategy() default "";

	/**
	 * Return the first wait.
	 * @return a duration
	 */
	String delay() default "";

	/**
	 * Return all waits one by one; the last repeats.
	 * @return durations
	 */
	String[] delays() default {};

	/**
	 * Return the factor from one exponential wait to the next.
	 * @return at least {@code 1}; {@code 0} for the default
	 */
	double multiplier() default 0;

	/**
	 * Return the longest wait.
	 * @return a duration
	 */
	String maxDelay() default "";

	/**
	 * Return how waits are spread.
	 * @return {@code none}, {@code full}, a percentage such as {@code 20%}, or a duration
	 * of which up to all is added
	 */
	String jitter() default "";

}
