package dev.jobs.benchmarks.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * db-scheduler.
 */
final class DbScheduler implements Recurring {

	private static final String TABLE = """
			CREATE TABLE IF NOT EXISTS scheduled_tasks (
				task_name varchar(100) NOT NULL, task_instance varchar(100) NOT NULL, task_data %s,
				execution_time timestamp with time zone NOT NULL, picked boolean NOT NULL, picked_by varchar(100),
				last_success timestamp with time zone, last_failure timestamp with time zone, consecutive_failures integer,
				last_heartbeat timestamp with time zone, version bigint NOT NULL, priority smallint,
				PRIMARY KEY (task_name, task_instance))""";

	private static final List<String> INDEXES = List.of(
			"CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time)",
			"CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
			"CREATE INDEX IF NOT EXISTS priority_idx ON scheduled_tasks (priority DESC, execution_time)");

	private final String name;

	private final String binary;

	private final Consumer<SchedulerBuilder> settings;

	private DbScheduler(String name, String binary, Consumer<SchedulerBuilder> settings) {
		this.name = "db-scheduler, " + name;
		this.binary = binary;
		this.settings = settings;
	}

	/**
	 * Its defaults: 10 threads, a poll every 10 seconds.
	 */
	static DbScheduler defaults() {
		return new DbScheduler("defaults", "bytea", (builder) -> {
		});
	}

	static DbScheduler tuned() {
		return new DbScheduler("tuned", "bytea", (builder) -> quick(builder, 20).pollUsingLockAndFetch(1.0, 4.0));
	}

	/**
	 * The best settings found for two processors.
	 */
	static DbScheduler tunedXl() {
		return new DbScheduler("tuned xl", "bytea", (builder) -> quick(builder, 50).pollUsingLockAndFetch(4.0, 20.0));
	}

	/**
	 * The best settings found for H2, which has no lock-and-fetch.
	 */
	static DbScheduler tunedForH2() {
		return new DbScheduler("tuned", "blob", (builder) -> quick(builder, 20));
	}

	static DbScheduler defaultsOnH2() {
		return new DbScheduler("defaults", "blob", (builder) -> {
		});
	}

	private static SchedulerBuilder quick(SchedulerBuilder builder, int threads) {
		return builder.threads(threads).pollingInterval(Duration.ofMillis(100)).enableImmediateExecution();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public int share(int runs) {
		return runs / 5;
	}

	@Override
	public void prepare(DataSource dataSource) {
		JdbcTemplate database = new JdbcTemplate(dataSource);
		database.execute(TABLE.formatted(this.binary));
		INDEXES.forEach(database::execute);
		database.execute("TRUNCATE TABLE scheduled_tasks");
	}

	@Override
	public String unfinished() {
		return "scheduled_tasks";
	}

	@Override
	public Client client(DataSource dataSource) {
		OneTimeTask<Void> task = task((number) -> {
		});
		return new TaskClient(SchedulerClient.Builder.create(dataSource, task).build(), task);
	}

	@Override
	public Worker work(DataSource dataSource, IntConsumer body) {
		OneTimeTask<Void> task = task(body);
		return start(Scheduler.create(dataSource, task), task);
	}

	@Override
	public Worker recur(DataSource dataSource, int schedules, IntConsumer body) {
		List<RecurringTask<Void>> tasks = IntStream.range(0, schedules)
			.mapToObj((i) -> Tasks.recurring("job-" + i, Schedules.cron(Recurring.seconds(i) + " * * * * *"))
				.execute((instance, context) -> body.accept(i)))
			.toList();
		OneTimeTask<Void> task = task(body);
		return start(Scheduler.create(dataSource, task).startTasks(tasks), task);
	}

	private static OneTimeTask<Void> task(IntConsumer body) {
		return Tasks.oneTime("no-op").execute((instance, context) -> body.accept(Integer.parseInt(instance.getId())));
	}

	private Worker start(SchedulerBuilder builder, OneTimeTask<Void> task) {
		this.settings.accept(builder);
		Scheduler scheduler = builder.build();
		scheduler.start();
		return new TaskWorker(scheduler, task);
	}

	private record TaskWorker(Scheduler scheduler, OneTimeTask<Void> task) implements Worker {

		@Override
		public Client client() {
			return new TaskClient(this.scheduler, this.task);
		}

		@Override
		public void close() {
			this.scheduler.stop();
		}

	}

	private record TaskClient(SchedulerClient client, OneTimeTask<Void> task) implements Client {

		@Override
		public void enqueue(int number) {
			this.client.scheduleIfNotExists(this.task.instance(String.valueOf(number)), Instant.now());
		}

		@Override
		public void enqueueAll(int first, int count) {
			this.client.scheduleBatch(IntStream.range(first, first + count)
				.<TaskInstance<?>>mapToObj((i) -> this.task.instance(String.valueOf(i))), Instant.now());
		}

	}

}
