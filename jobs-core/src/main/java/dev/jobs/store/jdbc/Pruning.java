package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import dev.jobs.run.Cursor;
import dev.jobs.run.RunState;
import dev.jobs.store.Retention;

/**
 * Deletes finished runs that nobody needs any more, in transactions that are short
 * however much there is to delete. Of a job with too many runs it deletes those that were
 * created first, which are the last in a list.
 */
final class Pruning {

	private static final int MOST_LOOKED_AT = 500;

	private final StoreContext context;

	private final NodeRows nodes;

	private final Pauses pauses;

	private final String old;

	private final String nextJob;

	private final String newestSurplus;

	private final String surplus;

	private final String deleteRuns;

	private final String deleteLabels;

	private final String deleteAttempts;

	private final String deleteKeys;

	// The next call goes on behind this job, and so looks at each as often as at others.
	private volatile String done = "";

	Pruning(StoreContext context, NodeRows nodes, Pauses pauses) {
		this.context = context;
		this.nodes = nodes;
		this.pauses = pauses;
		this.old = context.sql("SELECT id, labelled, token, state FROM (" + ofEachState("""
				SELECT id, labelled, token, state, finished_at FROM jobs_history
				WHERE namespace = ? AND state = %d AND finished_at < ?
				ORDER BY namespace, state, finished_at LIMIT ?""") + ") old ORDER BY finished_at, id LIMIT ?");
		this.nextJob = context
			.sql("""
					SELECT job_id FROM jobs_history WHERE namespace = ? AND job_id > ? ORDER BY namespace, job_id LIMIT 1""");
		this.newestSurplus = context.sql("SELECT created_at, id FROM (" + ofEachState("""
				SELECT created_at, id FROM jobs_history WHERE namespace = ? AND job_id = ? AND state = %d
				ORDER BY namespace DESC, job_id DESC, state DESC, created_at DESC, id DESC LIMIT ?""")
				+ ") newest ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ?");
		this.surplus = context.sql("SELECT id, labelled, token, state FROM (" + ofEachState("""
				SELECT id, labelled, token, state, created_at FROM jobs_history
				WHERE namespace = ? AND job_id = ? AND state = %d AND created_at <= ? AND (created_at, id) <= (?, ?)
				ORDER BY namespace, job_id, state, created_at, id LIMIT ?""")
				+ ") oldest ORDER BY created_at, id LIMIT ?");
		this.deleteRuns = context.sql("DELETE FROM jobs_history WHERE id = ANY (?)");
		this.deleteLabels = context.sql("DELETE FROM jobs_label WHERE run_id = ANY (?)");
		this.deleteAttempts = context.sql("DELETE FROM jobs_attempt WHERE run_id = ANY (?)");
		this.deleteKeys = context.sql(switch (context.dialect()) {
			case POSTGRESQL -> """
					DELETE FROM jobs_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM jobs_key
						WHERE namespace = ? AND expires_at <= ? ORDER BY namespace, expires_at LIMIT ?
						FOR UPDATE SKIP LOCKED))""";
			case H2 -> "DELETE FROM jobs_key WHERE namespace = ? AND expires_at <= ? FETCH FIRST ? ROWS ONLY";
		});
	}

	// One branch for each, so that an index has its order.
	private static String ofEachState(String select) {
		return "(%s) UNION ALL (%s) UNION ALL (%s)".formatted(select.formatted(Codes.of(RunState.SUCCEEDED)),
				select.formatted(Codes.of(RunState.FAILED)), select.formatted(Codes.of(RunState.CANCELLED)));
	}

	int prune(Retention retention, int limit) {
		Database database = this.context.database();
		int deleted = database.transact((session) -> deleteOld(session, retention, limit));
		if (deleted < limit) {
			deleted += deleteSurplus(retention.perJob(), limit - deleted);
		}
		if (deleted < limit) {
			int keys = limit;
			while (keys == limit) {
				keys = database.transact((session) -> deleteKeys(session, limit));
			}
			database.transact(this::forget);
		}
		return deleted;
	}

	private int deleteOld(Session session, Retention retention, int limit) throws SQLException {
		String namespace = this.context.namespace();
		Instant now = this.context.now(session);
		Instant succeeded = now.minus(retention.succeeded());
		Instant failed = now.minus(retention.failed());
		return delete(session, session.query(this.old, Stale::read, namespace, succeeded, limit, namespace, failed,
				limit, namespace, succeeded, limit, limit));
	}

