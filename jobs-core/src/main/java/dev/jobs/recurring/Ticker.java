package dev.jobs.recurring;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.schedule.FirePlan;
import dev.jobs.schedule.FixedDelay;
import dev.jobs.schedule.Schedule;
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.DueSchedule;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleChange;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

/**
 * Turns due schedules into runs. Any number of nodes may do so at once: a tick counts
 * only if the stored schedule still stands where this node saw it, and moves it on in the
 * step that adds the run. {@link #tick()} has no thread and no time of its own in it.
 */
public final class Ticker {

	private static final Logger logger = LoggerFactory.getLogger(Ticker.class);

	private static final int BATCH = 1_000;

	private static final Duration RETRY_BUSY = Duration.ofMillis(250);

	private final JobStore store;

	private final RunObserver observer;

	private final SkipStreaks skips;

	private final Supplier<UUID> ids;

	private final Map<String, JobDefinition> jobs = new TreeMap<>();

	private final Set<String> withoutSchedule;

	private final Map<String, Instant> told = new HashMap<>();

	/**
	 * Create a ticker.
	 * @param registry the jobs; later additions are not seen
	 * @param store keeps the schedules
	 * @param observer is told of the runs
	 * @param skips is told of the skips
	 * @param ids makes the ids of runs
	 */
	public Ticker(JobRegistry registry, JobStore store, RunObserver observer, SkipStreaks skips, Supplier<UUID> ids) {
		this.store = store;
		this.observer = observer;
		this.skips = skips;
		this.ids = ids;
		registry.all().stream().filter((job) -> job.schedule() != null).forEach((job) -> this.jobs.put(job.id(), job));
		this.withoutSchedule = registry.all()
			.stream()
			.filter((job) -> job.schedule() == null)
			.map(JobDefinition::id)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Make the stored schedules agree with the jobs: a new or changed schedule starts
	 * anew, an unchanged one goes on where it stood.
	 */
	public void declare() {
		if (!this.jobs.isEmpty()) {
			declare(this.store.findSchedules(this.jobs.keySet()));
		}
		if (!this.withoutSchedule.isEmpty()) {
			this.store.removeSchedules(this.withoutSchedule);
		}
	}

	private void declare(Map<String, ScheduleState> known) {
		List<JobDefinition> changed = this.jobs.values()
			.stream()
			.filter((job) -> isChanged(job, known.get(job.id())))
			.toList();
		if (!changed.isEmpty()) {
			Instant now = this.store.now();
			this.store.saveSchedules(changed.stream()
				.map((job) -> new ScheduleChange(state(job, schedule(job), schedule(job).first(now)),
						known.get(job.id())))
				.toList());
		}
	}

	private static boolean isChanged(JobDefinition job, @Nullable ScheduleState known) {
		return known == null || !known.fingerprint().equals(schedule(job).fingerprint());
	}

	/**
	 * Let the schedule of a job that was paused go on with its next fire time; what came
	 * due during the pause is not caught up. A pause that ends by itself needs no call.
	 * @param job the job
	 */
	public void resume(JobDefinition job) {
		ScheduleState known = this.store.findSchedule(job.id()).orElse(null);
		Instant now = this.store.now();
		if (known != null && known.nextFire() != null && !known.nextFire().isAfter(now)) {
			this.store.saveSchedule(moved(known, schedule(job).next(now, known.anchor()).orElse(null)), known);
		}
	}

	/**
	 * Return whether there is nothing to do, ever.
	 * @return whether no job has a schedule
	 */
	public boolean isEmpty() {
		return this.jobs.isEmpty();
	}

	/**
	 * Fire what is due.
	 * @return how long to wait before the next call, {@code null} if nothing will be due
	 */
	public @Nullable Duration tick() {
		List<Tick> ticks = this.store.dueSchedules(this.jobs.keySet(), BATCH).stream().map(this::tick).toList();
		boolean busy = !ticks.isEmpty() && settle(ticks, this.store.fire(ticks));
		Duration next = untilNext();
		return (busy && next != null && next.compareTo(RETRY_BUSY) < 0) ? RETRY_BUSY : next;
	}

	/**
	 * Return when to call {@link #tick()}.
	 * @return how long to wait, zero if something is due, {@code null} if nothing will be
	 */
	public @Nullable Duration untilNext() {
		return this.store.untilNextSchedule(this.jobs.keySet()).orElse(null);
	}

	private Tick tick(DueSchedule due) {
		ScheduleState state = due.state();
		Instant until = due.pausedUntil();
		if (until == null || !Objects.requireNonNull(state.nextFire()).isBefore(until)) {
			return tick(state, due.now());
		}
		return new Tick(state, moved(state, afterPause(state, until)), null, Busy.SKIP);
	}

	// At its end the pause holds no more: a fire time at that moment counts.
	private @Nullable Instant afterPause(ScheduleState state, Instant until) {
		if (state.delay() != null) {
			return until.plus(state.delay());
		}
		return schedule(job(state)).next(until.minusNanos(1), state.anchor()).orElse(null);
	}

	private Tick tick(ScheduleState state, Instant now) {
		JobDefinition job = job(state);
		Schedule schedule = schedule(job);
		Instant due = Objects.requireNonNull(state.nextFire());
		FirePlan plan = job.misfire().plan(schedule, due, now);
		if (plan.missed() > 0 && !due.equals(this.told.put(job.id(), due))) {
			logger.info("Job {} missed {} fire times since {}; misfire policy {} runs {} of them", job.id(),
					plan.missed() + Math.max(0, plan.fire().size() - 1), due, job.misfire().policy(),
					plan.fire().size());
		}
		if (plan.fire().isEmpty()) {
			return new Tick(state, withoutRun(state, plan.next(), now), null, Busy.SKIP);
		}
		Instant fireTime = plan.fire().get(0);
		boolean more = plan.fire().size() > 1;
		Instant next = more ? plan.fire().get(1) : plan.next();
		boolean catchingUp = more || plan.next() == null || fireTime.isBefore(now.minus(job.misfire().grace()));
		return new Tick(state, moved(state, (schedule instanceof FixedDelay) ? null : next), run(job, fireTime),
				catchingUp ? Busy.WAIT : Busy.SKIP);
	}

	// A fixed delay that fires nothing has no run whose end would set its next time.
	private static ScheduleState withoutRun(ScheduleState state, @Nullable Instant next, Instant now) {
		return moved(state, (state.delay() != null) ? now.plus(state.delay()) : next);
	}

	private NewRun run(JobDefinition job, Instant fireTime) {
		return NewRun.of(job, this.ids.get(), Trigger.SCHEDULED, "null", NewRun.Due.at(fireTime), Map.of());
	}

	private boolean settle(List<Tick> ticks, List<Fired> fired) {
		boolean busy = false;
		for (int i = 0; i < ticks.size(); i++) {
			Tick tick = ticks.get(i);
			JobDefinition job = job(tick.expected());
			switch (fired.get(i)) {
				case FIRED -> fired(job, tick);
				case SKIPPED -> this.skips.skipped(job, Trigger.SCHEDULED);
				case WAITING -> busy = true;
				case LOST -> logger.debug("Job {} was fired by another node", job.id());
			}
		}
		return busy;
	}

	private void fired(JobDefinition job, Tick tick) {
		if (tick.run() != null) {
			this.skips.ran(job);
			this.observer.created(job, job.queue(), Trigger.SCHEDULED);
		}
	}

	private JobDefinition job(ScheduleState state) {
		return Objects.requireNonNull(this.jobs.get(state.jobId()));
	}

	private static Schedule schedule(JobDefinition job) {
		return Objects.requireNonNull(job.schedule());
	}

	private static ScheduleState state(JobDefinition job, Schedule schedule, Instant first) {
		Duration delay = (schedule instanceof FixedDelay fixedDelay) ? fixedDelay.delay() : null;
		return new ScheduleState(job.id(), schedule.fingerprint(), first, first, delay);
	}

	private static ScheduleState moved(ScheduleState state, @Nullable Instant nextFire) {
		return new ScheduleState(state.jobId(), state.fingerprint(), state.anchor(), nextFire, state.delay());
	}

}
