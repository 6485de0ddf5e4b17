package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;
import dev.jobs.store.Outcome;

/**
 * Writes what became of attempts. Each outcome is won or lost by itself.
 */
final class OutcomeRows {

	private static final int MOST_ATTEMPTS_KEPT = 100;

	// The sum hides the state from a planner that would read the whole index of what
	// runs when its statistics say that this is little.
	private static final String HELD = "id = ? AND token = ? AND state + 0 = 2 AND NOT cancel_requested";

	private final Endings endings;

	private final String retry;

	private final String record;

	private final String forget;

	private final String release;

	private final String takeBack;

	private final String cancelled;

	private final String locked;

	private final String there;

	OutcomeRows(StoreContext context, Endings endings) {
		this.endings = endings;
		this.retry = context
			.sql("""
					UPDATE jobs_run SET state = 3, due_at = ?, reason = ?, error_type = ?, error_message = ?, error_stack = ?
					WHERE %s AND (deadline_at IS NULL OR deadline_at > ?)"""
				.formatted(HELD));
		this.record = context
			.sql("""
					INSERT INTO jobs_attempt (finished_at, run_id, token, attempt, started_at, reason, node_id, error_type,
						error_message, error_stack)
					SELECT CAST(? AS timestamp(6) with time zone), id, token, attempt, started_at, reason, node_id, error_type,
						error_message, error_stack
					FROM jobs_run WHERE id = ?""");
		this.forget = context.sql("""
				DELETE FROM jobs_attempt WHERE run_id = ? AND token < (
					SELECT min(newest.token) FROM (
						SELECT token FROM jobs_attempt WHERE run_id = ? ORDER BY token DESC LIMIT %d) newest)"""
			.formatted(MOST_ATTEMPTS_KEPT));
		this.release = context.sql("""
				UPDATE jobs_run SET state = 1, reason = NULL, attempt = attempt - 1
				WHERE %s""".formatted(HELD));
		this.takeBack = this.release + " AND node_id = ?";
		this.there = context.sql("SELECT id FROM jobs_run WHERE id = ANY (?)");
		this.locked = switch (context.dialect()) {
			case POSTGRESQL -> this.there + " ORDER BY id FOR UPDATE SKIP LOCKED";
			case H2 -> "";
		};
		this.cancelled = context.sql("""
				SELECT id, token FROM jobs_run
				WHERE id = ANY (?) AND node_id = ? AND state = 2 AND cancel_requested FOR UPDATE""");
	}

	/**
	 * Write outcomes.
	 * @return the state each led to, in the same order, {@code null} where the run had
	 * moved on
	 */
	List<@Nullable RunState> write(Session session, List<Outcome> outcomes, Instant now) throws SQLException {
		SortedMap<Held, Outcome> distinct = new TreeMap<>();
		outcomes.forEach((outcome) -> distinct.putIfAbsent(Held.of(outcome), outcome));
		Writing writing = new Writing(session, now);
		distinct.values().forEach(writing::add);
		writing.write();
		List<@Nullable RunState> states = new ArrayList<>(outcomes.size());
		outcomes.forEach((outcome) -> states.add(writing.states.remove(Held.of(outcome))));
		return states;
	}

	/**
	 * Give runs back that a node has claimed without knowing it. One that was asked to
	 * end is cancelled.
	 * @return those that are settled: not yet what a transaction still holds, which may
	 * be the one in doubt
	 */
	Set<Held> takeBack(Session session, Set<Held> claims, String nodeId, Instant now) throws SQLException {
		if (claims.isEmpty()) {
			return Set.of();
		}
		Set<Held> free = free(session, claims);
		session.batch(this.takeBack,
				free.stream()
					.sorted()
					.map((claim) -> new @Nullable Object[] { claim.runId(), claim.token(), nodeId })
					.toList());
		List<Held> left = session.query(this.cancelled,
				(row) -> new Held(row.getObject("id", UUID.class), row.getLong("token")),
				session.column("uuid", free, Held::runId), nodeId);
		this.endings.write(session, left.stream()
			.filter(free::contains)
			.map((claim) -> new Ending(claim.runId(), claim.token(), true, RunState.CANCELLED, null, null, null))
			.toList(), now);
		return free;
	}

	// H2 is in this process: when it has answered, its transaction has ended.
	private Set<Held> free(Session session, Set<Held> claims) throws SQLException {
		if (this.locked.isEmpty()) {
			return claims;
		}
		Array ids = session.column("uuid", claims, Held::runId);
		Set<UUID> mine = new HashSet<>(session.query(this.locked, (row) -> row.getObject("id", UUID.class), ids));
		Set<UUID> there = new HashSet<>(session.query(this.there, (row) -> row.getObject("id", UUID.class), ids));
		return claims.stream()
			.filter((claim) -> mine.contains(claim.runId()) || !there.contains(claim.runId()))
			.collect(Collectors.toSet());
	}

