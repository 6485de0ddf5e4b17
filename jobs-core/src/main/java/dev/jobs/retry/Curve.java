package dev.jobs.retry;

import java.time.Duration;
import java.util.List;

/**
 * How delays grow with failed attempts, before cap and jitter.
 */
sealed interface Curve {

	/**
	 * Return the delay after so many failed attempts, {@link Long#MAX_VALUE} if it is too
	 * long to be told.
	 * @param failedAttempts failed attempts, at least {@code 1}
	 * @return the delay in nanoseconds
	 */
	long nanos(int failedAttempts);

	record Exponential(Duration initial, double multiplier) implements Curve {

		@Override
		public long nanos(int failedAttempts) {
			// The cast of a double stops at Long.MAX_VALUE, also for infinity.
			return (long) (this.initial.toNanos() * Math.pow(this.multiplier, failedAttempts - 1));
		}

	}

	record Quadratic(Duration unit) implements Curve {

		@Override
		public long nanos(int failedAttempts) {
			return (long) ((double) failedAttempts * failedAttempts * this.unit.toNanos());
		}

	}

	record Fixed(Duration delay) implements Curve {

		@Override
		public long nanos(int failedAttempts) {
			return this.delay.toNanos();
		}

	}

	record Listed(List<Duration> delays) implements Curve {

		public Listed {
			delays = List.copyOf(delays);
		}

		@Override
		public long nanos(int failedAttempts) {
			return this.delays.get(Math.min(failedAttempts, this.delays.size()) - 1).toNanos();
		}

	}

}
