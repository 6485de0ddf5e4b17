package dev.jobs.benchmarks.durable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Fills our tables with what is not to be run. Ids are time-ordered, as those of the
 * engine are.
 */
final class Backlog {

	/**
	 * Where the runs are found that have not ended and are no part of this. By indexes:
	 * the table is large, or full of what is dead.
	 */
	static final String IN_FRONT = """
			(SELECT 1 FROM jobs_run WHERE namespace = 'default' AND queue = 'default' AND rank = 0 AND state = 1
				AND crashes = 0
			UNION ALL SELECT 1 FROM jobs_run WHERE namespace = 'default' AND rank = 0 AND state = 2) AS in_front""";

	private static final String ID = """
			(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
				|| substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid""";

	private static final String COLUMNS = """
			id, due_at, created_at, scheduled_at, max_attempts, attempt, token, crashes, payload_version,
			cancel_requested, labelled, state, rank, trigger_code, namespace, queue, job_id, payload""";

	private static final String PENDING = "INSERT INTO jobs_run (" + COLUMNS + ") SELECT " + ID
			+ """
					, now() + %s, now(), now(), 10, 0, 0, 0, 1, false, false, %d, %d, 3, 'default', 'default', 'no-op', '{"number":-1}'
					FROM generate_series(1, ?) AS i""";

	// Of many jobs and of the last hours, so that nothing is old enough to be deleted.
	private static final String FINISHED = "INSERT INTO jobs_history (" + COLUMNS + ", started_at, finished_at) SELECT "
			+ ID
			+ """
					, at, at, at, 10, 1, 1, 0, 1, false, false, 4, 0, 3, 'default', 'default', 'old-' || i % 1000, '{"number":-1}', at, at
					FROM generate_series(1, ?) AS i, LATERAL (SELECT now() - i * interval '1 hour' / 1000000 AS at) AS t""";

	private final JdbcTemplate database;

	Backlog(JdbcTemplate database) {
		this.database = database;
	}

	/**
	 * Add runs that are due tomorrow.
	 */
	void addFuture(int runs) {
		this.database.update(PENDING.formatted("interval '1 day'", 0, 0), runs);
	}

	/**
	 * Add runs that are due, of the lowest priority.
	 */
	void addLowest(int runs) {
		this.database.update(PENDING.formatted("interval '0'", 1, 100), runs);
	}

	void addFinished(int runs) {
		this.database.update(FINISHED, runs);
	}

}
