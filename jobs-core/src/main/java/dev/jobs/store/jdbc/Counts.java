package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.JobStats;
import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;

/**
 * Answers for the numbers of jobs and of queues.
 */
final class Counts {

	// A queue with more waiting runs than this is shown with about this many: counting on
	// would cost the database more the less it keeps up.
	private static final int MOST_COUNTED = 10_000;

	private static final String JOB_ROWS = """
			SELECT job_id, success, failure, skipped, last_execution_at, last_status_at, last_status, 0 AS running
			FROM jobs_count WHERE namespace = ? AND job_id = ANY (?)
			UNION ALL
			SELECT job_id, 0, 0, 0, NULL, NULL, NULL, count(*) FROM jobs_run
			WHERE namespace = ? AND state = 2 AND job_id = ANY (?) GROUP BY job_id""";

	private static final String RUNNING = """
			SELECT queue, 0 AS depth, CAST(NULL AS timestamp with time zone) AS oldest, count(*) AS running
			FROM jobs_run WHERE namespace = ? AND state = 2 GROUP BY queue
			""";

	// One step in the index for each queue and rank, and then to the limit in each queue.
	private static final String READY = """
			(WITH RECURSIVE head AS (
				(SELECT queue, rank, due_at FROM jobs_run WHERE namespace = ? AND state = 1 AND crashes = 0
				ORDER BY queue, rank, due_at LIMIT 1)
				UNION ALL
				SELECT n.queue, n.rank, n.due_at FROM head CROSS JOIN LATERAL (
					SELECT r.queue, r.rank, r.due_at FROM jobs_run r
					WHERE r.namespace = ? AND r.state = 1 AND r.crashes = 0 AND (r.queue, r.rank) > (head.queue, head.rank)
					ORDER BY r.queue, r.rank, r.due_at LIMIT 1) n)
			SELECT queue, (SELECT count(*) FROM (
				SELECT FROM jobs_run r
				WHERE r.namespace = ? AND r.queue = head.queue AND r.state = 1 AND r.crashes = 0 LIMIT %d) counted),
				min(due_at), 0 FROM head GROUP BY queue)
			"""
		.formatted(MOST_COUNTED);

	private static final String SUSPECT = waiting("state = 1 AND crashes > 0");

	private static final String READY_OR_SUSPECT = """
			SELECT queue, count(*), min(due_at), 0 FROM jobs_run WHERE namespace = ? AND state = 1 GROUP BY queue
			""";

	private static final String DUE = waiting("state IN (0, 3) AND due_at <= ?");

	private static final String DUE_IN_H2 = waiting("wake = 1 AND wake_at <= ?");

	private final StoreContext context;

	private final Pauses pauses;

	private final String jobRows;

	private final String queueRows;

	Counts(StoreContext context, Pauses pauses) {
		this.context = context;
		this.pauses = pauses;
		this.jobRows = context.sql(JOB_ROWS);
		this.queueRows = context.sql(switch (context.dialect()) {
			case POSTGRESQL -> String.join("UNION ALL ", RUNNING, DUE, SUSPECT, READY);
			case H2 -> String.join("UNION ALL ", RUNNING, DUE_IN_H2, READY_OR_SUSPECT);
		});
	}

	private static String waiting(String condition) {
		return """
				SELECT queue, count(*), min(due_at), 0 FROM (
					SELECT queue, due_at FROM jobs_run WHERE namespace = ? AND %s LIMIT %d) waiting GROUP BY queue
				""".formatted(condition, MOST_COUNTED);
	}

	Map<String, JobStats> jobStats(Set<String> jobs) {
		return this.context.database().transact((session) -> {
			Map<String, JobNumbers> numbers = new HashMap<>();
			Object names = session.array("varchar", jobs.toArray());
			session.query(this.jobRows,
					(row) -> numbers.computeIfAbsent(row.getString("job_id"), (job) -> new JobNumbers()).add(row),
					this.context.namespace(), names, this.context.namespace(), names);
			Map<String, JobStats> stats = new HashMap<>();
			numbers.forEach((job, sums) -> stats.put(job, sums.stats()));
			return stats;
		});
	}

	List<QueueStats> queueStats() {
		return this.context.database().transact((session) -> {
			Instant now = this.context.now(session);
			Map<String, QueueNumbers> queues = new TreeMap<>();
			Map<String, Pause> paused = this.pauses.pausedQueues(session, now);
			paused.keySet().forEach((queue) -> queues.put(queue, new QueueNumbers()));
			session.query(this.queueRows,
					(row) -> queues.computeIfAbsent(row.getString("queue"), (queue) -> new QueueNumbers()).add(row),
					queueParameters(now));
			List<QueueStats> stats = new ArrayList<>(queues.size());
			queues.forEach((queue, numbers) -> stats.add(numbers.stats(queue, paused.get(queue))));
			return stats;
		});
	}

	private Object[] queueParameters(Instant now) {
		String namespace = this.context.namespace();
		return switch (this.context.dialect()) {
			case POSTGRESQL -> new Object[] { namespace, namespace, now, namespace, namespace, namespace, namespace };
			case H2 -> new Object[] { namespace, namespace, now, namespace };
		};
	}

	private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
		return (one == null || (other != null && other.isAfter(one))) ? other : one;
	}

	/**
	 * The sums over the rows of a job.
	 */
	private static final class JobNumbers {

		private long success;

		private long failure;

		private long skipped;

		private int running;

		private @Nullable Instant lastExecution;

		private @Nullable Instant lastStatusAt;

		private @Nullable LastStatus lastStatus;

		JobNumbers add(ResultSet row) throws SQLException {
			this.success += row.getLong("success");
			this.failure += row.getLong("failure");
			this.skipped += row.getLong("skipped");
			this.running += row.getInt("running");
			this.lastExecution = later(this.lastExecution, Session.time(row, "last_execution_at"));
			Instant statusAt = Session.time(row, "last_status_at");
			if (statusAt != null && statusAt.equals(later(this.lastStatusAt, statusAt))) {
				this.lastStatusAt = statusAt;
				this.lastStatus = Codes.status(row.getInt("last_status"));
			}
			return this;
		}

		JobStats stats() {
			return new JobStats(this.success, this.failure, this.skipped, this.lastExecution, this.lastStatus,
					this.running);
		}

	}

	/**
	 * The sums over the rows of a queue.
	 */
	private static final class QueueNumbers {

		private int depth;

		private int running;

		private @Nullable Instant oldest;

		QueueNumbers add(ResultSet row) throws SQLException {
			this.depth += row.getInt("depth");
			this.running += row.getInt("running");
			Instant due = Session.time(row, "oldest");
			this.oldest = (due != null && (this.oldest == null || due.isBefore(this.oldest))) ? due : this.oldest;
			return this;
		}

		QueueStats stats(String queue, @Nullable Pause pause) {
			return new QueueStats(queue, this.depth, this.oldest, this.running, pause);
		}

	}

}
