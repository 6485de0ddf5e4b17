package dev.jobs.lease;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How far the clock of a node is from that of its store, as it was seen once.
 *
 * @param nodeTime the time by the node's clock, halfway between question and answer
 * @param storeTime the time that the store answered
 * @param uncertainty half the time until the answer: the store may have looked at its
 * clock so much sooner or later
 */
public record ClockSkew(Instant nodeTime, Instant storeTime, Duration uncertainty) {

	/** A skew up to this is nothing to speak of. */
	public static final Duration TOLERATED = Duration.ofSeconds(5);

	/**
	 * Look at both clocks.
	 * @param clock the node's
	 * @param storeTime asks the store
	 * @return what was seen
	 */
	public static ClockSkew measure(Clock clock, Supplier<Instant> storeTime) {
		Instant asked = clock.instant();
		Instant answer = storeTime.get();
		return between(asked, clock.instant(), answer);
	}

	/**
	 * Compare what was seen of both clocks.
	 * @param asked when the store was asked, by the node's clock
	 * @param answered when it had answered, by the node's clock
	 * @param storeTime what it answered
	 * @return the comparison
	 */
	public static ClockSkew between(Instant asked, Instant answered, Instant storeTime) {
		Duration half = Duration.between(asked, answered).dividedBy(2);
		return new ClockSkew(asked.plus(half), storeTime, half.abs());
	}

	/**
	 * Return how far the node's clock is ahead.
	 * @return the time, negative if it is behind
	 */
	public Duration ahead() {
		return Duration.between(this.storeTime, this.nodeTime);
	}

	/**
	 * Return whether the clocks are further apart than some time, for certain: a slow
	 * answer is no skew.
	 * @param limit the time
	 * @return whether they are
	 */
	public boolean isBeyond(Duration limit) {
		return ahead().abs().minus(this.uncertainty).compareTo(limit) > 0;
	}

	@Override
	public String toString() {
		return "The clock of this node is %d ms %s that of the store (node %s, store %s)".formatted(
				ahead().abs().toMillis(), ahead().isNegative() ? "behind" : "ahead of", this.nodeTime, this.storeTime);
	}

}
