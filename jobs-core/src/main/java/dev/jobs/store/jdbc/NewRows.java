package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;
import dev.jobs.store.NewRun;

/**
 * Adds the rows of new runs, with their labels and in their slots. Knows nothing of keys.
 * Never raises a constraint error inside a transaction that such an error would end.
 */
final class NewRows {

	// Beyond this nothing is gained, and payloads may be large.
	private static final int ROWS_PER_STATEMENT = 1_000;

	private static final String COLUMNS = """
			INSERT INTO jobs_run (id, created_at, due_at, scheduled_at, deadline_at, state, timeout_ms, max_attempts, slot,
				rank, trigger_code, labelled, replay_of, parent_run_id, namespace, queue, job_id, key_text, trace, payload)
			""";

	private final StoreContext context;

	private final String insertAll;

	private final String insertOne;

	private final String label;

	private final String slots;

	private final String known;

	NewRows(StoreContext context) {
		this.context = context;
		this.insertAll = context.sql("""
				WITH t AS MATERIALIZED (SELECT coalesce(?::timestamptz, clock_timestamp()) AS now)
				""" + COLUMNS + """
				SELECT v.id, t.now, d.due_at, d.due_at,
					greatest(d.due_at, t.now) + v.deadline_us * INTERVAL '1 microsecond',
					CASE WHEN d.due_at > t.now THEN 0 ELSE 1 END, v.timeout_ms, v.max_attempts, v.slot, v.rank,
					v.trigger_code, v.labelled, v.replay_of, v.parent_run_id, ?, v.queue, v.job_id, v.key_text, v.trace,
					v.payload
				FROM t CROSS JOIN unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[],
					?::integer[], ?::integer[], ?::integer[], ?::boolean[], ?::uuid[], ?::uuid[], ?::text[], ?::text[],
					?::text[], ?::text[], ?::text[])
					AS v(id, at_us, delay_us, deadline_us, timeout_ms, max_attempts, slot, rank, trigger_code, labelled,
						replay_of, parent_run_id, queue, job_id, key_text, trace, payload)
				CROSS JOIN LATERAL (
					SELECT coalesce(TIMESTAMPTZ 'epoch' + v.at_us * INTERVAL '1 microsecond',
						t.now + v.delay_us * INTERVAL '1 microsecond') AS due_at) d
				ON CONFLICT DO NOTHING RETURNING id""");
		this.insertOne = context.sql(COLUMNS + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
		this.label = context.sql("""
				INSERT INTO jobs_label (label_key, label_value, run_id, namespace, created_at)
				SELECT CAST(? AS varchar), CAST(? AS varchar), id, namespace, created_at FROM jobs_run WHERE id = ?""");
		this.slots = context
			.sql("SELECT job_id, slot FROM jobs_run WHERE namespace = ? AND job_id = ANY (?) AND slot IS NOT NULL");
		this.known = context.sql("""
				SELECT id FROM jobs_run WHERE id = ANY (?)
				UNION ALL SELECT id FROM jobs_history WHERE id = ANY (?)""");
	}

	/**
	 * Return whether to add runs that need no slot takes one statement.
	 */
	boolean isOneStatement(List<NewRun> runs) {
		return this.context.dialect() == Dialect.POSTGRESQL && runs.size() <= ROWS_PER_STATEMENT
				&& runs.stream().allMatch((run) -> run.labels().isEmpty());
	}

	/**
	 * Add runs that need no slot.
	 */
	void add(Session session, List<NewRun> runs) throws SQLException {
		for (int from = 0; from < runs.size(); from += ROWS_PER_STATEMENT) {
			List<NewRun> some = runs.subList(from, Math.min(runs.size(), from + ROWS_PER_STATEMENT));
			insert(session, some, Map.of());
		}
	}

	/**
	 * Add a run if its job has a free slot. Waits for other transactions that may have
	 * taken the last one.
	 * @return {@code false} if there is none, and the run is not there already
	 */
	boolean addInSlot(Session session, NewRun run) throws SQLException {
		List<NewRun> alone = List.of(run);
		// Each round but the last has lost a slot to another transaction.
		for (int round = 0; round <= run.slots(); round++) {
			Map<UUID, Integer> free = freeSlots(session, alone);
			if (free.isEmpty()) {
				break;
			}
			if (!insert(session, alone, free).isEmpty()) {
				return true;
			}
		}
		return !known(session, alone).isEmpty();
	}

	/**
	 * Add runs of different jobs, each if it needs no slot or its job has a free one.
	 * @return those that are there
	 */
	Set<UUID> addEach(Session session, List<NewRun> runs) throws SQLException {
		Set<UUID> added = new HashSet<>();
		List<NewRun> left = (this.context.dialect() == Dialect.POSTGRESQL) ? addTogether(session, runs, added) : runs;
		for (NewRun run : left) {
			if (addAlone(session, run)) {
				added.add(run.id());
			}
		}
		return added;
	}

	// What is left has lost its slot to another transaction.
	private List<NewRun> addTogether(Session session, List<NewRun> runs, Set<UUID> added) throws SQLException {
		Map<UUID, Integer> free = freeSlots(session, runs);
		List<NewRun> fitting = runs.stream().filter((run) -> run.slots() == 0 || free.containsKey(run.id())).toList();
		for (int from = 0; from < fitting.size(); from += ROWS_PER_STATEMENT) {
			int to = Math.min(fitting.size(), from + ROWS_PER_STATEMENT);
			added.addAll(insert(session, fitting.subList(from, to), free));
		}
		return fitting.stream().filter((run) -> !added.contains(run.id())).toList();
	}

	private boolean addAlone(Session session, NewRun run) throws SQLException {
		return (run.slots() > 0) ? addInSlot(session, run) : !insert(session, List.of(run), Map.of()).isEmpty();
	}

	private Map<UUID, Integer> freeSlots(Session session, List<NewRun> runs) throws SQLException {
		List<NewRun> bound = runs.stream().filter((run) -> run.slots() > 0).toList();
		if (bound.isEmpty()) {
			return Map.of();
		}
		Map<String, Set<Integer>> taken = new HashMap<>();
		session.query(this.slots,
				(row) -> taken.computeIfAbsent(row.getString("job_id"), (job) -> new HashSet<>())
					.add(row.getInt("slot")),
				this.context.namespace(), session.column("varchar", bound, NewRun::jobId));
		Map<UUID, Integer> free = new HashMap<>();
		for (NewRun run : bound) {
			Set<Integer> ofJob = taken.getOrDefault(run.jobId(), Set.of());
			if (ofJob.size() < run.slots()) {
				free.put(run.id(), firstFree(ofJob));
			}
		}
		return free;
	}

	private static int firstFree(Set<Integer> taken) {
		int slot = 0;
		while (taken.contains(slot)) {
			slot++;
		}
		return slot;
	}

	private Set<UUID> insert(Session session, List<NewRun> runs, Map<UUID, Integer> slots) throws SQLException {
		Set<UUID> added = switch (this.context.dialect()) {
			case POSTGRESQL -> insertAll(session, runs, slots);
			case H2 -> insertEach(session, runs, slots);
		};
		addLabels(session, runs, added);
		return added;
	}

	private Set<UUID> insertAll(Session session, List<NewRun> runs, Map<UUID, Integer> slots) throws SQLException {
		List<UUID> added = session.query(this.insertAll, (row) -> row.getObject("id", UUID.class),
				this.context.givenTime(), this.context.namespace(), session.column("uuid", runs, NewRun::id),
				session.column("bigint", runs, (run) -> epochMicros(run.due().at())),
				session.column("bigint", runs, (run) -> micros(delay(run))),
				session.column("bigint", runs, (run) -> micros(run.deadline())),
				session.column("bigint", runs, (run) -> millis(run.timeout())),
				session.column("integer", runs, NewRun::maxAttempts),
				session.column("integer", runs, (run) -> slots.get(run.id())),
				session.column("integer", runs, (run) -> -run.priority()),
				session.column("integer", runs, (run) -> Codes.of(run.trigger())),
				session.column("boolean", runs, (run) -> !run.labels().isEmpty()),
				session.column("uuid", runs, NewRun::replayOf), session.column("uuid", runs, NewRun::parentRunId),
				session.column("text", runs, NewRun::queue), session.column("text", runs, NewRun::jobId),
				session.column("text", runs, NewRun::key),
				session.column("text", runs, (run) -> TraceText.of(run.trace())),
				session.column("text", runs, NewRun::payload));
		return Set.copyOf(added);
	}

	private Set<UUID> insertEach(Session session, List<NewRun> runs, Map<UUID, Integer> slots) throws SQLException {
		Instant now = this.context.now(session);
		try {
			session.batch(this.insertOne, runs.stream().map((run) -> row(run, slots.get(run.id()), now)).toList());
		}
		catch (SQLException ex) {
			if (slots.isEmpty() || !SqlErrors.isDuplicate(ex)) {
				throw ex;
			}
			return Set.of();
		}
		return runs.stream().map(NewRun::id).collect(Collectors.toSet());
	}

	private @Nullable Object[] row(NewRun run, @Nullable Integer slot, Instant now) {
		Instant due = run.due().from(now).truncatedTo(ChronoUnit.MICROS);
		Instant from = due.isAfter(now) ? due : now;
		Instant deadline = (run.deadline() != null) ? from.plus(run.deadline()) : null;
		RunState state = due.isAfter(now) ? RunState.SCHEDULED : RunState.QUEUED;
		return new @Nullable Object[] { run.id(), now, due, due, deadline, Codes.of(state), millis(run.timeout()),
				run.maxAttempts(), slot, -run.priority(), Codes.of(run.trigger()), !run.labels().isEmpty(),
				run.replayOf(), run.parentRunId(), this.context.namespace(), run.queue(), run.jobId(), run.key(),
				TraceText.of(run.trace()), run.payload() };
	}

	private void addLabels(Session session, List<NewRun> runs, Set<UUID> added) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>(0);
		for (NewRun run : runs) {
			if (added.contains(run.id())) {
				run.labels().forEach((key, value) -> rows.add(new @Nullable Object[] { key, value, run.id() }));
			}
		}
		if (!rows.isEmpty()) {
			session.batch(this.label, rows);
		}
	}

	/**
	 * Return which of some runs are there, ended or not.
	 */
	Set<UUID> known(Session session, List<NewRun> runs) throws SQLException {
		return new HashSet<>(session.query(this.known, (row) -> row.getObject("id", UUID.class),
				session.column("uuid", runs, NewRun::id), session.column("uuid", runs, NewRun::id)));
	}

	private static @Nullable Duration delay(NewRun run) {
		return (run.due().at() != null) ? null : (run.due().delay() != null) ? run.due().delay() : Duration.ZERO;
	}

	private static @Nullable Long epochMicros(@Nullable Instant time) {
		return (time != null) ? ChronoUnit.MICROS.between(Instant.EPOCH, time) : null;
	}

	private static @Nullable Long micros(@Nullable Duration duration) {
		return (duration != null)
				? Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000)
				: null;
	}

	// Never shorter than asked for.
	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.plusNanos(999_999).toMillis() : null;
	}

}
