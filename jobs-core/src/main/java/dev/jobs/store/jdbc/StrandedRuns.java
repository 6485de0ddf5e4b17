package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.jobs.store.KnownJobs;

/**
 * Counts due runs of jobs that nobody asks for. They are at the head of their queue
 * sooner or later, since all others are claimed, so only that is read: by index, and in
 * the order in which runs are claimed.
 */
final class StrandedRuns {

	private static final int LOOKED_AT = 1_000;

	private static final int MOST_QUEUES = 500;

	private final StoreContext context;

	private final boolean h2;

	private final String nextQueue;

	private final String stranded;

	StrandedRuns(StoreContext context) {
		this.context = context;
		this.h2 = context.dialect() == Dialect.H2;
		// H2 sorts unless the order names all columns of the index.
		String order = "ORDER BY namespace, state, queue, %s, rank, due_at, id".formatted(this.h2 ? "lane" : "crashes");
		String many = this.h2 ? "lane <= 1" : "crashes = 0";
		this.nextQueue = context.sql("""
				SELECT queue FROM jobs_run WHERE namespace = ? AND state = 1 AND %s AND queue %s ?
				%s LIMIT 1""".formatted(many, this.h2 ? ">=" : ">", order));
		this.stranded = context.sql("""
				SELECT job_id, count(*) AS runs FROM (
					SELECT job_id, payload_version, due_at FROM jobs_run
					WHERE namespace = ? AND state = 1 AND %s AND queue = ? %s LIMIT %d) head
				WHERE due_at <= ? AND NOT (job_id = ANY (?) AND %s) GROUP BY job_id""".formatted(many, order, LOOKED_AT,
				PayloadVersions.KNOWN));
	}

	Map<String, Integer> count(KnownJobs known, Duration waited) {
		return this.context.database().transact((session) -> {
			Instant since = this.context.now(session).minus(waited);
			Map<String, Integer> runs = new TreeMap<>();
			Optional<String> queue = queueAfter("", session);
			for (int i = 0; queue.isPresent() && i < MOST_QUEUES; i++) {
				add(queue.get(), known, since, runs, session);
				queue = queueAfter(queue.get(), session);
			}
			return runs;
		});
	}

	// Where something is to be greater H2 reads what is equal, too. No character of a
	// name
	// comes before the space.
	private Optional<String> queueAfter(String queue, Session session) throws SQLException {
		return session.first(this.nextQueue, (row) -> row.getString("queue"), this.context.namespace(),
				this.h2 ? queue + ' ' : queue);
	}

	private void add(String queue, KnownJobs known, Instant since, Map<String, Integer> runs, Session session)
			throws SQLException {
		session.query(this.stranded, (row) -> runs.merge(row.getString("job_id"), row.getInt("runs"), Integer::sum),
				this.context.namespace(), queue, since, session.array("varchar", known.ids().toArray()),
				PayloadVersions.NONE.of(known).array(session));
	}

}
