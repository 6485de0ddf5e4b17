package dev.jobs.store.memory;

import java.time.Duration;

import org.springframework.transaction.PlatformTransactionManager;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreContract;
import dev.jobs.store.SavepointTransactions;
import dev.jobs.test.ManualClock;

/**
 * Runs {@link JobStoreContract} on {@link MemoryJobStore}.
 */
class MemoryJobStoreContractTests extends JobStoreContract {

	private final ManualClock clock = new ManualClock();

	private final SavepointTransactions transactions = new SavepointTransactions();

	@Override
	protected JobStore createStore() {
		return new MemoryJobStore(this.clock, MemorySettings.standard());
	}

	@Override
	protected void advance(Duration by) {
		this.clock.advance(by);
	}

	@Override
	protected PlatformTransactionManager transactions() {
		return this.transactions;
	}

}
