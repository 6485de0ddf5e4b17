package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunState;

/**
 * Moves runs that have ended to the history, with all that belongs to an end: the run's
 * key begins to expire, its end is counted, a fixed delay begins.
 */
final class Endings {

	private static final String KEPT = """
			id, due_at, created_at, scheduled_at, started_at, deadline_at, token, timeout_ms, attempt, max_attempts, slot,
			rank, trigger_code, crashes, payload_version, cancel_requested, labelled, replay_of, parent_run_id, namespace, queue, job_id,
			node_id, key_text, trace, payload""";

	private static final String GONE = """
			WITH gone AS (
				DELETE FROM jobs_run r
				USING unnest(?::uuid[], ?::bigint[], ?::boolean[], ?::integer[], ?::integer[], ?::text[], ?::text[],
					?::text[], ?::text[])
					AS e(to_id, to_token, running, to_state, to_reason, to_type, to_message, to_stack, to_result)
				WHERE r.id = e.to_id AND r.token = e.to_token AND (r.state = 2) = e.running
				RETURNING r.*, e.*, CAST(? AS timestamptz) AS to_time)
			""";

	private static final String GONE_IN_H2 = """
			FROM OLD TABLE (DELETE FROM jobs_run WHERE id = ANY (?8) AND token = ?9 AND (state = 2) = ?10)""";

	private static final String INTO_HISTORY = """
			INSERT INTO jobs_history (%s,
				state, reason, error_type, error_message, error_stack, result, finished_at)
			""".formatted(KEPT);

	// A run that was asked to end is cancelled, whatever became of its attempt.
	private static final String ENDED = """
			SELECT %s,
				CASE WHEN cancel_requested THEN 6 ELSE to_state END,
				CASE WHEN cancel_requested THEN NULL ELSE to_reason END,
				CASE WHEN cancel_requested THEN error_type WHEN to_state = 4 THEN NULL
					ELSE coalesce(to_type, error_type) END,
				CASE WHEN cancel_requested THEN error_message WHEN to_state = 4 THEN NULL
					WHEN to_type IS NULL THEN error_message ELSE to_message END,
				CASE WHEN cancel_requested THEN error_stack WHEN to_state = 4 THEN NULL
					WHEN to_type IS NULL THEN error_stack ELSE to_stack END,
				CASE WHEN cancel_requested THEN NULL ELSE to_result END,
				to_time
			""".formatted(KEPT);

	private static final String ROW = "id, state, job_id, key_text, trigger_code, started_at";

	private static final String DELAYED = """
			WHERE namespace = ? AND job_id = ANY (?) AND next_fire IS NULL AND delay_ms IS NOT NULL""";

	private final StoreContext context;

	private final Tallies tallies;

	private final String move;

	private final String expireKey;

	private final String beginDelays;

	Endings(StoreContext context, Tallies tallies) {
		this.context = context;
		this.tallies = tallies;
		this.move = context.sql(move(context.dialect()));
		this.expireKey = context.sql("""
				UPDATE jobs_key SET expires_at = ?
				WHERE namespace = ? AND job_id = ? AND key_text = ? AND run_id = ?""");
		this.beginDelays = context.sql(beginDelays(context.dialect()));
	}

