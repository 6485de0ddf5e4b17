package dev.jobs.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.recurring.Ticker;
import dev.jobs.worker.Pulse;

/**
 * Calls a {@link Ticker} when its next schedule is due, and at least once in each poll
 * interval, from a thread of its own that never runs user code.
 */
final class TickerLoop {

	private static final Logger logger = LoggerFactory.getLogger(TickerLoop.class);

	// What comes due shortly after a tick is fired together, a little late: waking a
	// thread costs more than firing a schedule.
	private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final Ticker ticker;

	private final Duration pollInterval;

	private final Pulse pulse = new Pulse();

	private final Thread thread;

	private volatile boolean stopped;

	private int failures;

	/**
	 * Create a loop. Nothing is called before {@link #start()}.
	 * @param ticker what to call
	 * @param pollInterval the longest time between two calls
	 */
	TickerLoop(Ticker ticker, Duration pollInterval) {
		this.ticker = ticker;
		this.pollInterval = pollInterval;
		this.thread = new Thread(this::loop, "jobs-ticker");
		this.thread.setDaemon(true);
	}

	/**
	 * Begin, if there is a schedule at all.
	 */
	void start() {
		if (!this.ticker.isEmpty()) {
			this.thread.start();
		}
	}

	/**
	 * Look again, because a schedule may have changed.
	 */
	void wake() {
		this.pulse.wake();
	}

	private void loop() {
		long poll = this.pollInterval.toNanos();
		boolean due = true;
		while (!this.stopped) {
			long next = Math.max(tickSafely(due), GATHERING_NANOS);
			due = next <= poll;
			this.pulse.await(Math.min(next, poll));
		}
	}

	// One bad schedule, or a store that is away, must not end the others.
	private long tickSafely(boolean due) {
		try {
			Duration next = due ? this.ticker.tick() : look();
			this.failures = 0;
			return nanos(next);
		}
		catch (RuntimeException | Error ex) {
			this.failures++;
			if (this.failures == 1) {
				logger.warn("Could not fire schedules; trying again", ex);
			}
			return Long.MAX_VALUE;
		}
	}

	// Where nothing is expected, one question is enough.
	private @Nullable Duration look() {
		Duration next = this.ticker.untilNext();
		return (next != null && next.isZero()) ? this.ticker.tick() : next;
	}

	private static long nanos(@Nullable Duration next) {
		return (next == null || next.getSeconds() > 3600) ? Long.MAX_VALUE : next.toNanos();
	}

	/**
	 * Begin no further call. One that goes on is not interrupted.
	 */
	void stop() {
		this.stopped = true;
		this.pulse.wake();
	}

	/**
	 * Wait for the call that goes on.
	 * @param timeout the longest time to wait
	 * @return whether it has ended
	 */
	boolean awaitEnd(Duration timeout) {
		try {
			this.thread.join(Math.max(1, timeout.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !this.thread.isAlive();
	}

}
