package dev.jobs.benchmarks.durable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The body of all runs: counts how often each has started. Runs with a number below zero
 * are not counted.
 */
final class Tally implements IntConsumer {

	private final AtomicIntegerArray starts;

	private final AtomicInteger total = new AtomicInteger();

	private final AtomicLong firstStart = new AtomicLong();

	private final CountDownLatch first = new CountDownLatch(1);

	private final CountDownLatch all = new CountDownLatch(1);

	Tally(int runs) {
		this.starts = new AtomicIntegerArray(runs);
	}

	@Override
	public void accept(int number) {
		if (number < 0) {
			return;
		}
		if (this.firstStart.get() == 0 && this.firstStart.compareAndSet(0, System.nanoTime())) {
			this.first.countDown();
		}
		this.starts.incrementAndGet(number);
		if (this.total.incrementAndGet() == this.starts.length()) {
			this.all.countDown();
		}
	}

	/**
	 * Return how often a run has started.
	 */
	int starts(int number) {
		return this.starts.get(number);
	}

	/**
	 * Return when the first run started, as {@link System#nanoTime()} tells it.
	 */
	long firstStart() {
		return this.firstStart.get();
	}

	/**
	 * Wait for the first start.
	 */
	void awaitFirst(Duration longest) {
		await(this.first, longest);
	}

	/**
	 * Wait for as many starts as there are runs. Nobody polls meanwhile.
	 */
	void await(Duration longest) {
		await(this.all, longest);
	}

	private static void await(CountDownLatch latch, Duration longest) {
		try {
			if (!latch.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new VoidResultException("not all has started after " + longest);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Check that each run has started once.
	 * @throws VoidResultException otherwise
	 */
	void check() {
		long never = count((starts) -> starts == 0);
		long again = count((starts) -> starts > 1);
		if (never > 0 || again > 0) {
			throw new VoidResultException("of %,d runs %,d never started and %,d started more than once"
				.formatted(this.starts.length(), never, again));
		}
	}

	private long count(IntPredicate condition) {
		return IntStream.range(0, this.starts.length()).map(this.starts::get).filter(condition).count();
	}

}