	private static String move(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL -> GONE + INTO_HISTORY + ENDED + "FROM gone RETURNING " + ROW;
			case H2 ->
				"SELECT " + ROW + " FROM FINAL TABLE (" + INTO_HISTORY + withParameters(ENDED) + GONE_IN_H2 + ")";
		};
	}

	private static String withParameters(String ended) {
		return ended.replace("to_state", "CAST(?1 AS smallint)")
			.replace("to_reason", "CAST(?2 AS smallint)")
			.replace("to_type", "CAST(?3 AS varchar)")
			.replace("to_message", "CAST(?4 AS varchar)")
			.replace("to_stack", "CAST(?5 AS varchar)")
			.replace("to_result", "CAST(?6 AS varchar)")
			.replace("to_time", "CAST(?7 AS timestamp(6) with time zone)");
	}

	// By job, as all who change several rows do; H2 goes by the index.
	private static String beginDelays(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL ->
				"""
						UPDATE jobs_schedule s SET next_fire = CAST(? AS timestamptz) + s.delay_ms * INTERVAL '1 millisecond'
						FROM (SELECT namespace, job_id FROM jobs_schedule %s ORDER BY %s FOR UPDATE) d
						WHERE s.namespace = d.namespace AND s.job_id = d.job_id"""
					.formatted(DELAYED, ScheduleRows.byJob(dialect));
			case H2 -> """
					UPDATE jobs_schedule SET
						next_fire = DATEADD(MILLISECOND, delay_ms, CAST(? AS timestamp(6) with time zone)) %s"""
				.formatted(DELAYED);
		};
	}

	/**
	 * End runs. A run that was asked to end is {@code CANCELLED} whatever its ending. If
	 * a fixed delay begins, the session announces work.
	 * @param endings the endings, none twice
	 * @return the states that were written, in the same order, {@code null} where the run
	 * had moved on
	 */
	List<@Nullable RunState> write(Session session, List<Ending> endings, Instant now) throws SQLException {
		if (endings.isEmpty()) {
			return List.of();
		}
		List<Ending> byId = endings.stream().sorted(Comparator.comparing(Ending::runId)).toList();
		Map<UUID, Ended> ended = switch (this.context.dialect()) {
			case POSTGRESQL -> byId(move(session, byId, now));
			case H2 -> byId(moveAlike(session, byId, now));
		};
		List<@Nullable RunState> states = new ArrayList<>(endings.size());
		List<Ended> won = new ArrayList<>(ended.size());
		for (Ending ending : endings) {
			Ended run = ended.remove(ending.runId());
			states.add((run != null) ? run.state() : null);
			if (run != null) {
				won.add(run);
			}
		}
		follow(session, won, now);
		return states;
	}

	private List<Ended> move(Session session, List<Ending> endings, Instant now) throws SQLException {
		return session.query(this.move, Ended::read, session.column("uuid", endings, Ending::runId),
				session.column("bigint", endings, Ending::token), session.column("boolean", endings, Ending::running),
				session.column("integer", endings, (ending) -> Codes.of(ending.state())),
				session.column("integer", endings, (ending) -> Codes.of(ending.reason())),
				session.column("text", endings, Ending::errorType),
				session.column("text", endings, Ending::errorMessage),
				session.column("text", endings, Ending::errorStack), session.column("text", endings, Ending::result),
				now);
	}

	// H2 would compare each row of a table with each of an array.
	private List<Ended> moveAlike(Session session, List<Ending> endings, Instant now) throws SQLException {
		List<Ended> ended = new ArrayList<>(endings.size());
		for (List<Ending> alike : Stretches.of(endings, Ending::isLike)) {
			Ending one = alike.get(0);
			ended.addAll(session.query(this.move, Ended::read, Codes.of(one.state()), Codes.of(one.reason()),
					one.errorType(), one.errorMessage(), one.errorStack(), one.result(), now,
					session.column("uuid", alike, Ending::runId), one.token(), one.running()));
		}
		return ended;
	}

	private static Map<UUID, Ended> byId(List<Ended> ended) {
		Map<UUID, Ended> byId = new HashMap<>();
		ended.forEach((run) -> byId.put(run.id(), run));
		return byId;
	}

	private void follow(Session session, List<Ended> ended, Instant now) throws SQLException {
		expireKeys(session, ended, now);
		beginDelays(session, ended, now);
		this.tallies.ended(session, ended.stream().map(Ended::tallied).toList(), now);
	}

	private void expireKeys(Session session, List<Ended> ended, Instant now) throws SQLException {
		Instant expiry = now.plus(this.context.settings().keysRetention());
		List<@Nullable Object[]> rows = new ArrayList<>(0);
		for (Ended run : ended) {
			if (run.key() != null) {
				rows.add(new @Nullable Object[] { expiry, this.context.namespace(), run.jobId(), run.key(), run.id() });
			}
		}
		if (!rows.isEmpty()) {
			session.batch(this.expireKey, rows);
		}
	}

	private void beginDelays(Session session, List<Ended> ended, Instant now) throws SQLException {
		Object[] jobs = ended.stream()
			.filter((run) -> run.trigger() == Trigger.SCHEDULED)
			.map(Ended::jobId)
			.distinct()
			.toArray();
		if (jobs.length > 0 && session.update(this.beginDelays, now, this.context.namespace(),
				session.array("varchar", jobs)) > 0) {
			session.announceSchedules();
		}
	}

	private record Ended(UUID id, RunState state, String jobId, @Nullable String key, Trigger trigger,
			@Nullable Instant startedAt) {

		static Ended read(ResultSet row) throws SQLException {
			return new Ended(row.getObject("id", UUID.class), Codes.state(row.getInt("state")), row.getString("job_id"),
					row.getString("key_text"), Codes.trigger(row.getInt("trigger_code")),
					Session.time(row, "started_at"));
		}

		Tallies.End tallied() {
			return new Tallies.End(this.jobId, this.state, this.startedAt);
		}

	}

}
