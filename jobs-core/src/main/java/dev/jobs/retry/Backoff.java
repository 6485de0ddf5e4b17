package dev.jobs.retry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.jobs.retry.InvalidRetryPolicyException.Problems;

/**
 * How long to wait after a failed attempt. A delay is computed from the number of failed
 * attempts, cut at the cap, then spread by the {@link Jitter}. The jitter comes last, so
 * that runs which have reached the cap do not all come back at the same moment; it may
 * therefore go over the cap. No delay is ever negative or longer than {@link #MAX_DELAY}.
 *
 * <p>
 * Immutable. Two backoffs are equal if they give the same delays from the same settings.
 */
public final class Backoff {

	/**
	 * The longest delay and the longest cap there is.
	 */
	public static final Duration MAX_DELAY = Duration.ofDays(365);

	static final String DELAY_RULE = "must not be negative or longer than 365 days";

	private static final String POSITIVE_DELAY_RULE = "must be positive and not longer than 365 days";

	private final Curve curve;

	private final Duration cap;

	private final Jitter jitter;

	private Backoff(Curve curve, Duration cap, Jitter jitter) {
		this.curve = curve;
		this.cap = cap;
		this.jitter = jitter;
	}

	/**
	 * Return a backoff whose delay is multiplied after each failed attempt.
	 * @param initial the delay after the first failed attempt, positive
	 * @param multiplier the factor from one delay to the next, at least {@code 1}
	 * @param cap the longest delay before jitter, not shorter than {@code initial}
	 * @return an exponential backoff without jitter
	 * @throws InvalidRetryPolicyException if a value is out of range
	 */
	public static Backoff exponential(Duration initial, double multiplier, Duration cap) {
		boolean finite = multiplier >= 1 && Double.isFinite(multiplier);
		new Problems().require(isPositiveDelay(initial), "initial", initial, POSITIVE_DELAY_RULE)
			.require(finite, "multiplier", multiplier, "must be a finite number of at least 1")
			.throwIfAny();
		return capped(new Curve.Exponential(initial, multiplier), cap);
	}

	/**
	 * Return a backoff whose delay is the square of the failed attempts, times a unit: 1,
	 * 4, 9, 16 units and so on.
	 * @param unit the delay after the first failed attempt, positive
	 * @param cap the longest delay before jitter, not shorter than {@code unit}
	 * @return a quadratic backoff without jitter
	 * @throws InvalidRetryPolicyException if a value is out of range
	 */
	public static Backoff quadratic(Duration unit, Duration cap) {
		new Problems().require(isPositiveDelay(unit), "unit", unit, POSITIVE_DELAY_RULE).throwIfAny();
		return capped(new Curve.Quadratic(unit), cap);
	}

	/**
	 * Return a backoff that waits equally long after each failed attempt.
	 * @param delay the delay; zero retries at once
	 * @return a fixed backoff without jitter
	 * @throws InvalidRetryPolicyException if the delay is out of range
	 */
	public static Backoff fixed(Duration delay) {
		new Problems().require(isDelay(delay), "delay", delay, DELAY_RULE).throwIfAny();
		return capped(new Curve.Fixed(delay), MAX_DELAY);
	}

	/**
	 * Return a backoff that takes its delays from a list and repeats the last one once
	 * the list is used up.
	 * @param delays the delays in order, at least one
	 * @return a backoff without jitter
	 * @throws InvalidRetryPolicyException if the list is empty or a delay is out of range
	 */
	public static Backoff delays(List<Duration> delays) {
		Problems problems = new Problems().require(!delays.isEmpty(), "delays", delays, "must not be empty");
		for (int i = 0; i < delays.size(); i++) {
			problems.require(isDelay(delays.get(i)), "delays[%d]".formatted(i), delays.get(i), DELAY_RULE);
		}
		problems.throwIfAny();
		return capped(new Curve.Listed(delays), MAX_DELAY);
	}

	private static Backoff capped(Curve curve, Duration cap) {
		return new Backoff(curve, MAX_DELAY, Jitter.none()).withCap(cap);
	}

	/**
	 * Return a copy with another cap.
	 * @param cap the longest delay before jitter, not shorter than the first delay
	 * @return the copy
	 * @throws InvalidRetryPolicyException if the cap is out of range
	 */
	public Backoff withCap(Duration cap) {
		Duration first = Duration.ofNanos(this.curve.nanos(1));
		new Problems().require(isDelay(cap), "cap", cap, DELAY_RULE)
			.require(cap.isNegative() || cap.compareTo(first) >= 0, "cap", cap,
					"must not be shorter than the first delay (%s)".formatted(Problems.shown(first)))
			.throwIfAny();
		return new Backoff(this.curve, cap, this.jitter);
	}

	/**
	 * Return a copy with another jitter.
	 * @param jitter what spreads the delays
	 * @return the copy
	 */
	public Backoff withJitter(Jitter jitter) {
		return new Backoff(this.curve, this.cap, jitter);
	}

	/**
	 * Compute how long to wait before the next attempt.
	 * @param failedAttempts attempts that have failed so far; after none there is nothing
	 * to wait for
	 * @param random where jitter takes its randomness from
	 * @return the delay, from zero to {@link #MAX_DELAY}
	 */
	public Duration delay(int failedAttempts, RandomGenerator random) {
		Duration delay = this.jitter.apply(delayBeforeJitter(failedAttempts), random);
		return (delay.compareTo(MAX_DELAY) > 0) ? MAX_DELAY : delay;
	}

	Duration delayBeforeJitter(int failedAttempts) {
		if (failedAttempts < 0) {
			throw new IllegalArgumentException("failedAttempts (%d) must not be negative".formatted(failedAttempts));
		}
		if (failedAttempts == 0) {
			return Duration.ZERO;
		}
		return Duration.ofNanos(Math.min(this.curve.nanos(failedAttempts), this.cap.toNanos()));
	}

	static boolean isDelay(Duration delay) {
		return !delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0;
	}

	private static boolean isPositiveDelay(Duration delay) {
		return isDelay(delay) && !delay.isZero();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Backoff backoff && this.curve.equals(backoff.curve) && this.cap.equals(backoff.cap)
				&& this.jitter.equals(backoff.jitter);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.curve, this.cap, this.jitter);
	}

	@Override
	public String toString() {
		return "%s, cap %s, %s".formatted(this.curve, this.cap, this.jitter);
	}

}
