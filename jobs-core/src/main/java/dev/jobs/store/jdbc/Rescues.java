package dev.jobs.store.jdbc;

import dev.jobs.store.NodeStore.Rescued;

/**
 * Gives the runs of dead nodes to others.
 */
final class Rescues {

	private final StoreContext context;

	Rescues(StoreContext context) {
		this.context = context;
	}

	Rescued rescue(String byNode, int maxCrashes, int limit) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
