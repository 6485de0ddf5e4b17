package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunState;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.NodeStore.RescuedRun;

/**
 * Gives the runs of dead nodes to others. The rows of the nodes are locked from the look
 * at their leases to the commit: a heartbeat comes before, and its node lives, or after,
 * and its node is told. Another rescue waits, and finds nothing left.
 */
final class Rescues {

	// A node is known before it claims anything. One that has left leaves no run behind,
	// but a commit of its may have come after that.
	private static final Duration LONG_AGO = Duration.ofMinutes(1);

	private static final String LOST = """
			UPDATE jobs_run SET crashes = crashes + 1, attempt = attempt - 1
			WHERE namespace = ? AND id = ? AND token = ? AND state = 2 AND node_id = ? AND cancel_requested = ?""";

	private final StoreContext context;

	private final Endings endings;

	private final String dead;

	private final String unknown;

	private final String runs;

	private final String requeue;

	private final String fail;

	private final String attempt;

	private final String mark;

	Rescues(StoreContext context, Endings endings) {
		this.context = context;
		this.endings = endings;
		this.dead = context.sql("""
				SELECT node_id FROM jobs_node n WHERE n.namespace = ? AND n.lease_end <= ? AND n.node_id <> ?
					AND EXISTS (SELECT 1 FROM jobs_run r
						WHERE r.namespace = n.namespace AND r.node_id = n.node_id AND r.state = 2)
				ORDER BY node_id FOR UPDATE""");
		this.unknown = context.sql("""
				SELECT DISTINCT node_id FROM jobs_run r WHERE r.namespace = ? AND r.state = 2 AND r.started_at <= ?
					AND r.node_id <> ? AND NOT EXISTS (SELECT 1 FROM jobs_node n
						WHERE n.namespace = r.namespace AND n.node_id = r.node_id)""");
		this.runs = context.sql("""
				SELECT id, token, attempt, crashes, started_at, cancel_requested, node_id, job_id, queue FROM jobs_run
				WHERE namespace = ? AND state = 2 AND node_id = ANY (?) ORDER BY id LIMIT ?""");
		this.requeue = context.sql(LOST.replace("attempt - 1", "attempt - 1, state = 1, reason = NULL"));
		this.fail = context.sql(LOST);
		this.attempt = context.sql("""
				INSERT INTO jobs_attempt (run_id, token, attempt, node_id, started_at, finished_at, reason)
				VALUES (?, ?, ?, ?, ?, ?, ?)""");
		this.mark = context.sql("UPDATE jobs_node SET lost = TRUE WHERE namespace = ? AND node_id = ?");
	}

	Rescued rescue(String byNode, int maxCrashes, int limit) {
		return this.context.database().transact((session) -> {
			Instant now = this.context.now(session);
			List<String> dead = new ArrayList<>(
					session.query(this.dead, (row) -> row.getString("node_id"), this.context.namespace(), now, byNode));
			dead.addAll(session.query(this.unknown, (row) -> row.getString("node_id"), this.context.namespace(),
					now.minus(LONG_AGO), byNode));
			return dead.isEmpty() ? Rescued.NOTHING : rescue(session, dead, maxCrashes, limit, now);
		});
	}

	private Rescued rescue(Session session, List<String> dead, int maxCrashes, int limit, Instant now)
			throws SQLException {
		List<Lost> lost = session.query(this.runs, Lost::read, this.context.namespace(),
				session.array("varchar", dead.toArray()), limit);
		List<Lost> requeued = taken(session, this.requeue,
				lost.stream().filter((run) -> !run.ends(maxCrashes)).toList());
		List<Lost> ended = taken(session, this.fail, lost.stream().filter((run) -> run.ends(maxCrashes)).toList());
		List<Lost> all = new ArrayList<>(requeued);
		all.addAll(ended);
		record(session, all, now);
		List<@Nullable RunState> states = this.endings.write(session, ended.stream().map(Lost::ending).toList(), now);
		return new Rescued(requeued.stream().map(Lost::run).toList(), in(RunState.FAILED, ended, states),
				in(RunState.CANCELLED, ended, states));
	}

	// Its node may be slow and not dead, and end the run meanwhile.
	private List<Lost> taken(Session session, String sql, List<Lost> lost) throws SQLException {
		if (lost.isEmpty()) {
			return lost;
		}
		int[] changed = session.batch(sql,
				lost.stream()
					.map((run) -> new @Nullable Object[] { this.context.namespace(), run.id(), run.token(),
							run.run().nodeId(), run.cancelRequested() })
					.toList());
		List<Lost> taken = new ArrayList<>();
		for (int i = 0; i < changed.length; i++) {
			if (changed[i] == 1) {
				taken.add(lost.get(i));
			}
		}
		return taken;
	}

	private void record(Session session, List<Lost> lost, Instant now) throws SQLException {
		if (!lost.isEmpty()) {
			session.batch(this.attempt, lost.stream().map((run) -> run.attemptRow(now)).toList());
			session.batch(this.mark,
					lost.stream()
						.map((run) -> run.run().nodeId())
						.distinct()
						.map((node) -> new @Nullable Object[] { this.context.namespace(), node })
						.toList());
		}
	}

	private static List<RescuedRun> in(RunState state, List<Lost> lost, List<@Nullable RunState> states) {
		List<RescuedRun> runs = new ArrayList<>();
		for (int i = 0; i < lost.size(); i++) {
			if (states.get(i) == state) {
				runs.add(lost.get(i).run());
			}
		}
		return runs;
	}

	/**
	 * A run whose node is dead, as it stood when it was read.
	 */
	private record Lost(RescuedRun run, long token, int attempt, int crashes, @Nullable Instant startedAt,
			boolean cancelRequested) {

		static Lost read(ResultSet row) throws SQLException {
			RescuedRun run = new RescuedRun(Objects.requireNonNull(row.getObject("id", UUID.class)),
					row.getString("job_id"), row.getString("queue"), row.getString("node_id"));
			return new Lost(run, row.getLong("token"), row.getInt("attempt"), row.getInt("crashes"),
					Session.time(row, "started_at"), row.getBoolean("cancel_requested"));
		}

		UUID id() {
			return this.run.runId();
		}

		boolean ends(int maxCrashes) {
			return this.cancelRequested || this.crashes + 1 >= maxCrashes;
		}

		@Nullable Object[] attemptRow(Instant now) {
			return new @Nullable Object[] { id(), this.token, this.attempt, this.run.nodeId(), this.startedAt, now,
					Codes.of(Reason.CRASHED) };
		}

		Ending ending() {
			return new Ending(id(), this.token, true, RunState.FAILED, Reason.CRASHED, null, null);
		}

	}

}
