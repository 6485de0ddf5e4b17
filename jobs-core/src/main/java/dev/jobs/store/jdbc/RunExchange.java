package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Exchanged.ExpiredRun;
import dev.jobs.store.Outcome;

/**
 * Writes outcomes and claims runs, in one transaction. One look tells the time and
 * whether there is anything to promote or to expire; the rest is only done if there is.
 *
 * <p>
 * What may go wrong: the answer to a commit is lost. Then it is remembered what the
 * transaction would have done, and the next exchange of the same node finds out: runs
 * that the node has claimed without knowing are given back, and an outcome that comes
 * again and was written before counts as won.
 */
final class RunExchange {

	private static final int MOST_TO_PROMOTE = 2_000;

	private static final int MOST_TO_EXPIRE = 1_000;

	// Says which index is meant.
	private static final String HAS_DEADLINE = "deadline_at > TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00' "
			+ "AND deadline_at IS NOT NULL AND state <> 2";

	private final StoreContext context;

	private final Endings endings;

	private final OutcomeRows outcomes;

	private final Claims claims;

	private final Evidence evidence;

	private final Doubts doubts;

	private final String look;

	private final String promote;

	private final String expired;

	RunExchange(StoreContext context, Endings endings, Doubts doubts) {
		this.context = context;
		this.endings = endings;
		this.doubts = doubts;
		this.outcomes = new OutcomeRows(context, endings);
		this.claims = new Claims(context);
		this.evidence = new Evidence(context);
		this.look = context.sql(look(context.dialect()));
		this.promote = context.sql(promote(context.dialect()));
		this.expired = context.sql(expired(context.dialect()));
	}

	private static String look(Dialect dialect) {
		String next = switch (dialect) {
			case POSTGRESQL -> """
					(SELECT due_at FROM jobs_run WHERE namespace = t.namespace AND state IN (0, 3)
						ORDER BY due_at LIMIT 1) AS next_due,
					(SELECT deadline_at FROM jobs_run
						WHERE namespace = t.namespace AND %s
						ORDER BY namespace, deadline_at LIMIT 1) AS next_deadline""".formatted(HAS_DEADLINE);
			case H2 -> """
					(SELECT wake_at FROM jobs_run WHERE namespace = t.namespace AND wake = 1
						ORDER BY namespace, wake, wake_at LIMIT 1) AS next_due,
					(SELECT wake_at FROM jobs_run WHERE namespace = t.namespace AND wake = 2
						ORDER BY namespace, wake, wake_at LIMIT 1) AS next_deadline""";
		};
		return """
				SELECT t.seen_at, %s,
					ARRAY(SELECT name FROM jobs_pause WHERE namespace = t.namespace AND kind = 1
						AND (until_at IS NULL OR until_at > t.seen_at)) AS paused_jobs,
					ARRAY(SELECT name FROM jobs_pause WHERE namespace = t.namespace AND kind = 2
						AND (until_at IS NULL OR until_at > t.seen_at)) AS paused_queues
				FROM (SELECT coalesce(CAST(? AS timestamp(6) with time zone), %s) AS seen_at,
					CAST(? AS varchar) AS namespace) t""".formatted(next, dialect.clock());
	}

