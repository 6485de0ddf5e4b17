package dev.jobs.store.jdbc;

import dev.jobs.store.Retention;

/**
 * Deletes finished runs that nobody needs any more.
 */
final class Pruning {

	private final StoreContext context;

	Pruning(StoreContext context) {
		this.context = context;
	}

	int prune(Retention retention, int limit) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
