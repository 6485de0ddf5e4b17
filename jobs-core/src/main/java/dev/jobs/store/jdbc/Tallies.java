package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.RunState;

/**
 * Counts what becomes of runs, in the transaction in which it does. The numbers of a job
 * are spread over a few rows, so that nodes and threads seldom wait for one another;
 * whoever reads them adds the rows up.
 */
final class Tallies {

	private static final int ROWS_PER_JOB = 16;

	private static final String COLUMNS = """
			(success, failure, skipped, last_execution_at, last_status_at, last_status, namespace, job_id, writer)
			""";

	private final StoreContext context;

	private final long salt = UUID.randomUUID().getLeastSignificantBits();

	private final String upsert;

	private final String update;

	private final String insert;

	Tallies(StoreContext context) {
		this.context = context;
		String clock = context.dialect().clock();
		this.insert = context.sql("INSERT INTO jobs_count " + COLUMNS + """
				VALUES (?, ?, ?, ?, coalesce(?, %s), ?, ?, ?, ?)""".formatted(clock));
		this.upsert = context.sql("INSERT INTO jobs_count AS c " + COLUMNS + """
				SELECT e.success, e.failure, e.skipped, %s, coalesce(?, %s), e.last_status, ?, e.job_id, ?
				FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::smallint[], ?::text[])
					AS e(success, failure, skipped, last_us, last_status, job_id)
				ON CONFLICT (namespace, job_id, writer) DO UPDATE
				SET success = c.success + excluded.success, failure = c.failure + excluded.failure,
					skipped = c.skipped + excluded.skipped,
					last_execution_at = coalesce(excluded.last_execution_at, c.last_execution_at),
					last_status_at = excluded.last_status_at, last_status = excluded.last_status"""
			.formatted(Session.timeOf("e.last_us"), clock));
		this.update = context.sql("""
				UPDATE jobs_count SET success = success + ?, failure = failure + ?, skipped = skipped + ?,
					last_execution_at = coalesce(?, last_execution_at), last_status_at = coalesce(?, %s),
					last_status = ?
				WHERE namespace = ? AND job_id = ? AND writer = ?""".formatted(clock));
	}

	/**
	 * Count skips.
	 * @param skips how many, by job
	 * @param now the store's time, {@code null} for the time of the statement
	 */
	void skipped(Session session, Map<String, Integer> skips, @Nullable Instant now) throws SQLException {
		SortedMap<String, Tally> tallies = new TreeMap<>();
		skips.forEach((job, count) -> tally(tallies, job).skip(count));
		write(session, tallies, now);
	}

	/**
	 * Count ends. Those of cancelled runs are not counted.
	 * @param ends the ends, in the order in which they came
	 * @param now the store's time
	 */
	void ended(Session session, List<End> ends, Instant now) throws SQLException {
		SortedMap<String, Tally> tallies = new TreeMap<>();
		for (End end : ends) {
			if (end.state() != RunState.CANCELLED) {
				tally(tallies, end.jobId()).end(end);
			}
		}
		write(session, tallies, now);
	}

	private static Tally tally(Map<String, Tally> tallies, String job) {
		return tallies.computeIfAbsent(job, (id) -> new Tally());
	}

	// Sorted by job, so that two transactions cannot wait for each other.
	private void write(Session session, SortedMap<String, Tally> tallies, @Nullable Instant now) throws SQLException {
		if (tallies.isEmpty()) {
			return;
		}
		String writer = writer(session);
		switch (this.context.dialect()) {
			case POSTGRESQL -> upsert(session, tallies, writer, now);
			case H2 -> {
				for (Map.Entry<String, Tally> one : tallies.entrySet()) {
					updateOrInsert(session, one.getValue().row(this.context.namespace(), one.getKey(), writer, now));
				}
			}
		}
	}

	private void upsert(Session session, SortedMap<String, Tally> tallies, String writer, @Nullable Instant now)
			throws SQLException {
		Collection<Tally> rows = tallies.values();
		session.update(this.upsert, now, this.context.namespace(), writer,
				session.column("bigint", rows, (tally) -> tally.success),
				session.column("bigint", rows, (tally) -> tally.failure),
				session.column("bigint", rows, (tally) -> tally.skipped),
				session.column("bigint", rows, (tally) -> Session.epochMicros(tally.lastExecution)),
				session.column("smallint", rows, (tally) -> Codes.of(tally.lastStatus)),
				session.array("text", tallies.keySet().toArray()));
	}

	private void updateOrInsert(Session session, @Nullable Object[] row) throws SQLException {
		if (session.update(this.update, row) > 0) {
			return;
		}
		try {
			session.update(this.insert, row);
		}
		catch (SQLException ex) {
			if (!SqlErrors.isDuplicate(ex)) {
				throw ex;
			}
			session.update(this.update, row);
		}
	}

	// The transaction of a caller may take long, and nobody else shall wait for it.
	private String writer(Session session) {
		long row = Math.floorMod(this.salt + Thread.currentThread().getId(), ROWS_PER_JOB);
		return session.isInCallersTransaction() ? "caller-" + row : String.valueOf(row);
	}

	/**
	 * A run that has ended.
	 *
	 * @param jobId the job
	 * @param state the terminal state
	 * @param startedAt when its last attempt began, {@code null} if there was none
	 */
	record End(String jobId, RunState state, @Nullable Instant startedAt) {
	}

	/**
	 * What to add to the numbers of one job.
	 */
	private static final class Tally {

		private long success;

		private long failure;

		private long skipped;

		private @Nullable Instant lastExecution;

		private LastStatus lastStatus = LastStatus.SKIPPED;

		void skip(int count) {
			this.skipped += count;
			this.lastStatus = LastStatus.SKIPPED;
		}

		void end(End end) {
			boolean succeeded = end.state() == RunState.SUCCEEDED;
			this.success += succeeded ? 1 : 0;
			this.failure += succeeded ? 0 : 1;
			this.lastStatus = succeeded ? LastStatus.SUCCESS : LastStatus.FAILURE;
			this.lastExecution = (end.startedAt() != null) ? end.startedAt() : this.lastExecution;
		}

		@Nullable Object[] row(String namespace, String job, String writer, @Nullable Instant now) {
			return new @Nullable Object[] { this.success, this.failure, this.skipped, this.lastExecution, now,
					Codes.of(this.lastStatus), namespace, job, writer };
		}

	}

}
