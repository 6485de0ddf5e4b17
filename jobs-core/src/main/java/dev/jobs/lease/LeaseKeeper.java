package dev.jobs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.store.NodeStore;
import dev.jobs.store.NodeStore.HeartbeatReply;
import dev.jobs.store.NodeStore.NodeBeat;

/**
 * Sends the heartbeats of a node from a thread of its own, so that no work can starve
 * them. A node that has not been able to renew its lease for so long that the next beat
 * might come too late gives its runs up by itself; so does one that learns that its runs
 * have been given to others. Elapsed time is measured with the monotonic clock.
 *
 * <p>
 * What may go wrong: a heartbeat never returns, because the store hangs. A second thread,
 * which makes no call that can block, watches for that. It leaves the hanging call alone:
 * an interrupt could cost the store its connection or its file.
 */
public final class LeaseKeeper {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final NodeStore store;

	private final LeaseSettings settings;

	private final Supplier<NodeBeat> beat;

	private final Runnable lost;

	private final Runnable regained;

	private final Consumer<UUID> cancelled;

	private final LongSupplier nanoTime;

	private final ClockWatch clocks;

	private final CountDownLatch stop = new CountDownLatch(1);

	private final Thread thread;

	private final Thread watch;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean leaving;

	private long watchedAt;

	private long renewedAt;

	private boolean fenced;

	private int failures;

	/**
	 * Create a keeper. Nothing is sent before {@link #start()}.
	 * @param store takes the heartbeats
	 * @param settings how often, and how long they hold
	 * @param beat what the node says of itself
	 * @param lost called when the runs of the node can no longer be its own; the node
	 * must then claim none
	 * @param regained called when the node may claim runs again, and when the store is
	 * back after heartbeats have failed, as a reason to look at it at once
	 * @param cancelled called with each run whose body shall end
	 * @param nanoTime the monotonic clock, in nanoseconds
	 * @param clocks is told the store's time with each answer
	 */
	public LeaseKeeper(NodeStore store, LeaseSettings settings, Supplier<NodeBeat> beat, Runnable lost,
			Runnable regained, Consumer<UUID> cancelled, LongSupplier nanoTime, ClockWatch clocks) {
		this.store = store;
		this.settings = settings;
		this.beat = beat;
		this.lost = lost;
		this.regained = regained;
		this.cancelled = cancelled;
		this.nanoTime = nanoTime;
		this.clocks = clocks;
		this.thread = thread(this::keep, "jobs-heartbeat");
		this.watch = thread(this::watchOn, "jobs-lease-watch");
	}

	private static Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.setPriority(Thread.MAX_PRIORITY);
		return thread;
	}

	/**
	 * Make the node known and go on sending heartbeats.
	 */
	public void start() {
		this.renewedAt = this.nanoTime.getAsLong();
		this.watchedAt = this.renewedAt;
		beatOnce();
		this.thread.start();
		this.watch.start();
	}

	private void keep() {
		each(this.settings.heartbeat(), this::beatOnce);
		if (this.leaving) {
			leave();
		}
	}

	private void watchOn() {
		each(this.settings.heartbeat().dividedBy(2), this::watchOnce);
	}

	private void each(Duration interval, Runnable step) {
		try {
			while (!this.stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
				step.run();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Send one heartbeat and act on the answer.
	 */
	void beatOnce() {
		long sent = this.nanoTime.getAsLong();
		try {
			Instant asked = this.clocks.now();
			HeartbeatReply reply = this.store.heartbeat(this.beat.get(), this.settings.lease());
			locked(() -> renewed(reply, sent));
			reply.cancelled().forEach(this.cancelled);
			this.clocks.compare(asked, reply.now());
		}
		catch (RuntimeException | Error ex) {
			locked(() -> failed(ex));
		}
	}

	// Never held during a call to the store, or the watch could not see that one hangs.
	private void locked(Runnable step) {
		this.lock.lock();
		try {
			step.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	// The lease counts from some moment after the beat was sent, so that is the safe one.
	private void renewed(HeartbeatReply reply, long sent) {
		Duration gap = Duration.ofNanos(sent - this.renewedAt);
		if (gap.compareTo(this.settings.lease()) > 0) {
			logger.warn("This node was paused, or could not reach the store, for {} s", gap.toSeconds());
		}
		boolean regained = this.failures > 0 || this.fenced || !reply.alive();
		this.renewedAt = sent;
		this.failures = 0;
		this.fenced = false;
		if (!reply.alive()) {
			logger.warn("The lease of this node ended and its runs were given to others; interrupting them here");
			this.lost.run();
		}
		if (regained) {
			this.regained.run();
		}
	}

	private void failed(Throwable error) {
		this.failures++;
		if (this.failures == 1) {
			logger.warn("Could not renew the lease of this node; trying again", error);
		}
		fenceInTime(this.nanoTime.getAsLong());
	}

	private void fenceInTime(long now) {
		Duration left = this.settings.lease().minusNanos(now - this.renewedAt);
		if (!this.fenced && left.compareTo(this.settings.heartbeat()) <= 0) {
			logger.warn("The lease of this node is about to end and cannot be renewed; interrupting its runs");
			this.fenced = true;
			this.lost.run();
		}
	}

	/**
	 * Look whether the lease is about to end though no heartbeat has failed, because one
	 * hangs.
	 */
	void watchOnce() {
		long now = this.nanoTime.getAsLong();
		boolean paused = now - this.watchedAt > this.settings.heartbeat().toNanos();
		this.watchedAt = now;
		// After a pause of the whole process the next heartbeat, which is due as well,
		// learns whether the runs are still here.
		if (!paused) {
			locked(() -> fenceInTime(now));
		}
	}

	/**
	 * Send no more heartbeats. A call to the store that goes on is waited for and not
	 * interrupted.
	 * @param leave whether to tell the store that the node is gone in good order
	 * @param timeout the longest time to wait
	 * @return whether the last call has ended
	 */
	public boolean stop(boolean leave, Duration timeout) {
		this.leaving = leave;
		this.stop.countDown();
		try {
			this.thread.join(Math.max(1, timeout.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !this.thread.isAlive();
	}

	private void leave() {
		try {
			this.store.leave(this.beat.get().nodeId());
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not tell the store that this node is gone; it will see when the lease ends", ex);
		}
	}

}
