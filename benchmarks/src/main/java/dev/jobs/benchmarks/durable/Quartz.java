package dev.jobs.benchmarks.durable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Quartz with its job store on a database. Each run is a job of its own with one trigger.
 */
final class Quartz implements Recurring {

	private static final String STORE = "org.quartz.jobStore.";

	private static final String NAME = "benchmark";

	private final String name;

	private final Map<String, String> settings;

	private Quartz(String name, Map<String, String> settings) {
		this.name = "Quartz, " + name;
		this.settings = settings;
	}

	/**
	 * Its defaults: 10 threads, one trigger at a time, a look every 30 seconds.
	 */
	static Quartz defaults() {
		return new Quartz("defaults", Map.of("org.quartz.threadPool.threadCount", "10"));
	}

	/**
	 * The best settings found for two processors.
	 */
	static Quartz tuned() {
		return new Quartz("tuned", Map.of("org.quartz.threadPool.threadCount", "20",
				"org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "20", "org.quartz.scheduler.idleWaitTime",
				"1000", STORE + "acquireTriggersWithinLock", "true", STORE + "misfireThreshold", "900000"));
	}

	@Override
	public String name() {
		return this.name;
	}

	// Some hundreds a second is all it does.
	@Override
	public int share(int runs) {
		return runs * 3 / 100;
	}

	// The script drops the tables and makes them again.
	@Override
	public void prepare(DataSource dataSource) {
		new ResourceDatabasePopulator(new ClassPathResource("org/quartz/impl/jdbcjobstore/tables_postgres.sql"))
			.execute(dataSource);
		new JdbcTemplate(dataSource).execute("ANALYZE");
	}

	// A job goes in the transaction that ends its last trigger.
	@Override
	public String unfinished() {
		return "qrtz_job_details";
	}

	@Override
	public Client client(DataSource dataSource) {
		return new TriggerClient(scheduler(dataSource));
	}

	@Override
	public Worker work(DataSource dataSource, IntConsumer body) {
		return start(scheduler(dataSource), body);
	}

	@Override
	public Worker recur(DataSource dataSource, int schedules, IntConsumer body) {
		Scheduler scheduler = scheduler(dataSource);
		new TriggerClient(scheduler).scheduleAll(0, schedules,
				(trigger, number) -> trigger
					.withSchedule(CronScheduleBuilder.cronSchedule(Recurring.seconds(number) + " * * * * ?"))
					.build());
		return start(scheduler, body);
	}

	private static Worker start(Scheduler scheduler, IntConsumer body) {
		try {
			scheduler.setJobFactory((bundle, owner) -> (context) -> body.accept(number(context)));
			scheduler.start();
			return new TriggerWorker(scheduler);
		}
		catch (SchedulerException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int number(JobExecutionContext context) {
		return Integer.parseInt(context.getTrigger().getKey().getName());
	}

	// Removed from the register of this process, so that there can be two with one name:
	// the name is what rows belong to.
	private Scheduler scheduler(DataSource dataSource) {
		String connections = UUID.randomUUID().toString();
		DBConnectionManager.getInstance().addConnectionProvider(connections, new Connections(dataSource));
		Properties properties = new Properties();
		properties.put("org.quartz.scheduler.instanceName", NAME);
		properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
		properties.put(STORE + "class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
		properties.put(STORE + "driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
		properties.put(STORE + "dataSource", connections);
		properties.putAll(this.settings);
		try {
			Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
			SchedulerRepository.getInstance().remove(NAME);
			return scheduler;
		}
		catch (SchedulerException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void shutDown(Scheduler scheduler) {
		try {
			scheduler.shutdown(true);
		}
		catch (SchedulerException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record TriggerWorker(Scheduler scheduler) implements Worker {

		@Override
		public Client client() {
			return new TriggerClient(this.scheduler);
		}

		@Override
		public void close() {
			shutDown(this.scheduler);
		}

	}

	private record TriggerClient(Scheduler scheduler) implements Client {

		@Override
		public void enqueue(int number) {
			try {
				this.scheduler.scheduleJob(job(number), trigger(number).startNow().build());
			}
			catch (SchedulerException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void enqueueAll(int first, int count) {
			scheduleAll(first, count, (trigger, number) -> trigger.startNow().build());
		}

		void scheduleAll(int first, int count, Timing timing) {
			Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
			IntStream.range(first, first + count).forEach((i) -> all.put(job(i), Set.of(timing.apply(trigger(i), i))));
			try {
				this.scheduler.scheduleJobs(all, false);
			}
			catch (SchedulerException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static JobDetail job(int number) {
			return JobBuilder.newJob(NoOpJob.class).withIdentity(String.valueOf(number)).build();
		}

		private static TriggerBuilder<Trigger> trigger(int number) {
			return TriggerBuilder.newTrigger().withIdentity(String.valueOf(number));
		}

		@Override
		public void close() {
			shutDown(this.scheduler);
		}

	}

	private interface Timing {

		Trigger apply(TriggerBuilder<Trigger> trigger, int number);

	}

	private record Connections(DataSource dataSource) implements ConnectionProvider {

		@Override
		public Connection getConnection() throws SQLException {
			return this.dataSource.getConnection();
		}

		@Override
		public void initialize() {
			// The pool is open.
		}

		@Override
		public void shutdown() {
			// The pool belongs to others.
		}

	}

	/**
	 * Names the kind of a job; the factory of the scheduler makes what is run.
	 */
	public static final class NoOpJob implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			throw new IllegalStateException("The job factory is not in place");
		}

	}

}
