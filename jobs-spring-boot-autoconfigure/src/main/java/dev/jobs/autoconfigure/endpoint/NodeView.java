package dev.jobs.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.jobs.engine.JobEngine;
import dev.jobs.lease.ClockSkew;
import dev.jobs.store.NodeStore.NodeState;

/**
 * A node as clients see it, by its last heartbeat.
 *
 * @param nodeId the node
 * @param version the version of this library on it
 * @param startedAt when it was first heard of, in UTC
 * @param lastHeartbeatAt when it was last heard of, in UTC
 * @param clockSkewMs how far its clock is ahead of the store's, in milliseconds, negative
 * if behind; {@code null} if it has not told yet
 * @param running how many runs it had then
 * @param capacity how many it can have at once
 * @param state where its engine stands, which the node that answers knows of itself; of
 * others {@code running} while their lease holds, or else {@code silent}
 * @param self whether it is the node that answers
 */
record NodeView(String nodeId, String version, Instant startedAt, Instant lastHeartbeatAt, @Nullable Long clockSkewMs,
		int running, int capacity, String state, boolean self) {

	static NodeView of(NodeState node, JobEngine engine, Instant now) {
		String id = node.beat().nodeId();
		boolean self = id.equals(engine.nodeId());
		String state = self ? engine.state().text() : stateOf(node, now);
		return new NodeView(id, node.beat().version(), node.startedAt(), node.heartbeatAt(),
				clockSkewMs(node, self ? engine.clockSkew() : null), node.beat().running(), node.beat().capacity(),
				state, self);
	}

	// A node knows its own skew one heartbeat before the store does.
	private static @Nullable Long clockSkewMs(NodeState node, @Nullable ClockSkew own) {
		Duration skew = (own != null) ? own.ahead() : node.beat().clockSkew();
		return (skew != null) ? skew.toMillis() : null;
	}

	private static String stateOf(NodeState node, Instant now) {
		return now.isBefore(node.leaseEnd()) ? "running" : "silent";
	}

}
