package dev.jobs.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Names;
import dev.jobs.run.Cursor;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;

/**
 * Makes the statements that read runs from both tables. A page is put together from
 * branches, one for the unfinished runs and one for each terminal state. An index gives
 * the finished ones in the order of the page, all or those of a job or with a key: they
 * cost no more than its length, however many there are. So does a label. Unfinished runs
 * are few as a rule, and are read through.
 */
final class RunSelect {

	private static final Set<RunState> TERMINAL = Set.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED);

	private static final String ONLY = " WHERE namespace = ?";

	private static final String COLUMNS = """
			SELECT id, job_id, queue, state, reason, trigger_code, rank, attempt, max_attempts, crashes, token, created_at,
				scheduled_at, due_at, started_at, deadline_at, timeout_ms, node_id, key_text, labelled, replay_of,
				parent_run_id, cancel_requested, payload, payload_version, trace, error_type, error_message, error_stack,
			""";

	private final String namespace;

	private final Dialect dialect;

	private final String unfinished;

	private final String lastIds;

	private final String finished;

	private final String labelled;

	private final String keyHolders;

	RunSelect(StoreContext context) {
		this.namespace = context.namespace();
		this.dialect = context.dialect();
		this.lastIds = context.sql("SELECT * FROM jobs_run");
		this.unfinished = context
			.sql(COLUMNS + "CAST(NULL AS timestamp with time zone) AS finished_at, NULL AS result FROM jobs_run");
		this.finished = context.sql(COLUMNS + "finished_at, result FROM jobs_history");
		this.labelled = context.sql("SELECT run.* FROM jobs_label l JOIN (" + this.unfinished + " UNION ALL "
				+ this.finished + ") run ON run.id = l.run_id"
				+ " WHERE l.namespace = ? AND l.label_key = ? AND l.label_value = ?");
		this.keyHolders = context
			.sql(" AND id IN (SELECT k.run_id FROM jobs_key k WHERE k.namespace = ? AND k.key_text = ?)");
	}

	/**
	 * Return whether a run can be in the answer: text that no column can hold is in none.
	 */
	static boolean isPossible(RunQuery query) {
		return Stream.of(query.jobId(), query.queue(), query.labelKey(), query.labelValue(), query.key())
			.allMatch(Names::isStorable);
	}

	Statement byId(UUID id) {
		Builder sql = new Builder();
		sql.add(this.unfinished).add(ONLY, this.namespace).add(" AND id = ?", id).add(" UNION ALL ");
		return sql.add(this.finished).add(ONLY, this.namespace).add(" AND id = ?", id).build();
	}

	/**
	 * Return the statement for a page and one run more, which tells whether another page
	 * follows.
	 */
	Statement page(RunQuery query, Instant now) {
		return (query.labelKey() != null) ? byLabel(query, now) : byTime(query, now);
	}

	private Statement byTime(RunQuery query, Instant now) {
		Builder sql = new Builder().add("SELECT * FROM (");
		String and = "";
		if (wantsUnfinished(query)) {
			addUnfinished(sql.add("(").add(this.unfinished), query, now);
			addOldest(sql, query, now);
			sql.add(" ORDER BY created_at DESC, id DESC LIMIT ?)", query.limit() + 1);
			and = " UNION ALL ";
		}
		for (RunState state : terminal(query)) {
			addFinished(sql.add(and).add("("), query);
			sql.add(" AND state = " + Codes.of(state));
			addTimes(sql, query, "created_at", "id");
			sql.add(orderInHistory(query)).add(" LIMIT ?)", query.limit() + 1);
			and = " UNION ALL ";
		}
		return sql.add(") page ORDER BY created_at DESC, id DESC LIMIT ?", query.limit() + 1).build();
	}

	// PostgreSQL looks runs up by id only if the two tables are joined without
	// conditions.
	private Statement byLabel(RunQuery query, Instant now) {
		Builder sql = new Builder().add(this.labelled, this.namespace, query.labelKey(), query.labelValue());
		addNames(sql, query);
		addStates(sql, query.states(), now);
		addTimes(sql, query, "l.created_at", "l.run_id");
		return sql.add("""
				 ORDER BY l.namespace DESC, l.label_key DESC, l.label_value DESC, l.created_at DESC, l.run_id DESC
				LIMIT ?""", query.limit() + 1).build();
	}

	private static boolean wantsUnfinished(RunQuery query) {
		return query.states().isEmpty() || !TERMINAL.containsAll(query.states());
	}

	private static List<RunState> terminal(RunQuery query) {
		return TERMINAL.stream()
			.filter((state) -> query.states().isEmpty() || query.states().contains(state))
			.sorted()
			.toList();
	}

	private void addUnfinished(Builder sql, RunQuery query, Instant now) {
		addNames(sql.add(ONLY, this.namespace), query);
		if (query.key() != null) {
			sql.add(this.keyHolders, this.namespace, query.key());
		}
		addStates(sql, query.states(), now);
		addTimes(sql, query, "created_at", "id");
	}

	// No index has the unfinished runs in this order, and sorting a million of them takes
	// longer than to read them. Their ids are nearly in this order: where enough of those
	// with the last ids belong on the page, it goes back no further than these do,
	// whatever
	// the clocks say by which nodes make ids.
	private void addOldest(Builder sql, RunQuery query, Instant now) {
		if (this.dialect != Dialect.POSTGRESQL || query.key() != null) {
			return;
		}
		Cursor cursor = query.cursor();
		sql.add(" AND created_at >= coalesce((SELECT CASE WHEN count(*) > ? THEN min(created_at) END FROM (",
				query.limit());
		sql.add("SELECT created_at FROM (").add(this.lastIds);
		sql.addIf(" WHERE id <= ?", (cursor != null) ? cursor.id() : null);
		addUnfinished(sql.add(" ORDER BY id DESC LIMIT 1000) last"), query, now);
		sql.add(" ORDER BY created_at DESC LIMIT ?) page), '-infinity')", query.limit() + 1);
	}

	// What is due counts as queued, whether or not somebody has come by to write that.
	private static void addStates(Builder sql, Set<RunState> states, Instant now) {
		String or = " AND (";
		for (RunState state : states) {
			sql.add(or);
			switch (state) {
				case SCHEDULED -> sql.add("(state = 0 AND due_at > ?)", now);
				case QUEUED -> sql.add("state = 1 OR (state IN (0, 3) AND due_at <= ?)", now);
				case RETRYING -> sql.add("(state = 3 AND due_at > ?)", now);
				case RUNNING, SUCCEEDED, FAILED, CANCELLED -> sql.add("state = " + Codes.of(state));
			}
			or = " OR ";
		}
		sql.add(states.isEmpty() ? "" : ")");
	}

	private void addFinished(Builder sql, RunQuery query) {
		addNames(sql.add(this.finished).add(ONLY, this.namespace), query);
	}

	private static void addNames(Builder sql, RunQuery query) {
		sql.addIf(" AND job_id = ?", query.jobId())
			.addIf(" AND queue = ?", query.queue())
			.addIf(" AND key_text = ?", query.key());
	}

	// There is always an end, or H2 does not prefer the index that has the times to one
	// that has not; and the first condition on the cursor is for it, too.
	private static void addTimes(Builder sql, RunQuery query, String time, String id) {
		sql.addIf(" AND " + time + " >= ?", query.from());
		sql.add(" AND " + time + " < ?", (query.to() != null) ? query.to() : Session.LAST);
		Cursor cursor = query.cursor();
		if (cursor != null) {
			sql.add(" AND %1$s <= ? AND (%1$s, %2$s) < (?, ?)".formatted(time, id), cursor.createdAt(),
					cursor.createdAt(), cursor.id());
		}
	}

	// The whole index, or H2 does not see that it has the order.
	private static String orderInHistory(RunQuery query) {
		String name = (query.key() != null) ? "key_text DESC, " : (query.jobId() != null) ? "job_id DESC, " : "";
		return " ORDER BY namespace DESC, " + name + "state DESC, created_at DESC, id DESC";
	}

	/**
	 * A statement with its parameters.
	 *
	 * @param sql the statement
	 * @param parameters what its question marks stand for
	 */
	record Statement(String sql, @Nullable Object[] parameters) {
	}

	private static final class Builder {

		private final StringBuilder sql = new StringBuilder();

		private final List<@Nullable Object> parameters = new ArrayList<>();

		Builder add(String part, @Nullable Object... parameters) {
			this.sql.append(part);
			Collections.addAll(this.parameters, parameters);
			return this;
		}

		Builder addIf(String part, @Nullable Object parameter) {
			return (parameter != null) ? add(part, parameter) : this;
		}

		Statement build() {
			return new Statement(this.sql.toString(), this.parameters.toArray());
		}

	}

}
