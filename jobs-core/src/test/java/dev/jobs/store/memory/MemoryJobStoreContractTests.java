package dev.jobs.store.memory;

import java.time.Duration;
import java.util.List;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

	// Quick enough for many.
	@Override
	@Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
	protected void doesNothingThatTheModelWouldNot(@ForAll("sequences") List<List<Integer>> steps) {
		super.doesNothingThatTheModelWouldNot(steps);
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
