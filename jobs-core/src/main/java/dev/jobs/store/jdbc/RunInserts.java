package dev.jobs.store.jdbc;

import java.util.List;

import dev.jobs.store.Inserted;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;

/**
 * Adds runs: in the transaction of the caller, or in one of its own that concurrent
 * callers share.
 */
final class RunInserts {

	private final StoreContext context;

	RunInserts(StoreContext context) {
		this.context = context;
	}

	List<Inserted> insert(List<NewRun> runs, Joining joining) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
