package dev.jobs.job;

/**
 * How the wait before the next attempt grows.
 */
public enum BackoffStrategy {

	/** Delay times multiplier to the power of the failed attempts. */
	EXPONENTIAL,

	/** Delay times the square of the failed attempts. */
	QUADRATIC,

	/** The same delay each time. */
	FIXED,

	/** A list of delays, the last of which repeats. */
	LIST

}
