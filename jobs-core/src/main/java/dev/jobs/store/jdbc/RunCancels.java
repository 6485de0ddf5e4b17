package dev.jobs.store.jdbc;

import java.util.UUID;

import dev.jobs.store.CancelResult;

/**
 * Cancels runs.
 */
final class RunCancels {

	private final StoreContext context;

	RunCancels(StoreContext context) {
		this.context = context;
	}

	CancelResult cancel(UUID id) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
