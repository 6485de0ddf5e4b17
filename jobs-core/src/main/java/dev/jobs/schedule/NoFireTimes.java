package dev.jobs.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The empty sequence of fire times.
 */
record NoFireTimes() implements FireTimes {

	@Override
	public @Nullable Instant next(Instant after) {
		return null;
	}

	@Override
	public long count(Instant after, Instant until) {
		return 0;
	}

	@Override
	public List<Instant> newest(Instant after, Instant until, int limit) {
		return List.of();
	}

}
