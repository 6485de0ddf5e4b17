package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.ScheduleStore.DueSchedule;
import dev.jobs.store.ScheduleStore.ScheduleChange;
import dev.jobs.store.ScheduleStore.ScheduleState;

/**
 * Keeps schedules.
 */
final class ScheduleRows {

	private static final String COLUMNS = "SELECT job_id, fingerprint, anchor, next_fire, delay_ms FROM jobs_schedule s ";

	private static final String NOT_PAUSED = """
			 AND NOT EXISTS (SELECT 1 FROM jobs_pause p
				WHERE p.namespace = s.namespace AND p.kind = 1 AND p.name = s.job_id
					AND (p.until_at IS NULL OR p.until_at > %s))
			""";

	private final StoreContext context;

	private final String find;

	private final String insert;

	private final String update;

	private final String replace;

	private final String remove;

	private final String due;

	private final String updateAll;

	private final String next;

	private final String nextFireTimes;

	private final String lock;

	ScheduleRows(StoreContext context) {
		this.context = context;
		this.find = context.sql(COLUMNS + "WHERE namespace = ? AND job_id = ANY (?)");
		this.insert = context.unlessThere("""
				INSERT INTO jobs_schedule (fingerprint, anchor, next_fire, delay_ms, namespace, job_id)
				VALUES (?, ?, ?, ?, ?, ?)""");
		this.update = context.sql("""
				UPDATE jobs_schedule SET fingerprint = ?, anchor = ?, next_fire = ?, delay_ms = ?
				WHERE namespace = ? AND job_id = ?""");
		this.updateAll = context
			.sql("""
					UPDATE jobs_schedule s SET fingerprint = e.fingerprint, anchor = %s, next_fire = %s, delay_ms = e.delay_ms
					FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
						AS e(fingerprint, anchor_us, next_us, delay_ms, job_id)
					WHERE s.namespace = ? AND s.job_id = e.job_id"""
				.formatted(Session.timeOf("e.anchor_us"), Session.timeOf("e.next_us")));
		this.replace = this.update + """
				 AND fingerprint = ? AND anchor = ? AND next_fire IS NOT DISTINCT FROM ?
				AND delay_ms IS NOT DISTINCT FROM ?""";
		this.remove = context.sql("DELETE FROM jobs_schedule WHERE namespace = ? AND job_id = ANY (?)");
		String time = context.time();
		String notPaused = NOT_PAUSED.formatted(time);
		this.due = context.sql("""
				SELECT s.job_id, s.fingerprint, s.anchor, s.next_fire, s.delay_ms, e.until_at, %1$s AS now
				FROM jobs_schedule s LEFT JOIN jobs_pause e
					ON e.namespace = s.namespace AND e.kind = 1 AND e.name = s.job_id
				WHERE s.namespace = ? AND s.next_fire <= %1$s AND s.job_id = ANY (?) %2$s
				ORDER BY s.next_fire, s.job_id LIMIT ?""".formatted(time, notPaused));
		this.next = context.sql("SELECT min(next_fire) AS next, " + time + " AS now FROM jobs_schedule s"
				+ " WHERE namespace = ? AND next_fire IS NOT NULL AND job_id = ANY (?)" + notPaused);
		this.nextFireTimes = context
			.sql("SELECT job_id, next_fire FROM jobs_schedule WHERE namespace = ? AND next_fire IS NOT NULL");
		this.lock = context.sql(COLUMNS + "WHERE namespace = ? AND job_id = ANY (?) ORDER BY %s FOR UPDATE"
			.formatted(byJob(context.dialect())));
	}

