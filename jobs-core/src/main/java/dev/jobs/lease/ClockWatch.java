package dev.jobs.lease;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the clock of a node with that of its store, and says so once when they part.
 * Nothing is decided by it. One thread tells it of the clocks; any may ask.
 */
public final class ClockWatch {

	private static final Logger logger = LoggerFactory.getLogger(ClockWatch.class);

	private static final Duration PRECISE = Duration.ofSeconds(1);

	private final Clock clock;

	private volatile @Nullable ClockSkew latest;

	private Duration told = Duration.ZERO;

	/**
	 * Create a watch.
	 * @param clock the node's
	 */
	public ClockWatch(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Return the time by the node's clock.
	 */
	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Take note of what the store has answered just now.
	 * @param asked when it was asked, by the node's clock
	 * @param storeTime what it answered
	 */
	void compare(Instant asked, Instant storeTime) {
		ClockSkew skew = ClockSkew.between(asked, now(), storeTime);
		if (this.latest == null || skew.uncertainty().compareTo(PRECISE) <= 0) {
			this.latest = skew;
			tell(skew);
		}
	}

	// A skew near the limit is not told of again and again.
	private void tell(ClockSkew skew) {
		boolean far = skew.isBeyond(ClockSkew.TOLERATED);
		boolean near = skew.ahead().abs().compareTo(ClockSkew.TOLERATED.dividedBy(2)) < 0;
		if (far && skew.ahead().minus(this.told).abs().compareTo(ClockSkew.TOLERATED) > 0) {
			logger.warn("{}. Runs are due by the store's, but log lines and times that the application computes are "
					+ "not; synchronise the clocks of the hosts", skew);
			this.told = skew.ahead();
		}
		else if (near && !this.told.isZero()) {
			logger.info("The clock of this node agrees with that of the store again");
			this.told = Duration.ZERO;
		}
	}

	/**
	 * Return what was seen last.
	 * @return the skew, {@code null} if the store has not answered yet
	 */
	public @Nullable ClockSkew latest() {
		return this.latest;
	}

}
