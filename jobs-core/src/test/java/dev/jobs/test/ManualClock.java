package dev.jobs.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it. Safe for use by many threads.
 */
public final class ManualClock extends Clock {

	/** The time at which each clock begins. */
	public static final Instant NOON = Instant.parse("2026-06-15T12:00:00Z");

	private final AtomicReference<Instant> time;

	private final ZoneId zone;

	/**
	 * Create a clock that shows {@link #NOON} in UTC.
	 */
	public ManualClock() {
		this(new AtomicReference<>(NOON), ZoneOffset.UTC);
	}

	private ManualClock(AtomicReference<Instant> time, ZoneId zone) {
		this.time = time;
		this.zone = zone;
	}

	/**
	 * Move the time.
	 * @param by how far; negative moves it back
	 */
	public void advance(Duration by) {
		this.time.updateAndGet((now) -> now.plus(by));
	}

	@Override
	public Instant instant() {
		return this.time.get();
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return new ManualClock(this.time, zone);
	}

}
