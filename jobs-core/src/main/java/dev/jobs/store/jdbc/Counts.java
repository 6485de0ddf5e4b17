package dev.jobs.store.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.jobs.run.JobStats;
import dev.jobs.run.QueueStats;

/**
 * Keeps the numbers of jobs, and answers for those of queues.
 */
final class Counts {

	private final StoreContext context;

	Counts(StoreContext context) {
		this.context = context;
	}

	Map<String, JobStats> jobStats(Set<String> jobs) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	List<QueueStats> queueStats() {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
