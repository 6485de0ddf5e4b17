package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.jobs.store.jdbc.Claims.Candidate;

/**
 * Counts how many runs of a job may still begin, for jobs with a limit over all nodes.
 * Whoever claims such runs holds the lock of the job until the commit. On PostgreSQL
 * nobody waits for it: a node that finds it taken leaves the job to the other one for
 * this time.
 */
final class Permits {

	private final StoreContext context;

	private final String running;

	private final String lock;

	Permits(StoreContext context) {
		this.context = context;
		this.running = context.sql("""
				SELECT job_id, count(*) AS running FROM jobs_run
				WHERE namespace = ? AND state = 2 AND job_id = ANY (?) GROUP BY job_id""");
		this.lock = switch (context.dialect()) {
			case POSTGRESQL -> """
					SELECT job_id FROM unnest(?::text[]) AS j(job_id)
					WHERE pg_try_advisory_xact_lock(hashtextextended(? || ' ' || job_id, 0))""";
			case H2 -> context.sql("SELECT version FROM jobs_schema FOR UPDATE");
		};
	}

	/**
	 * Begin to count.
	 * @param limits how many runs of a job may go on at once, by job
	 */
	Left left(Session session, Map<String, Integer> limits) throws SQLException {
		Left left = new Left(limits);
		left.count(session, limits.keySet());
		return left;
	}

	/**
	 * What is left in one exchange.
	 */
	final class Left {

		private final Map<String, Integer> limits;

		private final Map<String, Integer> left = new HashMap<>();

		private final Set<String> locked = new HashSet<>();

		private Left(Map<String, Integer> limits) {
			this.limits = limits;
		}

		private void count(Session session, Collection<String> jobs) throws SQLException {
			if (jobs.isEmpty()) {
				return;
			}
			jobs.forEach((job) -> this.left.put(job, this.limits.get(job)));
			Object[] names = jobs.toArray();
			session.query(Permits.this.running,
					(row) -> this.left.merge(row.getString("job_id"), -row.getInt("running"), Integer::sum),
					Permits.this.context.namespace(), session.array("varchar", names));
		}

		/**
		 * Return whether there may be runs that could not be claimed because of a limit.
		 */
		boolean hasHeldBack() {
			return !exhausted().isEmpty();
		}

		/**
		 * Return the jobs of which no more runs can begin.
		 */
		Set<String> exhausted() {
			Set<String> exhausted = new HashSet<>();
			this.left.forEach((job, permits) -> {
				if (permits <= 0) {
					exhausted.add(job);
				}
			});
			return exhausted;
		}

		/**
		 * Return those of some candidates that can begin, and take their permits.
		 */
		List<Candidate> choose(Session session, List<Candidate> candidates) throws SQLException {
			Set<String> jobs = new HashSet<>();
			candidates.forEach((candidate) -> jobs.add(candidate.jobId()));
			jobs.retainAll(this.limits.keySet());
			jobs.removeAll(this.locked);
			if (!jobs.isEmpty()) {
				lock(session, jobs);
			}
			return candidates.stream().filter(this::take).toList();
		}

		// The first count was made without the lock.
		private void lock(Session session, Set<String> jobs) throws SQLException {
			List<String> mine = new ArrayList<>(obtained(session, jobs));
			jobs.forEach((job) -> this.left.put(job, 0));
			count(session, mine);
			this.locked.addAll(mine);
		}

		private Collection<String> obtained(Session session, Set<String> jobs) throws SQLException {
			return switch (Permits.this.context.dialect()) {
				case POSTGRESQL -> session.query(Permits.this.lock, (row) -> row.getString("job_id"),
						session.array("varchar", jobs.toArray()), Permits.this.context.namespace());
				case H2 -> {
					session.query(Permits.this.lock, (row) -> row.getInt("version"));
					yield jobs;
				}
			};
		}

		private boolean take(Candidate candidate) {
			Integer permits = this.left.get(candidate.jobId());
			if (permits == null) {
				return true;
			}
			if (permits <= 0) {
				return false;
			}
			this.left.put(candidate.jobId(), permits - 1);
			return true;
		}

	}

}
