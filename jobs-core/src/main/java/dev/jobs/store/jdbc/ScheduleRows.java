package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

/**
 * Keeps schedules and fires them.
 */
final class ScheduleRows {

	private final StoreContext context;

	ScheduleRows(StoreContext context) {
		this.context = context;
	}

	Optional<ScheduleState> find(String jobId) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	boolean save(ScheduleState state, @Nullable ScheduleState expected) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	void remove(String jobId) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	List<ScheduleState> due(Set<String> jobs, int limit) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	Optional<Duration> untilNext(Set<String> jobs) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	List<Fired> fire(List<Tick> ticks) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	Map<String, Instant> nextFireTimes() {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
