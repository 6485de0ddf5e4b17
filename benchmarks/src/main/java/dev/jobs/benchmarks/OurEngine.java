package dev.jobs.benchmarks;

import java.time.Clock;
import java.util.Collections;
import java.util.concurrent.Executors;

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
final class OurEngine implements Contestant {

	private static final int BATCH = 1_000;

	private final DataSource dataSource;

	private final Runnable body;

	private final Clock clock;

	OurEngine(DataSource dataSource, Runnable body, Clock clock) {
		this.dataSource = dataSource;
		this.body = body;
		this.clock = clock;
	}

	@Override
	public int share(int runs) {
		return runs;
	}

	@Override
	public void prepare(JdbcTemplate database) {
		new JdbcSchema(this.dataSource, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		database.execute("TRUNCATE jobs_run, jobs_history, jobs_count");
	}

	@Override
	public void enqueue(int count) {
		JobScheduler jobs = JobScheduler.on(engine(), 256 * 1024);
		for (int i = 0; i < count; i += BATCH) {
			jobs.enqueueAll(Collections.nCopies(BATCH, new NoOp(i)));
		}
	}

	@Override
	public String table() {
		return "jobs_run";
	}

	@Override
	public AutoCloseable start() {
		JobEngine engine = engine();
		engine.start();
		return engine::stopNow;
	}

	private JobEngine engine() {
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), codec).onDemand("no-op", NoOp.class, (payload, context) -> {
			this.body.run();
			return null;
		});
		JobStore store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null);
		return new JobEngine(store, registry, codec,
				new MicrometerRunObserver(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
						ObservationRegistry.NOOP, null),
				EngineSettings.standard(), Executors::newCachedThreadPool, this.clock);
	}

	/**
	 * A payload.
	 *
	 * @param number a number
	 */
	record NoOp(long number) {
	}

}
