package dev.jobs.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A pause that others can cut short. A wake-up that comes while nobody waits is kept for
 * the next pause, so none is lost between looking for work and going to sleep. One thread
 * waits; any number may wake it.
 */
public final class Pulse {

	private final AtomicBoolean awake = new AtomicBoolean();

	private volatile @Nullable Thread waiting;

	/**
	 * Wait until somebody wakes this pulse or the time is over, or the thread is
	 * interrupted.
	 * @param nanos the longest time to wait, in nanoseconds
	 */
	public void await(long nanos) {
		if (nanos <= 0 || this.awake.getAndSet(false)) {
			return;
		}
		long end = System.nanoTime() + nanos;
		this.waiting = Thread.currentThread();
		try {
			long left = nanos;
			while (!this.awake.get() && left > 0 && !Thread.currentThread().isInterrupted()) {
				LockSupport.parkNanos(this, left);
				left = end - System.nanoTime();
			}
		}
		finally {
			this.waiting = null;
			this.awake.set(false);
		}
	}

	/**
	 * End the pause, or the next one if nobody waits.
	 */
	public void wake() {
		if (!this.awake.get() && !this.awake.getAndSet(true)) {
			LockSupport.unpark(this.waiting);
		}
	}

}
