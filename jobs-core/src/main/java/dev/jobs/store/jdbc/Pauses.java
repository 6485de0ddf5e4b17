package dev.jobs.store.jdbc;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Pause;

/**
 * Keeps the pauses of jobs and queues.
 */
final class Pauses {

	private final StoreContext context;

	Pauses(StoreContext context) {
		this.context = context;
	}

	void pauseJob(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	boolean resumeJob(String jobId) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	Map<String, Pause> pausedJobs() {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

	boolean resumeQueue(String queue) {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
