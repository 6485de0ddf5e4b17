package dev.jobs.retry;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.jobs.retry.InvalidRetryPolicyException.Problems;

/**
 * Thrown by a handler to say when the next attempt makes sense, such as after a rate
 * limit that names its end. The delay replaces the one of the {@link Backoff}, without
 * jitter, and is honoured up to {@link RetryPolicy#MAX_RETRY_AFTER}. The attempt counts
 * like any other failed one.
 */
public class RetryAfterJobException extends RuntimeException {

	private final Duration delay;

	/**
	 * Create an exception without a cause.
	 * @param delay how long to wait; a negative one means not at all
	 */
	public RetryAfterJobException(Duration delay) {
		this(delay, "Retry after " + Problems.shown(delay), null);
	}

	/**
	 * Create an exception with a message and a cause.
	 * @param delay how long to wait; a negative one means not at all
	 * @param message why to wait
	 * @param cause what went wrong, {@code null} if nothing else did
	 */
	public RetryAfterJobException(Duration delay, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.delay = delay.isNegative() ? Duration.ZERO : delay;
	}

	/**
	 * Return how long to wait before the next attempt.
	 * @return the delay, never negative
	 */
	public Duration getDelay() {
		return this.delay;
	}

}
