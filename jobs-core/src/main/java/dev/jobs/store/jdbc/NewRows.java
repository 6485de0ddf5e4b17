package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Inserted;
import dev.jobs.store.NewRun;

/**
 * Adds the rows of new runs, with their labels and in their slots. Knows nothing of keys.
 * Never raises a constraint error inside a transaction that such an error would end.
 */
final class NewRows {

	/**
	 * The token of a claim that comes with a new run. No other claim of the run has it,
	 * because a run that has a claimant begins with it, claimed or not.
	 */
	static final long FIRST_TOKEN = 1;

	/** Stands for a claimant that is not to have the run after all. */
	static final String NOBODY = "";

	// Beyond this nothing is gained, and payloads may be large.
	private static final int ROWS_PER_STATEMENT = 1_000;

	private static final String INTO_RUNS = """
			INSERT INTO jobs_run (id, created_at, due_at, scheduled_at, deadline_at, state, timeout_ms, max_attempts, slot,
				rank, trigger_code, payload_version, labelled, replay_of, parent_run_id, namespace, queue, job_id, key_text,
				trace, payload""";

	// A run that may expire is left to the next claim, which knows until when. The OFFSET
	// keeps the condition from being copied to each column.
	private static final String CLAIMS = """
			CROSS JOIN LATERAL (
				SELECT CASE WHEN m.may THEN v.node_id END AS node_id, CASE WHEN m.may THEN t.now END AS started_at,
					CASE WHEN m.may THEN 1 ELSE 0 END AS attempt, CASE WHEN v.node_id IS NULL THEN 0 ELSE %d END AS token
				FROM (SELECT v.node_id <> '' AND v.deadline_us IS NULL AND d.due_at <= t.now AND NOT EXISTS (
					SELECT 1 FROM jobs_pause p
					WHERE p.namespace = t.namespace AND (p.until_at IS NULL OR p.until_at > t.now)
						AND ((p.kind = 1 AND p.name = v.job_id) OR (p.kind = 2 AND p.name = v.queue))) AS may
					OFFSET 0) m) c"""
		.formatted(FIRST_TOKEN);

	private static final List<Column> COLUMNS = List.of(new Column("id", "uuid", NewRun::id),
			new Column("at_us", "bigint", (run) -> Session.epochMicros(run.due().at())),
			new Column("delay_us", "bigint", (run) -> micros(delay(run))),
			new Column("deadline_us", "bigint", (run) -> micros(run.deadline())),
			new Column("timeout_ms", "bigint", (run) -> millis(run.timeout())),
			new Column("max_attempts", "integer", NewRun::maxAttempts),
			new Column("slot", "integer", (run, slots) -> slots.get(run.id())),
			new Column("rank", "integer", (run) -> -run.priority()),
			new Column("trigger_code", "integer", (run) -> Codes.of(run.trigger())),
			new Column("payload_version", "smallint", NewRun::payloadVersion),
			new Column("labelled", "boolean", (run) -> !run.labels().isEmpty()),
			new Column("replay_of", "uuid", NewRun::replayOf), new Column("parent_run_id", "uuid", NewRun::parentRunId),
			new Column("queue", "text", NewRun::queue), new Column("job_id", "text", NewRun::jobId),
			new Column("key_text", "text", NewRun::key),
			new Column("trace", "text", (run) -> TraceText.of(run.trace())),
			new Column("payload", "text", NewRun::payload), new Column("node_id", "text", NewRun::claimant));

	private final StoreContext context;

	private final String insertAll;

	private final String claimAll;

	private final String insertSingle;

	private final String claimSingle;

	private final String insertOne;

	private final String label;

	private final String slots;

	private final String known;

