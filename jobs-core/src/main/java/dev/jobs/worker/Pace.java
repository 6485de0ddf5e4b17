package dev.jobs.worker;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many runs a queue ends in a second in which it has something to do. Pauses do not
 * count: a burst after one is worked off as fast as the burst before it.
 */
final class Pace {

	private static final long INTERVAL_NANOS = 5_000_000;

	// Runs that do next to nothing are far apart as long as few are claimed at once.
	private static final long FIRST_INTERVAL_NANOS = 100_000;

	private final BooleanSupplier working;

	private final LongSupplier nanoTime;

	private final LongAdder ended = new LongAdder();

	private boolean busy;

	private long busySince;

	private long busyNanos;

	private long measuredNanos;

	private long measuredEnds;

	private double perSecond;

	/**
	 * Create a measure.
	 * @param working tells whether there is something to do
	 * @param nanoTime the time that has passed
	 */
	Pace(BooleanSupplier working, LongSupplier nanoTime) {
		this.working = working;
		this.nanoTime = nanoTime;
	}

	void ended() {
		this.ended.increment();
	}

	/**
	 * Note that there may be something to do, or nothing any more.
	 */
	synchronized void changed() {
		changed(this.nanoTime.getAsLong());
	}

	// Whoever comes second sees what the first has done, so the order does not matter.
	private void changed(long now) {
		boolean working = this.working.getAsBoolean();
		if (working && !this.busy) {
			this.busySince = now;
		}
		else if (!working && this.busy) {
			this.busyNanos += now - this.busySince;
		}
		this.busy = working;
	}

	/**
	 * Return how many runs are ended in a second. What was measured before counts the
	 * less the longer ago it was.
	 */
	synchronized double perSecond() {
		long now = this.nanoTime.getAsLong();
		changed(now);
		long busy = this.busyNanos + (this.busy ? now - this.busySince : 0);
		long elapsed = busy - this.measuredNanos;
		long interval = (this.perSecond > 0) ? INTERVAL_NANOS : FIRST_INTERVAL_NANOS;
		if (elapsed >= interval) {
			long ends = this.ended.sum();
			double weight = (double) elapsed / (elapsed + interval);
			this.perSecond += weight * ((ends - this.measuredEnds) * 1e9 / elapsed - this.perSecond);
			this.measuredNanos = busy;
			this.measuredEnds = ends;
		}
		return this.perSecond;
	}

}
