package dev.jobs.store.jdbc;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executors;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.Run;
import dev.jobs.run.RunState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobScheduler#enqueue} on a node that has nothing else to do. A run
 * that is claimed as it is added begins at the very time of its creation.
 */
class EnqueueOnIdleNodeTests {

	private final DataSource dataSource = TestDatabase.of(Dialect.POSTGRESQL);

	private JobEngine engine;

	private JobScheduler jobs;

	@BeforeEach
	void start() {
		JobRegistry registry = new JobRegistry();
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		new JobRegistrar(registry, JobDefaults.standard(), codec).onDemand("job", (context) -> {
		});
		this.engine = new JobEngine(new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null), registry, codec,
				RunObserver.NONE, EngineSettings.standard(), Executors::newCachedThreadPool, Clock.systemUTC());
		this.engine.start();
		this.jobs = JobScheduler.on(this.engine, 1_000);
	}

	@AfterEach
	void stop() {
		assertThat(this.engine.stopNow()).isTrue();
		this.engine.store().close();
	}

	@Test
	void runBeginsWithTheCommitThatAddsIt() {
		Awaitility.await().until(() -> beganAtOnce(this.jobs.enqueue("job")));
	}

	@Test
	void runThatJoinsATransactionBeginsAfterIt() {
		Awaitility.await().until(() -> beganAtOnce(this.jobs.enqueue("job")));
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(this.dataSource));
		UUID run = transaction.execute((status) -> this.jobs.enqueue("job"));
		assertThat(beganAtOnce(run)).isFalse();
	}

	private boolean beganAtOnce(UUID id) {
		Awaitility.await().until(() -> this.jobs.find(id).orElseThrow().state() == RunState.SUCCEEDED);
		Run run = this.jobs.find(id).orElseThrow();
		return run.createdAt().equals(run.startedAt());
	}

}
