package dev.jobs.store.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreContract;
import dev.jobs.test.ManualClock;

/**
 * Runs {@link JobStoreContract} on a {@link JdbcJobStore} in a real database.
 */
class H2JobStoreContractTests extends JobStoreContract {

	private final ManualClock clock = new ManualClock();

	private final HikariDataSource dataSource = TestDatabase.h2();

	private int stores;

	// One that holds nothing, and that must not see what the others hold.
	@Override
	protected JobStore createStore() {
		JdbcSettings settings = new JdbcSettings("store-" + this.stores++, null, JdbcSettings.DEFAULT_PREFIX,
				Duration.ofDays(1));
		return new JdbcJobStore(this.dataSource, settings, this.clock);
	}

	@Override
	protected void advance(Duration by) {
		this.clock.advance(by);
	}

	@Override
	protected PlatformTransactionManager transactions() {
		return new DataSourceTransactionManager(this.dataSource);
	}

}
