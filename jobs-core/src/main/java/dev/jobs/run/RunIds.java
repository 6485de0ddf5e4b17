package dev.jobs.run;

import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes ids that sort by time: UUID version 7 of RFC 9562 with its 12 bits of fraction
 * used as a counter, so that ids made in one process never go back, not even within a
 * millisecond or when the clock does. Safe for use by many threads.
 */
public final class RunIds {

	private static final int COUNTER_BITS = 12;

	private final LongSupplier clock;

	private final Supplier<? extends Random> random;

	private final AtomicLong last = new AtomicLong();

	/**
	 * Create a generator.
	 * @param clock gives the milliseconds since the epoch
	 */
	public RunIds(LongSupplier clock) {
		this(clock, ThreadLocalRandom::current);
	}

	RunIds(LongSupplier clock, Supplier<? extends Random> random) {
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Make an id.
	 * @return an id greater than all before it
	 */
	public UUID next() {
		long floor = this.clock.getAsLong() << COUNTER_BITS;
		long ticket = this.last.updateAndGet((previous) -> Math.max(previous + 1, floor));
		long millis = ticket >>> COUNTER_BITS;
		long counter = ticket & ((1L << COUNTER_BITS) - 1);
		long high = (millis << 16) | 0x7000L | counter;
		long low = (this.random.get().nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new UUID(high, low);
	}

}
