package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.List;

import dev.jobs.store.NodeStore.HeartbeatReply;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.NodeState;

/**
 * Keeps the nodes and their leases.
 */
final class NodeRows {

	private final StoreContext context;

	NodeRows(StoreContext context) {
		this.context = context;
	}

	HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	void leave(String nodeId) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	List<NodeState> nodes() {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
