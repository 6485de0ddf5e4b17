package dev.jobs.store.jdbc;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

/**
 * Remembers that runs were enqueued in a transaction on something else than the database
 * of the store, which cannot take them along, and says so once. Safe for use by many
 * threads.
 */
final class ForeignTransactions {

	private static final Logger logger = LoggerFactory.getLogger(ForeignTransactions.class);

	private static final Finding FINDING = new Finding("foreign-transactions", Severity.WARNING,
			"A run was enqueued in a transaction that is not on the data source of the job store: such runs are added at once and stay even if that transaction is rolled back",
			"Use one data source for both, such as spring.datasource.url=jdbc:h2:async:./data/app;WRITE_DELAY=0 without jobs.store.path, or enqueue with a transaction manager of the store's data source, such as @Transactional(\"jobs\") with the bean that docs/stores.md shows");

	private final AtomicBoolean seen = new AtomicBoolean();

	void note() {
		if (!this.seen.get() && this.seen.compareAndSet(false, true)) {
			logger.warn("{}", FINDING);
		}
	}

	List<Finding> findings() {
		return this.seen.get() ? List.of(FINDING) : List.of();
	}

}
