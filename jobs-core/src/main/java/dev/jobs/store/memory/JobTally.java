package dev.jobs.store.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.JobStats;
import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.RunState;

/**
 * The numbers of one job. Guarded by the store's lock.
 */
final class JobTally {

	/** How many runs are unfinished, which is how many slots are taken. */
	int unfinished;

	int running;

	private long success;

	private long failure;

	private long skipped;

	private @Nullable Instant lastExecutionTime;

	private @Nullable LastStatus lastStatus;

	void finished(Entry entry) {
		this.unfinished--;
		if (entry.state == RunState.SUCCEEDED) {
			this.success++;
			ended(entry, LastStatus.SUCCESS);
		}
		else if (entry.state == RunState.FAILED) {
			this.failure++;
			ended(entry, LastStatus.FAILURE);
		}
	}

	private void ended(Entry entry, LastStatus status) {
		this.lastStatus = status;
		this.lastExecutionTime = (entry.startedAt != null) ? entry.startedAt : this.lastExecutionTime;
	}

	void skipped() {
		this.skipped++;
		this.lastStatus = LastStatus.SKIPPED;
	}

	JobStats snapshot() {
		return new JobStats(this.success, this.failure, this.skipped, this.lastExecutionTime, this.lastStatus,
				this.running);
	}

}