	NewRows(StoreContext context) {
		this.context = context;
		this.insertAll = context.sql(inserting(arrays(), ""));
		this.claimAll = context.sql(inserting(arrays(), CLAIMS));
		this.insertSingle = context.sql(inserting(values(), ""));
		this.claimSingle = context.sql(inserting(values(), CLAIMS));
		this.insertOne = context
			.sql(INTO_RUNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
		this.label = context.sql("""
				INSERT INTO jobs_label (label_key, label_value, run_id, namespace, created_at)
				SELECT CAST(? AS varchar), CAST(? AS varchar), id, namespace, created_at FROM jobs_run WHERE id = ?""");
		this.slots = context
			.sql("SELECT job_id, slot FROM jobs_run WHERE namespace = ? AND job_id = ANY (?) AND slot IS NOT NULL");
		this.known = context.sql("""
				SELECT id FROM jobs_run WHERE id = ANY (?)
				UNION ALL SELECT id FROM jobs_history WHERE id = ANY (?)""");
	}

	// Runs without claimants do not pay for those that have one, nor one run for arrays.
	private static String inserting(String rows, String claims) {
		boolean claim = !claims.isEmpty();
		return """
				WITH t AS MATERIALIZED (SELECT coalesce(?::timestamptz, clock_timestamp()) AS now, ? AS namespace)
				%s%s)
				SELECT v.id, t.now, d.due_at, d.due_at,
					greatest(d.due_at, t.now) + v.deadline_us * INTERVAL '1 microsecond',
					CASE WHEN d.due_at > t.now THEN 0 %s ELSE 1 END, v.timeout_ms, v.max_attempts, v.slot, v.rank,
					v.trigger_code, v.payload_version, v.labelled, v.replay_of, v.parent_run_id, t.namespace, v.queue, v.job_id,
					v.key_text, v.trace, v.payload%s
				FROM t CROSS JOIN %s AS v(%s)
				CROSS JOIN LATERAL (
					SELECT coalesce(%s,
						t.now + v.delay_us * INTERVAL '1 microsecond') AS due_at) d
				%s ON CONFLICT DO NOTHING RETURNING id, due_at, started_at"""
			.formatted(INTO_RUNS, claim ? ", started_at, node_id, attempt, token" : "",
					claim ? "WHEN c.node_id IS NOT NULL THEN 2" : "",
					claim ? ", c.started_at, c.node_id, c.attempt, c.token" : "", rows,
					COLUMNS.stream().map(Column::name).collect(Collectors.joining(", ")), Session.timeOf("v.at_us"),
					claims);
	}

	private static String arrays() {
		return COLUMNS.stream()
			.map((column) -> "?::" + column.type() + "[]")
			.collect(Collectors.joining(", ", "unnest(", ")"));
	}

	private static String values() {
		return COLUMNS.stream()
			.map((column) -> "?::" + column.type())
			.collect(Collectors.joining(", ", "(VALUES (", "))"));
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
	 * @return those that are added
	 */
	Map<UUID, Inserted> add(Session session, List<NewRun> runs) throws SQLException {
		Map<UUID, Inserted> added = new HashMap<>();
		for (int from = 0; from < runs.size(); from += ROWS_PER_STATEMENT) {
			List<NewRun> some = runs.subList(from, Math.min(runs.size(), from + ROWS_PER_STATEMENT));
			added.putAll(insert(session, some, Map.of()));
		}
		return added;
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
			added.addAll(insert(session, fitting.subList(from, to), free).keySet());
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

	private Map<UUID, Inserted> insert(Session session, List<NewRun> runs, Map<UUID, Integer> slots)
			throws SQLException {
		Map<UUID, Inserted> added = switch (this.context.dialect()) {
			case POSTGRESQL -> insertTogether(session, runs, slots);
			case H2 -> insertEach(session, runs, slots);
		};
		addLabels(session, runs, added.keySet());
		return added;
	}

	private Map<UUID, Inserted> insertTogether(Session session, List<NewRun> runs, Map<UUID, Integer> slots)
			throws SQLException {
		Map<UUID, NewRun> claims = new HashMap<>(0);
		runs.stream().filter((run) -> run.claimant() != null).forEach((run) -> claims.put(run.id(), run));
		Map<UUID, Inserted> added = new HashMap<>();
		session
			.query(statement(runs.size() == 1, !claims.isEmpty()), (row) -> inserted(row, claims),
					parameters(session, runs, slots))
			.forEach((one) -> added.put(one.runId(), one));
		return added;
	}

	private String statement(boolean single, boolean claims) {
		if (single) {
			return claims ? this.claimSingle : this.insertSingle;
		}
		return claims ? this.claimAll : this.insertAll;
	}

	private @Nullable Object[] parameters(Session session, List<NewRun> runs, Map<UUID, Integer> slots)
			throws SQLException {
		List<@Nullable Object> parameters = new ArrayList<>(COLUMNS.size() + 2);
		parameters.add(this.context.givenTime());
		parameters.add(this.context.namespace());
		for (Column column : COLUMNS) {
			parameters.add((runs.size() == 1) ? column.value().apply(runs.get(0), slots)
					: session.column(column.type(), runs, (run) -> column.value().apply(run, slots)));
		}
		return parameters.toArray();
	}

	private static Inserted inserted(ResultSet row, Map<UUID, NewRun> claims) throws SQLException {
		UUID id = row.getObject("id", UUID.class);
		Instant startedAt = Session.time(row, "started_at");
		ClaimedRun claimed = (startedAt != null)
				? claimed(Objects.requireNonNull(claims.get(id)), Session.requiredTime(row, "due_at"), startedAt)
				: null;
		return new Inserted(Inserted.Status.CREATED, id, claimed);
	}

	private static ClaimedRun claimed(NewRun run, Instant dueAt, Instant now) {
		return new ClaimedRun(run.id(), run.jobId(), run.queue(), FIRST_TOKEN, 1, run.maxAttempts(), 0, run.trigger(),
				run.payload(), run.payloadVersion(), dueAt, dueAt, now, now, run.timeout(), null, run.trace());
	}

	private Map<UUID, Inserted> insertEach(Session session, List<NewRun> runs, Map<UUID, Integer> slots)
			throws SQLException {
		Instant now = this.context.now(session);
		try {
			session.batch(this.insertOne, runs.stream().map((run) -> row(run, slots.get(run.id()), now)).toList());
		}
		catch (SQLException ex) {
			if (slots.isEmpty() || !SqlErrors.isDuplicate(ex)) {
				throw ex;
			}
			return Map.of();
		}
		return runs.stream()
			.collect(Collectors.toMap(NewRun::id, (run) -> new Inserted(Inserted.Status.CREATED, run.id())));
	}

	private @Nullable Object[] row(NewRun run, @Nullable Integer slot, Instant now) {
		Instant due = run.due().from(now).truncatedTo(ChronoUnit.MICROS);
		Instant from = due.isAfter(now) ? due : now;
		Instant deadline = (run.deadline() != null) ? from.plus(run.deadline()) : null;
		RunState state = due.isAfter(now) ? RunState.SCHEDULED : RunState.QUEUED;
		return new @Nullable Object[] { run.id(), now, due, due, deadline, Codes.of(state), millis(run.timeout()),
				run.maxAttempts(), slot, -run.priority(), Codes.of(run.trigger()), run.payloadVersion(),
				!run.labels().isEmpty(), run.replayOf(), run.parentRunId(), this.context.namespace(), run.queue(),
				run.jobId(), run.key(), TraceText.of(run.trace()), run.payload() };
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

	private static @Nullable Long micros(@Nullable Duration duration) {
		return (duration != null)
				? Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000)
				: null;
	}

	// Never shorter than asked for.
	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.plusNanos(999_999).toMillis() : null;
	}

	/**
	 * What the statement of PostgreSQL takes of each run.
	 *
	 * @param name its name
	 * @param type its type
	 * @param value its value of a run, given the slots that runs have got
	 */
	private record Column(String name, String type,
			BiFunction<NewRun, Map<UUID, Integer>, ? extends @Nullable Object> value) {

		Column(String name, String type, Function<NewRun, ? extends @Nullable Object> value) {
			this(name, type, (run, slots) -> value.apply(run));
		}

	}

}
