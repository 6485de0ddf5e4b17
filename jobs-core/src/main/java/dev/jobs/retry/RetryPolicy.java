package dev.jobs.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.jobs.retry.InvalidRetryPolicyException.Problems;
import dev.jobs.retry.RetryDecision.GiveUp;
import dev.jobs.retry.RetryDecision.Reason;
import dev.jobs.retry.RetryDecision.Retry;

/**
 * What happens after a failed attempt: whether there is another one, and when. A policy
 * is a pure function of the attempt and its error; it waits for nothing and holds no
 * state, so one policy serves any number of runs and threads.
 *
 * @param maxAttempts total number of tries, the first one included, from {@code 1} (no
 * retry) to {@value #LARGEST_MAX_ATTEMPTS}
 * @param backoff how long to wait between attempts
 * @param classifier which errors are retried
 */
public record RetryPolicy(int maxAttempts, Backoff backoff, ErrorClassifier classifier) {

	/**
	 * The largest number of attempts a policy may allow.
	 */
	public static final int LARGEST_MAX_ATTEMPTS = 1000;

	/**
	 * The longest delay of a {@link RetryAfterJobException} that is honoured; a longer
	 * one is cut to it, so that a remote host cannot park a run for ever.
	 */
	public static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

	public RetryPolicy {
		requireMaxAttempts(new Problems(), maxAttempts).throwIfAny();
	}

	/**
	 * Return the policy of a job that is not retried.
	 * @return a policy of one attempt
	 */
	public static RetryPolicy none() {
		return new RetryPolicy(1, Backoff.fixed(Duration.ZERO), ErrorClassifier.retryAll());
	}

	/**
	 * Return the default policy of on-demand jobs: ten attempts over about half a day,
	 * exponential from 10 seconds, times 3, cap 4 hours, ±20 %.
	 * @return the policy
	 */
	public static RetryPolicy onDemandDefault() {
		Backoff backoff = Backoff.exponential(Duration.ofSeconds(10), 3, Duration.ofHours(4));
		return new RetryPolicy(10, backoff.withJitter(Jitter.proportional(0.2)), ErrorClassifier.retryAll());
	}

	/**
	 * Return the default policy of HTTP jobs: six attempts, exponential from 500
	 * milliseconds, times 2, cap 1 minute, plus up to one second.
	 * @return the policy
	 */
	public static RetryPolicy httpDefault() {
		Backoff backoff = Backoff.exponential(Duration.ofMillis(500), 2, Duration.ofMinutes(1));
		return new RetryPolicy(6, backoff.withJitter(Jitter.additive(Duration.ofSeconds(1))),
				ErrorClassifier.retryAll());
	}

	/**
	 * Settle the two ways to say how often a run is tried.
	 * @param maxAttempts total number of tries, {@code null} if not set
	 * @param maxRetries tries after the first one, {@code null} if not set
	 * @param defaultValue total number of tries if neither is set
	 * @return the total number of tries
	 * @throws InvalidRetryPolicyException if a value is out of range, or if both are set
	 * and do not mean the same
	 */
	public static int maxAttempts(@Nullable Integer maxAttempts, @Nullable Integer maxRetries, int defaultValue) {
		Problems problems = new Problems();
		if (maxAttempts != null) {
			requireMaxAttempts(problems, maxAttempts);
		}
		if (maxRetries != null) {
			requireMaxRetries(problems, maxRetries, maxAttempts);
		}
		problems.throwIfAny();
		if (maxAttempts != null) {
			return maxAttempts;
		}
		return (maxRetries != null) ? maxRetries + 1 : defaultValue;
	}

	private static Problems requireMaxAttempts(Problems problems, int maxAttempts) {
		return problems.require(maxAttempts >= 1 && maxAttempts <= LARGEST_MAX_ATTEMPTS, "maxAttempts", maxAttempts,
				"must be between 1 and " + LARGEST_MAX_ATTEMPTS);
	}

	private static void requireMaxRetries(Problems problems, int maxRetries, @Nullable Integer maxAttempts) {
		boolean valid = maxRetries >= 0 && maxRetries < LARGEST_MAX_ATTEMPTS;
		problems.require(valid, "maxRetries", maxRetries, "must be between 0 and " + (LARGEST_MAX_ATTEMPTS - 1));
		if (valid && maxAttempts != null) {
			problems.require(maxAttempts == maxRetries + 1, "maxRetries", maxRetries,
					"contradicts maxAttempts (%d), which counts the first attempt as well; set only one of them"
						.formatted(maxAttempts));
		}
	}

	/**
	 * Decide what follows a failed attempt.
	 * @param attempt the attempt that failed, counted from {@code 1}
	 * @param error what it ended with
	 * @param random where jitter takes its randomness from
	 * @return whether and when to try again
	 */
	public RetryDecision decide(int attempt, Throwable error, RandomGenerator random) {
		if (attempt < 1) {
			throw new IllegalArgumentException("attempt (%d) must be at least 1".formatted(attempt));
		}
		if (!this.classifier.isRetryable(error)) {
			return new GiveUp(Reason.PERMANENT);
		}
		if (attempt >= this.maxAttempts) {
			return new GiveUp(Reason.EXHAUSTED);
		}
		Optional<Duration> requested = this.classifier.retryAfter(error).map(RetryPolicy::atMostMaxRetryAfter);
		return new Retry(requested.orElseGet(() -> this.backoff.delay(attempt, random)));
	}

	private static Duration atMostMaxRetryAfter(Duration delay) {
		return (delay.compareTo(MAX_RETRY_AFTER) > 0) ? MAX_RETRY_AFTER : delay;
	}

	/**
	 * Sum up the delays between all attempts, before jitter. A deadline shorter than this
	 * strikes before the last attempt.
	 * @return the time a run waits if each of its attempts fails
	 */
	public Duration totalDelay() {
		return IntStream.range(1, this.maxAttempts)
			.mapToObj(this.backoff::delayBeforeJitter)
			.reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return a copy with another number of attempts.
	 * @param maxAttempts total number of tries, the first one included
	 * @return the copy
	 */
	public RetryPolicy withMaxAttempts(int maxAttempts) {
		return new RetryPolicy(maxAttempts, this.backoff, this.classifier);
	}

	/**
	 * Return a copy with another backoff.
	 * @param backoff how long to wait between attempts
	 * @return the copy
	 */
	public RetryPolicy withBackoff(Backoff backoff) {
		return new RetryPolicy(this.maxAttempts, backoff, this.classifier);
	}

	/**
	 * Return a copy with another classifier.
	 * @param classifier which errors are retried
	 * @return the copy
	 */
	public RetryPolicy withClassifier(ErrorClassifier classifier) {
		return new RetryPolicy(this.maxAttempts, this.backoff, classifier);
	}

}
