package dev.jobs.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.jobs.diagnosis.Finding;

/**
 * Looks at a store in threads of their own, one at a time for all who ask. One that hangs
 * is left alone, since an interrupt could cost the store its connection or its file. Its
 * connection may be lost for good, so after a minute another is begun beside it; but it
 * also holds that connection, so only a few may hang at the same time.
 */
final class StoreLooks {

	static final Duration RENEWAL = Duration.ofMinutes(1);

	static final int MOST = 3;

	private final Consumer<List<Finding>> looking;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Look> underWay = new ArrayList<>();

	/**
	 * Create looks.
	 * @param looking looks, and adds what it finds as soon as it has found it; throws
	 * nothing
	 * @param clock the node's, to tell when a look began
	 * @param nanoTime tells how long ago that was
	 */
	StoreLooks(Consumer<List<Finding>> looking, Clock clock, LongSupplier nanoTime) {
		this.looking = looking;
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the look that is under way, or begin one.
	 */
	Look current() {
		this.lock.lock();
		try {
			Look newest = this.underWay.isEmpty() ? null : this.underWay.get(this.underWay.size() - 1);
			this.underWay.removeIf(Look::hasEnded);
			if (newest == null || newest.hasEnded()) {
				return begin(this.clock.instant());
			}
			return (newest.isOld() && this.underWay.size() < MOST) ? begin(newest.since()) : newest;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Look begin(Instant since) {
		Look look = new Look(since, this.nanoTime.getAsLong());
		Thread thread = new Thread(look, "jobs-doctor");
		thread.setDaemon(true);
		thread.start();
		this.underWay.add(look);
		return look;
	}

	/**
	 * One look.
	 */
	final class Look implements Runnable {

		private final List<Finding> found = new CopyOnWriteArrayList<>();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Instant since;

		private final long begunNanos;

		private Look(Instant since, long begunNanos) {
			this.since = since;
			this.begunNanos = begunNanos;
		}

		@Override
		public void run() {
			try {
				StoreLooks.this.looking.accept(this.found);
			}
			finally {
				this.ended.countDown();
			}
		}

		/**
		 * Return since when there has been no whole answer: the begin of this look, or of
		 * the first that hangs before it.
		 */
		Instant since() {
			return this.since;
		}

		boolean await(Duration patience) throws InterruptedException {
			return this.ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
		}

		/**
		 * Return what has been found so far.
		 */
		List<Finding> found() {
			return List.copyOf(this.found);
		}

		private boolean hasEnded() {
			return this.ended.getCount() == 0;
		}

		private boolean isOld() {
			return StoreLooks.this.nanoTime.getAsLong() - this.begunNanos >= RENEWAL.toNanos();
		}

	}

}