	/**
	 * The outcomes of one call, sorted by what they need.
	 */
	private final class Writing {

		private final Session session;

		private final Instant now;

		private final List<Ending> ends = new ArrayList<>();

		private final List<Outcome.Retry> retries = new ArrayList<>(0);

		private final List<Outcome.Released> releases = new ArrayList<>(0);

		private final Map<Held, RunState> states = new HashMap<>();

		Writing(Session session, Instant now) {
			this.session = session;
			this.now = now;
		}

		void add(Outcome outcome) {
			if (outcome instanceof Outcome.Succeeded succeeded) {
				end(outcome, RunState.SUCCEEDED, null, null, succeeded.result());
			}
			else if (outcome instanceof Outcome.Failed failed) {
				end(outcome, RunState.FAILED, failed.reason(), failed.error(), null);
			}
			else if (outcome instanceof Outcome.Cancelled) {
				end(outcome, RunState.CANCELLED, null, null, null);
			}
			else if (outcome instanceof Outcome.Retry again) {
				this.retries.add(again);
			}
			else if (outcome instanceof Outcome.Released givenBack) {
				this.releases.add(givenBack);
			}
		}

		private void end(Outcome outcome, RunState state, @Nullable Reason reason, @Nullable RunError error,
				@Nullable String result) {
			this.ends.add(new Ending(outcome.runId(), outcome.token(), true, state, reason, error, result));
		}

		void write() throws SQLException {
			writeEnds();
			writeRetries();
			writeReleases();
			writeEnds();
		}

		private void writeEnds() throws SQLException {
			List<@Nullable RunState> written = OutcomeRows.this.endings.write(this.session, this.ends, this.now);
			for (int i = 0; i < written.size(); i++) {
				RunState state = written.get(i);
				if (state != null) {
					this.states.put(new Held(this.ends.get(i).runId(), this.ends.get(i).token()), state);
				}
			}
			this.ends.clear();
		}

		// A run that was not changed has moved on, was asked to end, or would be due
		// after its deadline; its end is guarded, too.
		private void writeRetries() throws SQLException {
			if (this.retries.isEmpty()) {
				return;
			}
			int[] counts = this.session.batch(OutcomeRows.this.retry, this.retries.stream().map(this::row).toList());
			List<Outcome.Retry> won = new ArrayList<>(this.retries.size());
			for (int i = 0; i < counts.length; i++) {
				Outcome.Retry one = this.retries.get(i);
				if (counts[i] > 0) {
					won.add(one);
					this.states.put(Held.of(one), RunState.RETRYING);
				}
				else {
					end(one, RunState.FAILED, Reason.EXPIRED, one.error(), null);
				}
			}
			recordAttempts(won);
		}

		private @Nullable Object[] row(Outcome.Retry retry) {
			Instant due = this.now.plus(retry.delay());
			RunError error = retry.error();
			return new @Nullable Object[] { due, Codes.of(retry.reason()), error.type(), error.message(), error.stack(),
					retry.runId(), retry.token(), due };
		}

		private void recordAttempts(List<Outcome.Retry> retries) throws SQLException {
			if (retries.isEmpty()) {
				return;
			}
			this.session.batch(OutcomeRows.this.record,
					retries.stream().map((retry) -> new @Nullable Object[] { this.now, retry.runId() }).toList());
			List<@Nullable Object[]> many = retries.stream()
				.filter((retry) -> retry.token() > MOST_ATTEMPTS_KEPT)
				.map((retry) -> new @Nullable Object[] { retry.runId(), retry.runId() })
				.toList();
			if (!many.isEmpty()) {
				this.session.batch(OutcomeRows.this.forget, many);
			}
		}

		private void writeReleases() throws SQLException {
			if (this.releases.isEmpty()) {
				return;
			}
			int[] counts = this.session.batch(OutcomeRows.this.release,
					this.releases.stream()
						.map((release) -> new @Nullable Object[] { release.runId(), release.token() })
						.toList());
			for (int i = 0; i < counts.length; i++) {
				Outcome.Released release = this.releases.get(i);
				if (counts[i] > 0) {
					this.states.put(Held.of(release), RunState.QUEUED);
					this.session.announceRuns();
				}
				else {
					end(release, RunState.CANCELLED, null, null, null);
				}
			}
		}

	}

}
