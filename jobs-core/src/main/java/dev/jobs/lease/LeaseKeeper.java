package dev.jobs.lease;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 */
public final class LeaseKeeper {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final NodeStore store;

	private final LeaseSettings settings;

	private final Supplier<NodeBeat> beat;

	private final Runnable lost;

	private final Consumer<UUID> cancelled;

	private final LongSupplier nanoTime;

	private final CountDownLatch stop = new CountDownLatch(1);

	private final Thread thread;

	private long renewedAt;

	private boolean fenced;

	private int failures;

	/**
	 * Create a keeper. Nothing is sent before {@link #start()}.
	 * @param store takes the heartbeats
	 * @param settings how often, and how long they hold
	 * @param beat what the node says of itself
	 * @param lost called when the runs of the node can no longer be its own
	 * @param cancelled called with each run whose body shall end
	 * @param nanoTime the monotonic clock, in nanoseconds
	 */
	public LeaseKeeper(NodeStore store, LeaseSettings settings, Supplier<NodeBeat> beat, Runnable lost,
			Consumer<UUID> cancelled, LongSupplier nanoTime) {
		this.store = store;
		this.settings = settings;
		this.beat = beat;
		this.lost = lost;
		this.cancelled = cancelled;
		this.nanoTime = nanoTime;
		this.thread = new Thread(this::keep, "jobs-heartbeat");
		this.thread.setDaemon(true);
		this.thread.setPriority(Thread.MAX_PRIORITY);
	}

	/**
	 * Make the node known and go on sending heartbeats.
	 */
	public void start() {
		this.renewedAt = this.nanoTime.getAsLong();
		beatOnce();
		this.thread.start();
	}

	private void keep() {
		try {
			while (!this.stop.await(this.settings.heartbeat().toNanos(), TimeUnit.NANOSECONDS)) {
				beatOnce();
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
			renewed(this.store.heartbeat(this.beat.get(), this.settings.lease()), sent);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
	}

	// The lease counts from some moment after the beat was sent, so that is the safe one.
	private void renewed(HeartbeatReply reply, long sent) {
		Duration gap = Duration.ofNanos(sent - this.renewedAt);
		if (gap.compareTo(this.settings.lease()) > 0) {
			logger.warn("This node was paused, or could not reach the store, for {} s", gap.toSeconds());
		}
		this.renewedAt = sent;
		this.failures = 0;
		this.fenced = false;
		if (!reply.alive()) {
			logger.warn("The lease of this node ended and its runs were given to others; interrupting them here");
			this.lost.run();
		}
		reply.cancelled().forEach(this.cancelled);
	}

	private void failed(Throwable error) {
		this.failures++;
		if (this.failures == 1) {
			logger.warn("Could not renew the lease of this node; trying again", error);
		}
		Duration left = this.settings.lease().minusNanos(this.nanoTime.getAsLong() - this.renewedAt);
		if (!this.fenced && left.compareTo(this.settings.heartbeat()) <= 0) {
			logger.warn("The lease of this node is about to end and cannot be renewed; interrupting its runs");
			this.fenced = true;
			this.lost.run();
		}
	}

	/**
	 * Send no more heartbeats.
	 */
	public void stop() {
		this.stop.countDown();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
