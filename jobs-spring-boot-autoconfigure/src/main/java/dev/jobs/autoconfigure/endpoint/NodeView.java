package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;

import dev.jobs.engine.JobEngine;
import dev.jobs.store.NodeStore.NodeState;

/**
 * A node as clients see it, by its last heartbeat.
 *
 * @param nodeId the node
 * @param version the version of this library on it
 * @param startedAt when it was first heard of, in UTC
 * @param lastHeartbeatAt when it was last heard of, in UTC
 * @param running how many runs it had then
 * @param capacity how many it can have at once
 * @param state where its engine stands, which the node that answers knows of itself; of
 * others {@code running} while their lease holds, or else {@code silent}
 * @param self whether it is the node that answers
 */
record NodeView(String nodeId, String version, Instant startedAt, Instant lastHeartbeatAt, int running, int capacity,
		String state, boolean self) {

	static NodeView of(NodeState node, JobEngine engine, Instant now) {
		String id = node.beat().nodeId();
		boolean self = id.equals(engine.nodeId());
		String state = self ? engine.state().text() : stateOf(node, now);
		return new NodeView(id, node.beat().version(), node.startedAt(), node.heartbeatAt(), node.beat().running(),
				node.beat().capacity(), state, self);
	}

	private static String stateOf(NodeState node, Instant now) {
		return now.isBefore(node.leaseEnd()) ? "running" : "silent";
	}

}