	/**
	 * Return the order in which all lock schedules, which is that of strings in Java.
	 */
	static String byJob(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL -> "job_id COLLATE \"C\"";
			case H2 -> "namespace, job_id";
		};
	}

	Map<String, ScheduleState> find(Set<String> jobs) {
		return this.context.database().read((session) -> states(session, this.find, jobs));
	}

	private Map<String, ScheduleState> states(Session session, String statement, Collection<String> jobs)
			throws SQLException {
		Map<String, ScheduleState> states = new HashMap<>();
		session
			.query(statement, ScheduleRows::state, this.context.namespace(), session.array("varchar", jobs.toArray()))
			.forEach((state) -> states.put(state.jobId(), state));
		return states;
	}

	/**
	 * Write changes, by job, as all who change several rows do.
	 * @return for each, in the same order, whether it was written
	 */
	List<Boolean> save(List<ScheduleChange> changes) {
		changes.forEach((change) -> Fit.require("Job id", change.state().jobId(), Fit.NAME));
		List<ScheduleChange> byJob = changes.stream()
			.sorted(Comparator.comparing((change) -> change.state().jobId()))
			.toList();
		Set<ScheduleChange> saved = this.context.database().transact((session) -> {
			Set<ScheduleChange> written = new HashSet<>();
			for (ScheduleChange change : byJob) {
				if (save(session, change.state(), change.expected())) {
					written.add(change);
				}
			}
			return written;
		});
		return changes.stream().map(saved::contains).toList();
	}

	private boolean save(Session session, ScheduleState state, @Nullable ScheduleState expected) throws SQLException {
		if (expected == null) {
			return session.insertNew(this.insert, row(state));
		}
		return expected.jobId().equals(state.jobId())
				&& session.update(this.replace, concat(row(state), expected)) == 1;
	}

	private @Nullable Object[] row(ScheduleState state) {
		return new @Nullable Object[] { state.fingerprint(), state.anchor(), state.nextFire(), millis(state.delay()),
				this.context.namespace(), state.jobId() };
	}

	private static @Nullable Object[] concat(@Nullable Object[] row, ScheduleState expected) {
		return new @Nullable Object[] { row[0], row[1], row[2], row[3], row[4], row[5], expected.fingerprint(),
				expected.anchor(), expected.nextFire(), millis(expected.delay()) };
	}

	void remove(Set<String> jobs) {
		this.context.database()
			.transact((session) -> session.update(this.remove, this.context.namespace(),
					session.array("varchar", jobs.toArray())));
	}

	List<DueSchedule> due(Set<String> jobs, int limit) {
		Instant given = this.context.givenTime();
		return this.context.database()
			.read((session) -> session.query(this.due, ScheduleRows::due, given, this.context.namespace(), given,
					session.array("varchar", jobs.toArray()), given, limit));
	}

	private static DueSchedule due(ResultSet row) throws SQLException {
		return new DueSchedule(state(row), Session.requiredTime(row, "now"), Session.time(row, "until_at"));
	}

	Optional<Duration> untilNext(Set<String> jobs) {
		Instant given = this.context.givenTime();
		return this.context.database()
			.read((session) -> session.query(this.next, ScheduleRows::until, given, this.context.namespace(),
					session.array("varchar", jobs.toArray()), given))
			.get(0);
	}

	private static Optional<Duration> until(ResultSet row) throws SQLException {
		Instant next = Session.time(row, "next");
		Instant now = Session.requiredTime(row, "now");
		return Optional.ofNullable(next).map((at) -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
	}

	Map<String, Instant> nextFireTimes() {
		return this.context.database().transact((session) -> {
			Map<String, Instant> times = new HashMap<>();
			session.query(this.nextFireTimes,
					(row) -> times.put(row.getString("job_id"), Session.requiredTime(row, "next_fire")),
					this.context.namespace());
			return times;
		});
	}

	/**
	 * Return the states of schedules, which stay as they are until the transaction ends.
	 * @return the states by job, to change at will
	 */
	Map<String, ScheduleState> locked(Session session, Collection<String> jobs) throws SQLException {
		return states(session, this.lock, jobs);
	}

	/**
	 * Write the states of schedules that are locked.
	 */
	void write(Session session, Collection<ScheduleState> states) throws SQLException {
		if (states.isEmpty()) {
			return;
		}
		switch (this.context.dialect()) {
			case POSTGRESQL ->
				session.update(this.updateAll, session.column("text", states, ScheduleState::fingerprint),
						session.column("bigint", states, (state) -> Session.epochMicros(state.anchor())),
						session.column("bigint", states, (state) -> Session.epochMicros(state.nextFire())),
						session.column("bigint", states, (state) -> millis(state.delay())),
						session.column("text", states, ScheduleState::jobId), this.context.namespace());
			case H2 -> session.batch(this.update, states.stream().map(this::row).toList());
		}
	}

	/**
	 * Return a state as the table keeps it.
	 */
	static ScheduleState stored(ScheduleState state) {
		Instant next = state.nextFire();
		Duration delay = state.delay();
		return new ScheduleState(state.jobId(), state.fingerprint(), Session.stored(state.anchor()),
				(next != null) ? Session.stored(next) : null,
				(delay != null) ? delay.truncatedTo(ChronoUnit.MILLIS) : null);
	}

	private static ScheduleState state(ResultSet row) throws SQLException {
		Long millis = row.getObject("delay_ms", Long.class);
		return new ScheduleState(row.getString("job_id"), row.getString("fingerprint"),
				Session.requiredTime(row, "anchor"), Session.time(row, "next_fire"),
				(millis != null) ? Duration.ofMillis(millis) : null);
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

}
