package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.NodeStore.HeartbeatReply;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.NodeState;

/**
 * Keeps the nodes and their leases. A node whose runs were given to others keeps its row,
 * marked as lost, until its next heartbeat can tell it.
 */
final class NodeRows {

	private static final Duration SILENCE = Duration.ofDays(7);

	private static final String RUNS_OF_NODE = """
			SELECT 1 FROM jobs_run r WHERE r.namespace = n.namespace AND r.node_id = n.node_id AND r.state = 2""";

	private final StoreContext context;

	private final Hints hints;

	private final String renew;

	private final String welcomeBack;

	private final String insert;

	private final String cancelled;

	private final String others;

	private final String claims;

	private final String leave;

	private final String select;

	private final String forgetSilent;

	NodeRows(StoreContext context, Hints hints) {
		this.context = context;
		this.hints = hints;
		this.renew = context.sql("""
				UPDATE jobs_node SET heartbeat_at = ?, lease_end = ?, capacity = ?, running = ?, version = ?,
					clock_skew_ms = ?
				WHERE namespace = ? AND node_id = ? AND NOT lost""");
		this.welcomeBack = context
			.sql("""
					UPDATE jobs_node
					SET started_at = ?, heartbeat_at = ?, lease_end = ?, capacity = ?, running = ?, version = ?, clock_skew_ms = ?,
						lost = FALSE
					WHERE namespace = ? AND node_id = ? AND lost""");
		this.insert = context
			.sql("""
					INSERT INTO jobs_node (started_at, heartbeat_at, lease_end, capacity, running, version, clock_skew_ms, namespace,
						node_id)
					VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
		this.cancelled = context.sql("""
				SELECT id FROM jobs_run
				WHERE namespace = ? AND node_id = ? AND state = 2 AND cancel_requested ORDER BY id""");
		this.others = context
			.sql("SELECT 1 FROM jobs_node WHERE namespace = ? AND node_id <> ? AND NOT lost AND lease_end > ? LIMIT 1");
		this.claims = context.sql("SELECT id, token FROM jobs_run WHERE namespace = ? AND node_id = ? AND state = 2");
		this.leave = context.sql("DELETE FROM jobs_node n WHERE n.namespace = ? AND n.node_id = ? AND NOT EXISTS ("
				+ RUNS_OF_NODE + ")");
		this.select = context.sql("""
				SELECT node_id, version, capacity, running, clock_skew_ms, started_at, heartbeat_at, lease_end
				FROM jobs_node WHERE namespace = ? AND NOT lost ORDER BY started_at, node_id""");
		this.forgetSilent = context
			.sql("DELETE FROM jobs_node n WHERE n.namespace = ? AND n.lease_end < ? AND NOT EXISTS (" + RUNS_OF_NODE
					+ ")");
	}

	HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
		Fit.require("Node id", beat.nodeId(), Fit.NODE_ID);
		Fit.require("Version", beat.version(), Fit.VERSION);
		Beaten beaten = this.context.database().transact((session) -> beat(session, beat, lease));
		this.hints.nobodyElseFor(beaten.alone() ? lease : Duration.ZERO);
		return beaten.reply();
	}

	private Beaten beat(Session session, NodeBeat beat, Duration lease) throws SQLException {
		Instant now = this.context.now(session);
		boolean alive = renew(session, beat, lease, now);
		List<UUID> asked = session.query(this.cancelled, (row) -> row.getObject("id", UUID.class),
				this.context.namespace(), beat.nodeId());
		boolean alone = session.first(this.others, (row) -> true, this.context.namespace(), beat.nodeId(), now)
			.isEmpty();
		return new Beaten(new HeartbeatReply(alive, asked, now), alone);
	}

	private boolean renew(Session session, NodeBeat beat, Duration lease, Instant now) throws SQLException {
		Instant end = now.plus(lease);
		Integer skew = millis(beat.clockSkew());
		if (session.update(this.renew, now, end, beat.capacity(), beat.running(), beat.version(), skew,
				this.context.namespace(), beat.nodeId()) == 1) {
			return true;
		}
		@Nullable Object[] row = { now, now, end, beat.capacity(), beat.running(), beat.version(), skew, this.context.namespace(),
				beat.nodeId() };
		boolean lost = session.update(this.welcomeBack, row) == 1;
		if (!lost) {
			session.insertNew(this.insert, row);
		}
		return !lost;
	}

	// A clock may be wrong by years, which the column cannot tell from weeks.
	private static @Nullable Integer millis(@Nullable Duration skew) {
		return (skew != null) ? (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, skew.toMillis())) : null;
	}

	Map<UUID, Long> claimsOf(String nodeId) {
		return this.context.database().read((session) -> {
			Map<UUID, Long> claims = new HashMap<>();
			session.query(this.claims, (row) -> claims.put(row.getObject("id", UUID.class), row.getLong("token")),
					this.context.namespace(), nodeId);
			return claims;
		});
	}

	void leave(String nodeId) {
		this.context.database().transact((session) -> session.update(this.leave, this.context.namespace(), nodeId));
	}

	List<NodeState> nodes() {
		return this.context.database()
			.transact((session) -> session.query(this.select, NodeRows::state, this.context.namespace()));
	}

	private static NodeState state(ResultSet row) throws SQLException {
		Integer skew = row.getObject("clock_skew_ms", Integer.class);
		NodeBeat beat = new NodeBeat(row.getString("node_id"), row.getString("version"), row.getInt("capacity"),
				row.getInt("running"), (skew != null) ? Duration.ofMillis(skew) : null);
		return new NodeState(beat, Session.requiredTime(row, "started_at"), Session.requiredTime(row, "heartbeat_at"),
				Session.requiredTime(row, "lease_end"));
	}

	/**
	 * Delete the nodes that have been silent for so long that they will not come back.
	 */
	void forgetSilent(Session session, Instant now) throws SQLException {
		session.update(this.forgetSilent, this.context.namespace(), now.minus(SILENCE));
	}

	private record Beaten(HeartbeatReply reply, boolean alone) {
	}

}
