package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.NewRun;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

/**
 * Fires schedules: any number of ticks in a handful of statements. The rows of the
 * schedules are locked first, so a node that comes second finds them moved.
 */
final class Firing {

	private final StoreContext context;

	private final ScheduleRows schedules;

	private final NewRows runs;

	private final Tallies tallies;

	Firing(StoreContext context, ScheduleRows schedules, NewRows runs, Tallies tallies) {
		this.context = context;
		this.schedules = schedules;
		this.runs = runs;
		this.tallies = tallies;
	}

	List<Fired> fire(List<Tick> ticks) {
		return ticks.isEmpty() ? List.of()
				: this.context.database().transact((session) -> new Volley(session, ticks).fire());
	}

	private static String jobOf(Tick tick) {
		return tick.expected().jobId();
	}

	/**
	 * Some ticks that are fired together. Those of one schedule go one after another.
	 */
	private final class Volley {

		private final Session session;

		private final List<Tick> ticks;

		private final @Nullable Fired[] fired;

		private final Map<String, ScheduleState> moved = new TreeMap<>();

		private final Map<String, Integer> skips = new TreeMap<>();

		private Map<String, ScheduleState> states = Map.of();

		Volley(Session session, List<Tick> ticks) {
			this.session = session;
			this.ticks = ticks;
			this.fired = new Fired[ticks.size()];
		}

		List<Fired> fire() throws SQLException {
			this.states = Firing.this.schedules.locked(this.session,
					this.ticks.stream().map(Firing::jobOf).distinct().toList());
			Instant now = Firing.this.context.now(this.session);
			List<Integer> round = nextRound();
			while (!round.isEmpty()) {
				settle(round, now);
				round = nextRound();
			}
			Firing.this.schedules.write(this.session, List.copyOf(this.moved.values()));
			Firing.this.tallies.skipped(this.session, this.skips, now);
			List<Fired> answers = new ArrayList<>(this.fired.length);
			for (Fired answer : this.fired) {
				answers.add(Objects.requireNonNull(answer));
			}
			return answers;
		}

		private List<Integer> nextRound() {
			Map<String, Integer> first = new TreeMap<>();
			for (int i = 0; i < this.fired.length; i++) {
				if (this.fired[i] == null) {
					first.putIfAbsent(jobOf(this.ticks.get(i)), i);
				}
			}
			return List.copyOf(first.values());
		}

		private void settle(List<Integer> round, Instant now) throws SQLException {
			Map<Integer, NewRun> wanted = new HashMap<>();
			for (int i : round) {
				Tick tick = this.ticks.get(i);
				if (!ScheduleRows.stored(tick.expected()).equals(this.states.get(jobOf(tick)))) {
					this.fired[i] = Fired.LOST;
				}
				else if (tick.run() != null) {
					wanted.put(i, tick.run());
				}
				else {
					this.fired[i] = move(Fired.FIRED, tick.next());
				}
			}
			Set<UUID> added = Firing.this.runs.addEach(this.session, List.copyOf(wanted.values()));
			wanted.forEach((i, run) -> this.fired[i] = added.contains(run.id())
					? move(Fired.FIRED, this.ticks.get(i).next()) : busy(this.ticks.get(i), now));
		}

		private Fired busy(Tick tick, Instant now) {
			if (tick.busy() == Busy.WAIT) {
				return Fired.WAITING;
			}
			this.skips.merge(jobOf(tick), 1, Integer::sum);
			return move(Fired.SKIPPED, rearmed(tick.next(), now));
		}

		// There is no run whose end would begin the delay.
		private ScheduleState rearmed(ScheduleState next, Instant now) {
			Duration delay = next.delay();
			return (delay == null || next.nextFire() != null) ? next
					: new ScheduleState(next.jobId(), next.fingerprint(), next.anchor(), now.plus(delay), delay);
		}

		private Fired move(Fired answer, ScheduleState next) {
			this.states.put(next.jobId(), ScheduleRows.stored(next));
			this.moved.put(next.jobId(), next);
			return answer;
		}

	}

}
