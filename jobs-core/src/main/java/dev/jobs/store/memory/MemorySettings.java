package dev.jobs.store.memory;

import java.time.Duration;

import dev.jobs.job.Names;

/**
 * Settings of the memory store.
 *
 * @param capacity how many unfinished runs it takes
 * @param maxFinished how many finished runs it keeps, over all jobs
 * @param keysRetention how long an idempotency key is kept after its run has ended
 */
public record MemorySettings(int capacity, int maxFinished, Duration keysRetention) {

	/** The setting that raises the capacity. */
	public static final String CAPACITY_SETTING = "jobs.store.memory.capacity";

	/**
	 * Create settings.
	 */
	public MemorySettings {
		if (capacity < 1) {
			throw new IllegalArgumentException("%s (%d) must be at least 1".formatted(CAPACITY_SETTING, capacity));
		}
		if (maxFinished < 0) {
			throw new IllegalArgumentException(
					"jobs.store.memory.max-finished (%d) must not be negative".formatted(maxFinished));
		}
		if (keysRetention.isNegative()) {
			throw new IllegalArgumentException(
					"jobs.keys.retention (%s) must not be negative".formatted(Names.shown(keysRetention)));
		}
	}

	/**
	 * Return the defaults: 100,000 unfinished and 10,000 finished runs, keys for a day.
	 * @return the settings
	 */
	public static MemorySettings standard() {
		return new MemorySettings(100_000, 10_000, Duration.ofDays(1));
	}

}
