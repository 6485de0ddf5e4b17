package dev.jobs.store.jdbc;

import java.util.List;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Outcome;

/**
 * Writes outcomes and claims runs, in one transaction.
 */
final class RunExchange {

	private final StoreContext context;

	RunExchange(StoreContext context) {
		this.context = context;
	}

	Exchanged exchange(List<Outcome> outcomes, ClaimRequest claim) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
