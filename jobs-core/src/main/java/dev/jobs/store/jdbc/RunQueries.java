package dev.jobs.store.jdbc;

import java.util.Optional;
import java.util.UUID;

import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * Finds and lists runs, unfinished and finished ones.
 */
final class RunQueries {

	private final StoreContext context;

	RunQueries(StoreContext context) {
		this.context = context;
	}

	Optional<Run> find(UUID id) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	Page<Run> list(RunQuery query) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
