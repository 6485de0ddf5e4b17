package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Pause;

/**
 * Keeps the pauses of jobs and queues. A pause that has ended by itself may still have
 * its row, so whoever reads one looks at its end.
 */
final class Pauses {

	private static final int JOB = 1;

	private static final int QUEUE = 2;

	private final StoreContext context;

	private final String insert;

	private final String update;

	private final String delete;

	private final String select;

	private final String deleteAny;

	private final String deleteEnded;

	Pauses(StoreContext context) {
		this.context = context;
		this.insert = context.unlessThere("""
				INSERT INTO jobs_pause (since, until_at, paused_by, reason, namespace, kind, name)
				VALUES (?, ?, ?, ?, ?, ?, ?)""");
		this.update = context.sql("""
				UPDATE jobs_pause SET since = ?, until_at = ?, paused_by = ?, reason = ?
				WHERE namespace = ? AND kind = ? AND name = ?""");
		this.delete = context.sql("""
				DELETE FROM jobs_pause
				WHERE namespace = ? AND kind = ? AND name = ? AND (until_at IS NULL OR until_at > ?)""");
		this.select = context.sql("""
				SELECT name, since, until_at, paused_by, reason FROM jobs_pause
				WHERE namespace = ? AND kind = ? AND (until_at IS NULL OR until_at > ?)""");
		this.deleteAny = context.sql("DELETE FROM jobs_pause WHERE namespace = ? AND kind = ? AND name = ?");
		this.deleteEnded = context.sql("DELETE FROM jobs_pause WHERE namespace = ? AND kind = ? AND until_at <= ?");
	}

	void pauseJob(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		pause(JOB, Fit.require("Job id", jobId, Fit.NAME), by, reason, until);
	}

	void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		pause(QUEUE, Fit.require("Queue", queue, Fit.NAME), by, reason, until);
	}

	private void pause(int kind, String name, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		this.context.database().transact((session) -> {
			@Nullable Object[] row = { this.context.now(session), until, by, reason, this.context.namespace(), kind, name };
			return session.update(this.update, row) == 1 || session.insertNew(this.insert, row)
					|| session.update(this.update, row) == 1;
		});
	}

	boolean resumeJob(String jobId) {
		return resume(JOB, jobId);
	}

	boolean resumeQueue(String queue) {
		return resume(QUEUE, queue);
	}

	private boolean resume(int kind, String name) {
		String namespace = this.context.namespace();
		return this.context.database().transact((session) -> {
			boolean active = session.update(this.delete, namespace, kind, name, this.context.now(session)) == 1;
			session.update(this.deleteAny, namespace, kind, name);
			return active;
		});
	}

	Map<String, Pause> pausedJobs() {
		return this.context.database().transact((session) -> paused(session, JOB, this.context.now(session)));
	}

	/**
	 * Return the queues that are paused at a time, by name.
	 */
	Map<String, Pause> pausedQueues(Session session, Instant now) throws SQLException {
		return paused(session, QUEUE, now);
	}

	private Map<String, Pause> paused(Session session, int kind, Instant now) throws SQLException {
		Map<String, Pause> paused = new LinkedHashMap<>();
		session.query(this.select, (row) -> paused.put(row.getString("name"), pause(row)), this.context.namespace(),
				kind, now);
		return paused;
	}

	private static Pause pause(ResultSet row) throws SQLException {
		return new Pause(Session.requiredTime(row, "since"), row.getString("paused_by"), row.getString("reason"),
				Session.time(row, "until_at"));
	}

	/**
	 * Delete the pauses of queues that have ended by themselves. Those of jobs are needed
	 * to move schedules over them.
	 */
	void forgetEnded(Session session, Instant now) throws SQLException {
		session.update(this.deleteEnded, this.context.namespace(), QUEUE, now);
	}

}
