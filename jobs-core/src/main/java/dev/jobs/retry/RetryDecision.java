package dev.jobs.retry;

import java.time.Duration;

/**
 * What follows a failed attempt.
 */
public sealed interface RetryDecision {

	/**
	 * Try again after a delay.
	 *
	 * @param delay how long to wait, never negative
	 */
	record Retry(Duration delay) implements RetryDecision {
	}

	/**
	 * Do not try again.
	 *
	 * @param reason why not
	 */
	record GiveUp(Reason reason) implements RetryDecision {
	}

	/**
	 * Why a run is not tried again.
	 */
	enum Reason {

		/** All attempts are used up. */
		EXHAUSTED,

		/** The error is one that another attempt cannot cure. */
		PERMANENT

	}

}
