package dev.jobs.benchmarks.durable;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.MicrometerRunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSchema;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.SchemaMode;

/**
 * Our engine with its defaults, meters on.
 */
final class OurEngine implements Recurring {

	private static final int LARGEST_PAYLOAD = 256 * 1024;

	private static final List<String> TABLES = List.of("jobs_run", "jobs_history", "jobs_count", "jobs_schedule",
			"jobs_node");

	@Override
	public String name() {
		return "jobs, defaults";
	}

	@Override
	public int share(int runs) {
		return runs;
	}

	@Override
	public void prepare(DataSource dataSource) {
		new JdbcSchema(dataSource, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		JdbcTemplate database = new JdbcTemplate(dataSource);
		TABLES.forEach((table) -> database.execute("TRUNCATE TABLE " + table));
	}

	@Override
	public String unfinished() {
		return "jobs_run";
	}

	@Override
	public Client client(DataSource dataSource) {
		EngineSettings standard = EngineSettings.standard();
		EngineSettings clientOnly = new EngineSettings(standard.nodeName(), false, standard.worker(), standard.lease(),
				standard.retention(), standard.drainTimeout(), standard.abortTimeout());
		return new OurClient(node(dataSource, clientOnly, (jobs) -> onDemand(jobs, (number) -> {
		})));
	}

	@Override
	public Worker work(DataSource dataSource, IntConsumer body) {
		return new OurWorker(node(dataSource, EngineSettings.standard(), (jobs) -> onDemand(jobs, body)));
	}

	/**
	 * Begin to work beside many schedules none of which comes due.
	 */
	Worker workBesideSchedules(DataSource dataSource, int schedules, IntConsumer body) {
		return new OurWorker(node(dataSource, EngineSettings.standard(), (jobs) -> {
			onDemand(jobs, body);
			IntStream.range(0, schedules).forEach((i) -> jobs.cron("yearly-" + i, "0 0 0 1 1 *", (context) -> {
			}));
		}));
	}

	@Override
	public Worker recur(DataSource dataSource, int schedules, IntConsumer body) {
		return new OurWorker(node(dataSource, EngineSettings.standard(), (jobs) -> IntStream.range(0, schedules)
			.forEach((i) -> jobs.cron("job-" + i, Recurring.seconds(i) + " * * * * *", (context) -> body.accept(i)))));
	}

	private static void onDemand(JobRegistrar jobs, IntConsumer body) {
		jobs.onDemand("no-op", NoOp.class, (payload, context) -> {
			body.accept(payload.number());
			return null;
		});
	}

	private static JobEngine node(DataSource dataSource, EngineSettings settings, Consumer<JobRegistrar> jobs) {
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		jobs.accept(new JobRegistrar(registry, JobDefaults.standard(), codec));
		JobStore store = new JdbcJobStore(dataSource, JdbcSettings.standard(), null);
		JobEngine engine = new JobEngine(store, registry, codec,
				new MicrometerRunObserver(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
						ObservationRegistry.NOOP, null),
				settings, Executors::newCachedThreadPool, Clock.systemUTC());
		engine.start();
		return engine;
	}

	private record OurWorker(JobEngine engine) implements Worker {

		@Override
		public Client client() {
			return new OurClient(this.engine);
		}

		@Override
		public void close() {
			this.engine.stopNow();
			this.engine.store().close();
		}

	}

	/**
	 * Closes the whole node.
	 */
	private static final class OurClient implements Client {

		private final JobEngine engine;

		private final JobScheduler jobs;

		OurClient(JobEngine engine) {
			this.engine = engine;
			this.jobs = JobScheduler.on(engine, LARGEST_PAYLOAD);
		}

		@Override
		public void enqueue(int number) {
			this.jobs.enqueue(new NoOp(number));
		}

		@Override
		public void enqueueAll(int first, int count) {
			this.jobs.enqueueAll(IntStream.range(first, first + count).mapToObj(NoOp::new).toList());
		}

		@Override
		public void close() {
			this.engine.stopNow();
			this.engine.store().close();
		}

	}

	/**
	 * A payload.
	 *
	 * @param number the number of the run
	 */
	record NoOp(int number) {
	}

}
