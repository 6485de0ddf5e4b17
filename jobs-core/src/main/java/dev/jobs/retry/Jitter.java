package dev.jobs.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.jobs.retry.InvalidRetryPolicyException.Problems;

/**
 * Spreads delays, so that runs which failed together do not come back together. All kinds
 * are immutable and draw only from the given source of randomness.
 */
public sealed interface Jitter {

	/**
	 * Return a jitter that changes nothing.
	 * @return no jitter
	 */
	static Jitter none() {
		return new None();
	}

	/**
	 * Return a jitter that draws evenly from zero to the delay, both included.
	 * @return full jitter
	 */
	static Jitter full() {
		return new Full();
	}

	/**
	 * Return a jitter that makes a delay longer or shorter by up to a share of it.
	 * @param ratio the share, from {@code 0} to {@code 1}; {@code 0.2} means ±20 %
	 * @return proportional jitter
	 * @throws InvalidRetryPolicyException if the ratio is out of range
	 */
	static Jitter proportional(double ratio) {
		return new Proportional(ratio);
	}

	/**
	 * Return a jitter that makes a delay longer by less than the given bound.
	 * @param bound the bound, itself never reached; zero means no jitter
	 * @return additive jitter
	 * @throws InvalidRetryPolicyException if the bound is negative or longer than
	 * {@link Backoff#MAX_DELAY}
	 */
	static Jitter additive(Duration bound) {
		return new Additive(bound);
	}

	/**
	 * Apply this jitter to a delay.
	 * @param delay the delay, neither negative nor longer than {@link Backoff#MAX_DELAY}
	 * @param random where randomness comes from
	 * @return the changed delay, never negative
	 */
	Duration apply(Duration delay, RandomGenerator random);

	/**
	 * Changes nothing.
	 */
	record None() implements Jitter {

		@Override
		public Duration apply(Duration delay, RandomGenerator random) {
			return delay;
		}

	}

	/**
	 * Draws from zero to the delay.
	 */
	record Full() implements Jitter {

		@Override
		public Duration apply(Duration delay, RandomGenerator random) {
			return Duration.ofNanos(random.nextLong(delay.toNanos() + 1));
		}

	}

	/**
	 * Draws from a range around the delay.
	 *
	 * @param ratio largest change as a share of the delay, from {@code 0} to {@code 1}
	 */
	record Proportional(double ratio) implements Jitter {

		public Proportional {
			new Problems().require(ratio >= 0 && ratio <= 1, "jitter ratio", ratio, "must be between 0 and 1")
				.throwIfAny();
		}

		@Override
		public Duration apply(Duration delay, RandomGenerator random) {
			double change = this.ratio * (2 * random.nextDouble() - 1);
			return delay.plusNanos((long) (delay.toNanos() * change));
		}

	}

	/**
	 * Draws what is added to the delay.
	 *
	 * @param bound first addition that is never drawn
	 */
	record Additive(Duration bound) implements Jitter {

		public Additive {
			new Problems().require(Backoff.isDelay(bound), "jitter bound", bound, Backoff.DELAY_RULE).throwIfAny();
		}

		@Override
		public Duration apply(Duration delay, RandomGenerator random) {
			return this.bound.isZero() ? delay : delay.plusNanos(random.nextLong(this.bound.toNanos()));
		}

	}

}
