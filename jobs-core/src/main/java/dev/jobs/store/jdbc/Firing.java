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
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.store.NewRun;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;
import dev.jobs.store.StoreBusyException;

/**
 * Fires schedules: any number of ticks in a handful of statements. The rows of the
 * schedules are locked first, so a node that comes second finds them moved.
 *
 * <p>
 * A tick whose slot may have been taken by a transaction that has not ended, such as one
 * of a user, is found by halving, and left to be tried again. From then on it is tried
 * alone, after the others, until that transaction has ended. On PostgreSQL it delays the
 * others by a fraction of a second; H2 waits for as long as the lock time-out of its URL.
 */
final class Firing {

	private static final Logger logger = LoggerFactory.getLogger(Firing.class);

	private static final Duration PATIENCE = Duration.ofMillis(200);

	private static final Duration PATIENCE_WITH_HELD = Duration.ofMillis(20);

	private final StoreContext context;

	private final ScheduleRows schedules;

	private final NewRows runs;

	private final Tallies tallies;

	// Jobs whose last tick found another transaction in its way.
	private final Set<String> held = ConcurrentHashMap.newKeySet();

	Firing(StoreContext context, ScheduleRows schedules, NewRows runs, Tallies tallies) {
		this.context = context;
		this.schedules = schedules;
		this.runs = runs;
		this.tallies = tallies;
	}

	List<Fired> fire(List<Tick> ticks) {
		List<Integer> free = new ArrayList<>();
		List<Integer> last = new ArrayList<>(0);
		for (int i = 0; i < ticks.size(); i++) {
			(this.held.contains(jobOf(ticks.get(i))) ? last : free).add(i);
		}
		Map<Integer, Fired> fired = new TreeMap<>();
		try {
			fire(ticks, free, PATIENCE, fired);
			last.forEach((i) -> fire(ticks, List.of(i), PATIENCE_WITH_HELD, fired));
		}
		catch (RuntimeException ex) {
			leaveRest(ticks, fired, ex);
		}
		return List.copyOf(fired.values());
	}

	// What has been committed must be told; the rest comes again.
	private static void leaveRest(List<Tick> ticks, Map<Integer, Fired> fired, RuntimeException ex) {
		if (fired.isEmpty()) {
			throw ex;
		}
		logger.warn("{} of {} schedules could not be fired yet", ticks.size() - fired.size(), ticks.size(), ex);
		for (int i = 0; i < ticks.size(); i++) {
			fired.putIfAbsent(i, Fired.WAITING);
		}
	}

	private void fire(List<Tick> ticks, List<Integer> some, Duration patience, Map<Integer, Fired> fired) {
		if (some.isEmpty()) {
			return;
		}
		List<Tick> together = some.stream().map(ticks::get).toList();
		try {
			List<Fired> answers = this.context.transactWithin(patience,
					(session) -> new Volley(session, together).fire(), (result, ex) -> {
						throw ex;
					});
			for (int i = 0; i < answers.size(); i++) {
				fired.put(some.get(i), answers.get(i));
			}
			together.forEach((tick) -> this.held.remove(jobOf(tick)));
		}
		catch (StoreBusyException ex) {
			halve(ticks, some, patience, fired);
		}
	}

	private void halve(List<Tick> ticks, List<Integer> some, Duration patience, Map<Integer, Fired> fired) {
		if (some.size() == 1) {
			this.held.add(jobOf(ticks.get(some.get(0))));
			fired.put(some.get(0), Fired.WAITING);
			return;
		}
		int middle = some.size() / 2;
		fire(ticks, some.subList(0, middle), patience, fired);
		fire(ticks, some.subList(middle, some.size()), patience, fired);
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
			List<Integer> round = nextRound();
			while (!round.isEmpty()) {
				settle(round);
				round = nextRound();
			}
			Firing.this.schedules.write(this.session, List.copyOf(this.moved.values()));
			Firing.this.tallies.skipped(this.session, this.skips, Firing.this.context.givenTime());
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

		private void settle(List<Integer> round) throws SQLException {
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
			for (Map.Entry<Integer, NewRun> one : wanted.entrySet()) {
				Tick tick = this.ticks.get(one.getKey());
				this.fired[one.getKey()] = added.contains(one.getValue().id()) ? move(Fired.FIRED, tick.next())
						: busy(tick);
			}
		}

		private Fired busy(Tick tick) throws SQLException {
			if (tick.busy() == Busy.WAIT) {
				return Fired.WAITING;
			}
			this.skips.merge(jobOf(tick), 1, Integer::sum);
			return move(Fired.SKIPPED, rearmed(tick.next()));
		}

		// There is no run whose end would begin the delay.
		private ScheduleState rearmed(ScheduleState next) throws SQLException {
			Duration delay = next.delay();
			if (delay == null || next.nextFire() != null) {
				return next;
			}
			Instant now = Firing.this.context.now(this.session);
			return new ScheduleState(next.jobId(), next.fingerprint(), next.anchor(), now.plus(delay), delay);
		}

		private Fired move(Fired answer, ScheduleState next) {
			this.states.put(next.jobId(), ScheduleRows.stored(next));
			this.moved.put(next.jobId(), next);
			return answer;
		}

	}

}
