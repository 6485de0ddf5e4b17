package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import dev.jobs.run.Cursor;
import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * Finds and lists runs, unfinished and finished ones. However many runs a page holds,
 * their labels and their attempts take one statement each.
 */
final class RunQueries {

	private final StoreContext context;

	private final RunSelect select;

	private final String labels;

	private final String attempts;

	RunQueries(StoreContext context) {
		this.context = context;
		this.select = new RunSelect(context);
		this.labels = context.sql("""
				SELECT run_id, label_key, label_value FROM jobs_label WHERE run_id = ANY (?)
				ORDER BY run_id, label_key""");
		this.attempts = context.sql("""
				SELECT run_id, attempt, token, node_id, started_at, finished_at, reason, error_type, error_message,
					error_stack
				FROM jobs_attempt WHERE run_id = ANY (?) ORDER BY run_id, token""");
	}

	Optional<Run> find(UUID id) {
		return this.context.database().transact((session) -> find(session, id));
	}

	/**
	 * Find a run in a transaction that has begun.
	 */
	Optional<Run> find(Session session, UUID id) throws SQLException {
		return read(session, this.select.byId(id), this.context.now(session)).stream().findFirst();
	}

	Page<Run> list(RunQuery query) {
		if (!RunSelect.isPossible(query)) {
			return new Page<>(List.of(), null);
		}
		return this.context.database().transact((session) -> {
			Instant now = this.context.now(session);
			return page(read(session, this.select.page(query, now), now), query.limit());
		});
	}

	private static Page<Run> page(List<Run> runs, int limit) {
		if (runs.size() <= limit) {
			return new Page<>(runs, null);
		}
		Run last = runs.get(limit - 1);
		return new Page<>(runs.subList(0, limit), new Cursor(last.createdAt(), last.id()));
	}

	private List<Run> read(Session session, RunSelect.Statement select, Instant now) throws SQLException {
		Map<UUID, RunRow> rows = new LinkedHashMap<>();
		session.query(select.sql(), (row) -> RunRow.read(row, now), select.parameters())
			.forEach((row) -> rows.putIfAbsent(row.run().id(), row));
		readMore(session, this.labels, rows, RunRow::labelled,
				(run, row) -> run.labels().put(row.getString("label_key"), row.getString("label_value")));
		readMore(session, this.attempts, rows, RunRow::mayHaveAttempts,
				(run, row) -> run.attempts().add(RunRow.attempt(row)));
		return rows.values().stream().map(RunRow::run).toList();
	}

	private static void readMore(Session session, String sql, Map<UUID, RunRow> rows, Predicate<RunRow> of, More more)
			throws SQLException {
		Object[] ids = rows.values().stream().filter(of).map((row) -> row.run().id()).toArray();
		if (ids.length > 0) {
			session.query(sql, (row) -> {
				RunRow run = rows.get(row.getObject("run_id", UUID.class));
				if (run != null) {
					more.add(run, row);
				}
				return true;
			}, session.array("uuid", ids));
		}
	}

	@FunctionalInterface
	private interface More {

		void add(RunRow run, ResultSet row) throws SQLException;

	}

}
