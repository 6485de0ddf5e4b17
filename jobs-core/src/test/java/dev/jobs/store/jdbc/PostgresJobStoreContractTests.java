package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreContract;
import dev.jobs.test.ManualClock;

/**
 * Runs {@link JobStoreContract} on a {@link JdbcJobStore} in a real database.
 */
class PostgresJobStoreContractTests extends JobStoreContract {

	private final ManualClock clock = new ManualClock();

	private final HikariDataSource dataSource = TestDatabase.postgres();

	// One that holds nothing, and that must neither see what others hold nor hear the
	// hints
	// that those of earlier tests send a little later.
	@Override
	protected JobStore createStore() {
		JdbcSettings settings = new JdbcSettings("store-" + UUID.randomUUID(), null, JdbcSettings.DEFAULT_PREFIX,
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
