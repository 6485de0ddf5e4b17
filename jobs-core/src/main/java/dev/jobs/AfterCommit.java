package dev.jobs;

import java.util.ArrayList;
import java.util.List;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Something to do when the transaction of the caller has committed, and not if it is
 * rolled back, as a whole or to a savepoint from before.
 */
final class AfterCommit implements TransactionSynchronization {

	private final Runnable action;

	private final List<Object> savepoints = new ArrayList<>(0);

	private boolean rolledBack;

	private AfterCommit(Runnable action) {
		this.action = action;
	}

	/**
	 * Do something after the commit, or at once without a transaction.
	 */
	static void run(Runnable action) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
		}
		else {
			action.run();
		}
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.add(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.rolledBack |= !this.savepoints.contains(savepoint);
	}

	@Override
	public void afterCommit() {
		if (!this.rolledBack) {
			this.action.run();
		}
	}

}
