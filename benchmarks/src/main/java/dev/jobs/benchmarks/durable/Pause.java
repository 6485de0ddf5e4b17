package dev.jobs.benchmarks.durable;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets time pass.
 */
final class Pause {

	private Pause() {
	}

	static void seconds(int seconds) {
		nanos(TimeUnit.SECONDS.toNanos(seconds));
	}

	static void nanos(long nanos) {
		long end = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