	private static String promote(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL -> """
					UPDATE jobs_run SET state = 1, reason = NULL WHERE id = ANY (ARRAY(
						SELECT id FROM jobs_run WHERE namespace = ? AND state IN (0, 3) AND due_at <= ?
						ORDER BY due_at LIMIT %d FOR UPDATE SKIP LOCKED))""".formatted(MOST_TO_PROMOTE);
			case H2 -> """
					UPDATE jobs_run SET state = 1, reason = NULL WHERE namespace = ? AND wake = 1 AND wake_at <= ?
					FETCH FIRST %d ROWS ONLY""".formatted(MOST_TO_PROMOTE);
		};
	}

	private static String expired(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL -> """
					SELECT id, token, job_id, queue FROM jobs_run
					WHERE namespace = ? AND deadline_at <= ? AND %s
					ORDER BY namespace, deadline_at LIMIT %d FOR UPDATE SKIP LOCKED""".formatted(HAS_DEADLINE,
					MOST_TO_EXPIRE);
			case H2 -> """
					SELECT id, token, job_id, queue FROM jobs_run
					WHERE namespace = ? AND wake = 2 AND wake_at <= ?
					ORDER BY namespace, wake, wake_at LIMIT %d""".formatted(MOST_TO_EXPIRE);
		};
	}

	Exchanged exchange(List<Outcome> outcomes, ClaimRequest claim) {
		Doubtful before = this.doubts.of(claim.nodeId());
		Done done;
		try {
			done = this.context.database()
				.transact((session) -> exchange(session, outcomes, claim, before), (result, ex) -> {
					this.doubts.add(claim.nodeId(), outcomes, result.exchanged());
					throw ex;
				});
		}
		catch (RuntimeException | Error ex) {
			this.claims.forget(claim);
			throw ex;
		}
		if (!before.isNothing()) {
			this.doubts.settle(claim.nodeId(), outcomes, done.takenBack());
		}
		done.afterCommit().forEach(Runnable::run);
		return done.exchanged();
	}

	private Done exchange(Session session, List<Outcome> outcomes, ClaimRequest claim, Doubtful before)
			throws SQLException {
		Outlook first = look(session);
		List<@Nullable RunState> written = this.outcomes.write(session, outcomes, first.now());
		Set<Held> takenBack = this.outcomes.takeBack(session, before.claimed(), claim.nodeId(), first.now());
		List<@Nullable RunState> states = this.evidence.settle(session, outcomes, written, before.written());
		boolean waitsAgain = written.contains(RunState.RETRYING) || written.contains(RunState.QUEUED)
				|| !before.claimed().isEmpty();
		Outlook outlook = waitsAgain ? look(session) : first;
		int promoted = outlook.isAnyDue() ? promote(session, outlook) : 0;
		List<ExpiredRun> expired = mayHaveExpired(outlook, promoted) ? expire(session, outlook) : List.of();
		Claims.Claimed claimed = claim.isEmpty() ? Claims.Claimed.NOTHING : this.claims.claim(session, claim, outlook);
		boolean changed = promoted > 0 || !expired.isEmpty() || outlook.isDeadlineOfAny(claimed.runs());
		Duration untilNext = (changed ? look(session) : outlook).untilNext();
		boolean more = promoted >= MOST_TO_PROMOTE || expired.size() == MOST_TO_EXPIRE;
		return new Done(new Exchanged(states, expired, claimed.runs(), more ? Duration.ZERO : untilNext), takenBack,
				claimed.afterCommit());
	}

	private Outlook look(Session session) throws SQLException {
		return session.query(this.look, Outlook::read, this.context.givenTime(), this.context.namespace()).get(0);
	}

	// H2 does not look at the deadline of what waits for its time before that has come.
	private boolean mayHaveExpired(Outlook outlook, int promoted) {
		return outlook.isAnyExpired() || (promoted > 0 && this.context.dialect() == Dialect.H2);
	}

	private int promote(Session session, Outlook outlook) throws SQLException {
		return session.update(this.promote, this.context.namespace(), outlook.now());
	}

	private List<ExpiredRun> expire(Session session, Outlook outlook) throws SQLException {
		List<Expired> found = session.query(this.expired, Expired::read, this.context.namespace(), outlook.now());
		List<@Nullable RunState> states = this.endings.write(session, found.stream().map(Expired::ending).toList(),
				outlook.now());
		List<ExpiredRun> expired = new ArrayList<>(found.size());
		for (int i = 0; i < found.size(); i++) {
			if (states.get(i) != null) {
				expired.add(new ExpiredRun(found.get(i).jobId(), found.get(i).queue()));
			}
		}
		return expired;
	}

	/**
	 * What a transaction has done, if it is committed.
	 *
	 * @param exchanged the answer
	 * @param takenBack the doubtful claims that are settled
	 * @param afterCommit what to do then
	 */
	private record Done(Exchanged exchanged, Set<Held> takenBack, List<Runnable> afterCommit) {
	}

	private record Expired(UUID id, long token, String jobId, String queue) {

		static Expired read(ResultSet row) throws SQLException {
			return new Expired(row.getObject("id", UUID.class), row.getLong("token"), row.getString("job_id"),
					row.getString("queue"));
		}

		Ending ending() {
			return new Ending(this.id, this.token, false, RunState.FAILED, Reason.EXPIRED, null, null);
		}

	}

}
