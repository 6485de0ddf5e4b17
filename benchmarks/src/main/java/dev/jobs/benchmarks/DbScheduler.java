package dev.jobs.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * db-scheduler with its defaults, or with the best settings found for two processors.
 */
final class DbScheduler implements Contestant {

	private static final String TABLES = """
			CREATE TABLE IF NOT EXISTS scheduled_tasks (
				task_name text NOT NULL, task_instance text NOT NULL, task_data bytea, execution_time timestamptz NOT NULL,
				picked boolean NOT NULL, picked_by text, last_success timestamptz, last_failure timestamptz,
				consecutive_failures integer, last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
				PRIMARY KEY (task_name, task_instance));
			CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
			CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
			CREATE INDEX IF NOT EXISTS priority_idx ON scheduled_tasks (priority DESC, execution_time);
			TRUNCATE scheduled_tasks""";

	private final DataSource dataSource;

	private final OneTimeTask<Void> task;

	private final boolean best;

	DbScheduler(DataSource dataSource, Runnable body, boolean best) {
		this.dataSource = dataSource;
		this.task = Tasks.oneTime("no-op").execute((instance, context) -> body.run());
		this.best = best;
	}

	@Override
	public int share(int runs) {
		return runs / 5;
	}

	@Override
	public void prepare(JdbcTemplate database) {
		database.execute(TABLES);
	}

	@Override
	public void enqueue(int count) {
		SchedulerClient client = SchedulerClient.Builder.create(this.dataSource, this.task).build();
		client.scheduleBatch(IntStream.range(0, count).<TaskInstance<?>>mapToObj((i) -> this.task.instance("run-" + i)),
				Instant.now());
	}

	@Override
	public String table() {
		return "scheduled_tasks";
	}

	@Override
	public AutoCloseable start() {
		SchedulerBuilder builder = Scheduler.create(this.dataSource, this.task);
		if (this.best) {
			builder.threads(50).pollUsingLockAndFetch(4.0, 20.0).pollingInterval(Duration.ofMillis(100));
		}
		Scheduler scheduler = builder.build();
		scheduler.start();
		return scheduler::stop;
	}

}