	private int deleteSurplus(int perJob, int limit) {
		Set<String> seen = new HashSet<>();
		int deleted = 0;
		Optional<String> job = next(seen, perJob);
		while (deleted < limit && job.isPresent()) {
			String current = job.get();
			int left = limit - deleted;
			int some = this.context.database().transact((session) -> deleteSurplus(session, current, perJob, left));
			deleted += some;
			if (some == 0) {
				passed(seen, current);
			}
			job = (deleted < limit) ? next(seen, perJob) : job;
		}
		return deleted;
	}

	private void passed(Set<String> seen, String job) {
		seen.add(job);
		this.done = job;
	}

	private Optional<String> next(Set<String> seen, int perJob) {
		List<String> jobs = this.context.database().transact((session) -> walk(session, seen, perJob));
		jobs.subList(0, Math.max(0, jobs.size() - 1)).forEach((job) -> passed(seen, job));
		return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.get(jobs.size() - 1));
	}

	// Most jobs have no surplus, and many of them are looked at in one transaction. The
	// last one may have one.
	private List<String> walk(Session session, Set<String> seen, int perJob) throws SQLException {
		Set<String> jobs = new LinkedHashSet<>();
		Optional<String> job = nextJob(session, this.done);
		while (job.isPresent() && !seen.contains(job.get()) && jobs.add(job.get()) && jobs.size() < MOST_LOOKED_AT
				&& newestSurplus(session, job.get(), perJob).isEmpty()) {
			job = nextJob(session, job.get());
		}
		return List.copyOf(jobs);
	}

	private Optional<String> nextJob(Session session, String job) throws SQLException {
		Optional<String> next = session.first(this.nextJob, (row) -> row.getString("job_id"), this.context.namespace(),
				job);
		// Begins again after the last one.
		return (next.isEmpty() && !job.isEmpty()) ? nextJob(session, "") : next;
	}

	private int deleteSurplus(Session session, String job, int perJob, int limit) throws SQLException {
		Optional<Cursor> newest = newestSurplus(session, job, perJob);
		if (newest.isEmpty()) {
			return 0;
		}
		String namespace = this.context.namespace();
		Instant time = newest.get().createdAt();
		UUID id = newest.get().id();
		return delete(session, session.query(this.surplus, Stale::read, namespace, job, time, time, id, limit,
				namespace, job, time, time, id, limit, namespace, job, time, time, id, limit, limit));
	}

	private Optional<Cursor> newestSurplus(Session session, String job, int perJob) throws SQLException {
		String namespace = this.context.namespace();
		long most = perJob + 1L;
		return session.first(this.newestSurplus,
				(row) -> new Cursor(Session.requiredTime(row, "created_at"),
						Objects.requireNonNull(row.getObject("id", UUID.class))),
				namespace, job, most, namespace, job, most, namespace, job, most, perJob);
	}

	private int delete(Session session, List<Stale> stale) throws SQLException {
		int deleted = delete(session, this.deleteRuns, stale, (run) -> true);
		delete(session, this.deleteLabels, stale, Stale::labelled);
		delete(session, this.deleteAttempts, stale, Stale::mayHaveAttempts);
		return deleted;
	}

	private static int delete(Session session, String sql, List<Stale> stale, Predicate<Stale> which)
			throws SQLException {
		Object[] ids = stale.stream().filter(which).map(Stale::id).toArray();
		return (ids.length > 0) ? session.update(sql, session.array("uuid", ids)) : 0;
	}

	private int deleteKeys(Session session, int limit) throws SQLException {
		return session.update(this.deleteKeys, this.context.namespace(), this.context.now(session), limit);
	}

	private boolean forget(Session session) throws SQLException {
		Instant now = this.context.now(session);
		this.nodes.forgetSilent(session, now);
		this.pauses.forgetEnded(session, now);
		return true;
	}

	private record Stale(UUID id, boolean labelled, boolean mayHaveAttempts) {

		static Stale read(ResultSet row) throws SQLException {
			return new Stale(Objects.requireNonNull(row.getObject("id", UUID.class)), row.getBoolean("labelled"),
					RunRow.mayHaveAttempts(row.getLong("token"), Codes.state(row.getInt("state"))));
		}

	}

}
