package dev.jobs.faults;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.Retention;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.worker.WorkerSettings;

/**
 * A node in a process of its own, for the tests to kill. Says {@code READY} and works
 * until then.
 */
public final class NodeMain {

	static final Duration LEASE = Duration.ofSeconds(2);

	private final Ledger ledger;

	private final String name;

	private final Failpoint failpoint;

	private final AtomicInteger bodiesLeft;

	private NodeMain(Map<String, String> options) {
		this.ledger = new Ledger(Path.of(options.get("ledger")));
		this.name = options.get("name");
		this.failpoint = Failpoint.valueOf(options.get("failpoint"));
		this.bodiesLeft = new AtomicInteger(Integer.parseInt(options.get("time")));
	}

	/**
	 * Run a node.
	 * @param args pairs of a name and a value
	 * @throws Exception if it cannot start
	 */
	public static void main(String[] args) throws Exception {
		Map<String, String> options = new java.util.HashMap<>();
		for (int i = 0; i < args.length; i += 2) {
			options.put(args[i], args[i + 1]);
		}
		new NodeMain(options).run(options);
	}

	private void run(Map<String, String> options) throws InterruptedException {
		FailingStore failing = new FailingStore(this.failpoint, Integer.parseInt(options.get("time")));
		JobStore store = failing
			.around(new JdbcJobStore(failing.around(pool(options.get("url"))), JdbcSettings.standard(), null));
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		register(new JobRegistrar(registry, JobDefaults.standard(), codec), options.get("jobs"));
		JobEngine engine = new JobEngine(store, registry, codec, RunObserver.NONE, settings(),
				Executors::newCachedThreadPool, Clock.systemUTC());
		engine.start();
		System.out.println("READY");
		new CountDownLatch(1).await();
	}

	private static HikariDataSource pool(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(6);
		config.setMinimumIdle(1);
		config.setConnectionTimeout(2_000);
		config.setInitializationFailTimeout(-1);
		config.addDataSourceProperty("socketTimeout", "3");
		return new HikariDataSource(config);
	}

	private EngineSettings settings() {
		WorkerSettings worker = new WorkerSettings(8, Map.of(), Duration.ofMillis(200), Duration.ofSeconds(25), true);
		return new EngineSettings(this.name, true, worker, new LeaseSettings(LEASE, Duration.ofMillis(500), 3),
				Retention.standard(), Duration.ofSeconds(5), Duration.ofSeconds(1));
	}

	private void register(JobRegistrar jobs, String which) {
		if (which.contains("work")) {
			jobs.onDemand("work", this::work);
			jobs.onDemand("slow", this::slow);
		}
		if (which.contains("poison")) {
			jobs.onDemand("poison", (context) -> this.failpoint.die());
		}
		if (which.contains("tick")) {
			jobs.recurring("tick", this::tick, (options) -> options.fixedRate("100ms"));
		}
	}

	private void work(JobContext context) {
		write("START", context);
		if (this.failpoint == Failpoint.IN_HANDLER && this.bodiesLeft.decrementAndGet() == 0) {
			this.failpoint.die();
		}
		write("END", context);
	}

	// Ends after a while, unless it is told to end.
	private void slow(JobContext context) throws InterruptedException {
		write("START", context);
		CountDownLatch cancelled = new CountDownLatch(1);
		context.cancellation().onCancel(cancelled::countDown);
		if (cancelled.await(1, TimeUnit.SECONDS)) {
			write("CANCELLED", context);
			return;
		}
		write("END", context);
	}

	private void tick(JobContext context) {
		this.ledger.write("TICK", context.scheduledTime().toString(), context.fencingToken(), this.name);
	}

	private void write(String event, JobContext context) {
		this.ledger.write(event, context.runId().toString(), context.fencingToken(), this.name);
	}

}
