package dev.jobs.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;
import dev.jobs.store.NewRun;
import dev.jobs.store.ScheduleStore.ScheduleState;

/**
 * The stored schedules, by job and by their next fire time. Guarded by the store's lock.
 */
final class Schedules {

	private final Map<String, ScheduleState> byJob = new HashMap<>();

	private final TreeSet<ScheduleState> byNextFire = new TreeSet<>(
			Comparator.comparing(Schedules::nextFire).thenComparing(ScheduleState::jobId));

	@Nullable ScheduleState get(String jobId) {
		return this.byJob.get(jobId);
	}

	boolean replace(@Nullable ScheduleState expected, ScheduleState state) {
		if (!Objects.equals(expected, this.byJob.get(state.jobId()))) {
			return false;
		}
		remove(state.jobId());
		this.byJob.put(state.jobId(), state);
		if (state.nextFire() != null) {
			this.byNextFire.add(state);
		}
		return true;
	}

	void remove(String jobId) {
		ScheduleState known = this.byJob.remove(jobId);
		if (known != null && known.nextFire() != null) {
			this.byNextFire.remove(known);
		}
	}

	List<ScheduleState> due(Instant now, Predicate<String> jobs, int limit) {
		List<ScheduleState> due = new ArrayList<>();
		for (ScheduleState state : this.byNextFire) {
			if (nextFire(state).isAfter(now) || due.size() == limit) {
				break;
			}
			if (jobs.test(state.jobId())) {
				due.add(state);
			}
		}
		return due;
	}

	Optional<Instant> next(Predicate<String> jobs) {
		for (ScheduleState state : this.byNextFire) {
			if (jobs.test(state.jobId())) {
				return Optional.of(nextFire(state));
			}
		}
		return Optional.empty();
	}

	Map<String, Instant> nextFireTimes() {
		Map<String, Instant> times = new HashMap<>();
		this.byNextFire.forEach((state) -> times.put(state.jobId(), nextFire(state)));
		return times;
	}

	/**
	 * Let a fixed delay begin, if the run was one that its schedule waits for.
	 */
	boolean runEnded(NewRun run, Instant now) {
		ScheduleState state = (run.trigger() == Trigger.SCHEDULED) ? this.byJob.get(run.jobId()) : null;
		if (state == null || state.delay() == null || state.nextFire() != null) {
			return false;
		}
		return replace(state, rearmed(state, now));
	}

	static ScheduleState rearmed(ScheduleState state, Instant now) {
		if (state.delay() == null || state.nextFire() != null) {
			return state;
		}
		return new ScheduleState(state.jobId(), state.fingerprint(), state.anchor(), now.plus(state.delay()),
				state.delay());
	}

	private static Instant nextFire(ScheduleState state) {
		return (state.nextFire() != null) ? state.nextFire() : Instant.MAX;
	}

}
