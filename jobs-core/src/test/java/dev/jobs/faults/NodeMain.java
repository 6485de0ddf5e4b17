package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.faults.Ledger.Gate;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunIds;
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.Retention;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSchema;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.SchemaMode;
import dev.jobs.worker.WorkerSettings;

/**
 * A node in a process of its own, for the tests to kill. Says {@code READY} and works
 * until then.
 */
public final class NodeMain {

	static final Duration LEASE = Duration.ofSeconds(2);

	private final Map<String, String> options;

	private final Ledger ledger;

	private final String name;

	private final Failpoint failpoint;

	private final AtomicInteger bodiesLeft;

	private final HikariDataSource pool;

	private NodeMain(Map<String, String> options) {
		this.options = options;
		this.ledger = new Ledger(Path.of(options.get("ledger")));
		this.name = options.get("name");
		this.failpoint = Failpoint.valueOf(option("failpoint", "NONE"));
		this.bodiesLeft = new AtomicInteger(number("time", 0));
		this.pool = pool(options.get("url"), number("pool", 6));
	}

	/**
	 * Run a node.
	 * @param args pairs of a name and a value
	 * @throws Exception if it cannot start
	 */
	public static void main(String[] args) throws Exception {
		Map<String, String> options = new HashMap<>();
		for (int i = 0; i < args.length; i += 2) {
			options.put(args[i], args[i + 1]);
		}
		new NodeMain(options).run();
	}

	private String option(String option, String otherwise) {
		return this.options.getOrDefault(option, otherwise);
	}

	private int number(String option, int otherwise) {
		return Integer.parseInt(option(option, Integer.toString(otherwise)));
	}

	private Duration duration(String option, Duration otherwise) {
		return Duration.parse(option(option, otherwise.toString()));
	}

	private void run() throws InterruptedException {
		FailingStore failing = new FailingStore(this.failpoint, number("time", 0));
		if (this.options.containsKey("schema")) {
			System.out.println("READY");
			new JdbcSchema(this.pool, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		}
		JobStore store = failing
			.around(new JdbcJobStore(failing.around(this.pool), JdbcSettings.standard(), storeClock()));
		if (this.options.containsKey("prune")) {
			prune(store);
		}
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		register(new JobRegistrar(registry, JobDefaults.standard(), codec), option("jobs", "none"));
		JobEngine engine = new JobEngine(store, registry, codec, RunObserver.NONE, settings(),
				Executors::newCachedThreadPool, clock());
		engine.start();
		System.out.println("READY");
		if (this.options.containsKey("enqueue")) {
			enqueue(store, this.options.get("enqueue"));
		}
		new CountDownLatch(1).await();
	}

	private static HikariDataSource pool(String url, int size) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(size);
		config.setMinimumIdle(1);
		config.setConnectionTimeout(2_000);
		config.setInitializationFailTimeout(-1);
		if (url.startsWith("jdbc:postgresql:")) {
			config.addDataSourceProperty("socketTimeout", "3");
		}
		return new HikariDataSource(config);
	}

	private EngineSettings settings() {
		WorkerSettings worker = new WorkerSettings(number("slots", 8), Map.of(), Duration.ofMillis(200),
				Duration.ofSeconds(25), true);
		Duration heartbeat = duration("heartbeat", Duration.ofMillis(500));
		LeaseSettings lease = new LeaseSettings(duration("lease", LEASE), heartbeat, 3);
		return new EngineSettings(this.name, true, worker, lease, Retention.standard(), Duration.ofSeconds(5),
				Duration.ofSeconds(1));
	}

	// A node whose clock is wrong.
	private Clock clock() {
		return Clock.offset(Clock.systemUTC(), duration("skew", Duration.ZERO));
	}

	// A store whose clock jumps, for all nodes at once: a file says by how much.
	private @Nullable Clock storeClock() {
		String file = this.options.get("store-clock");
		if (file == null) {
			return null;
		}
		InstantSource source = () -> Instant.now().plus(Duration.parse(read(Path.of(file))));
		return source.withZone(ZoneOffset.UTC);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void prune(JobStore store) {
		Retention nothing = new Retention(Duration.ZERO, Duration.ZERO, 1);
		while (store.prune(nothing, 10) > 0) {
			System.out.println("pruned");
		}
	}

	private void enqueue(JobStore store, String job) throws InterruptedException {
		RunIds ids = new RunIds(clock()::millis);
		while (!new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS)) {
			NewRun run = new NewRun(ids.next(), job, "default", 0, Trigger.ENQUEUED, 3, "null", 1, NewRun.Due.NOW, null,
					null, 0, null, null, Map.of(), Map.of(), null, null);
			try {
				store.insert(List.of(run), Joining.OWN);
				this.ledger.write("ACKNOWLEDGED", run.id().toString(), 0, this.name);
			}
			catch (RuntimeException ex) {
				this.ledger.write("REFUSED", run.id().toString(), 0, this.name);
				this.ledger.write(ex.getClass().getSimpleName(), run.id().toString(), 0, this.name);
			}
		}
	}

	private void register(JobRegistrar jobs, String which) {
		if (which.contains("work")) {
			jobs.onDemand("work", this::work);
			jobs.onDemand("slow", this::slow);
			jobs.onDemand("held", (context) -> held(context, false));
			jobs.onDemand("stubborn", (context) -> held(context, true));
		}
		if (which.contains("poison")) {
			jobs.onDemand("poison", (context) -> this.failpoint.die());
		}
		if (which.contains("tick")) {
			jobs.recurring("tick", this::tick, (options) -> options.fixedRate("100ms"));
		}
		if (which.contains("burn")) {
			jobs.onDemand("burn", this::burn);
		}
		if (which.contains("hungry")) {
			jobs.onDemand("hungry", this::hungry);
		}
		if (which.contains("hog")) {
			jobs.onDemand("hog", this::hog);
		}
	}

	private void work(JobContext context) {
		write("START", context);
		if (this.failpoint == Failpoint.IN_HANDLER && this.bodiesLeft.decrementAndGet() == 0) {
			this.failpoint.die();
		}
		write("END", context);
	}

	// Ends well after a while, unless it is told to end.
	private void slow(JobContext context) throws InterruptedException {
		write("START", context);
		CountDownLatch cancelled = new CountDownLatch(1);
		context.cancellation().onCancel(cancelled::countDown);
		if (cancelled.await(number("slow-millis", 1_000), TimeUnit.MILLISECONDS)) {
			write("CANCELLED", context);
			context.cancellation().throwIfCancelled();
		}
		write("END", context);
	}

	// Ends well when the test says so, unless it is told to end and not stubborn.
	private void held(JobContext context, boolean stubborn) {
		write("START", context);
		Gate gate = this.ledger.gateOf(this.name);
		while (gate == null) {
			pause();
			if (!stubborn && context.cancellation().isCancelled()) {
				write("CANCELLED", context);
				context.cancellation().throwIfCancelled();
			}
			gate = this.ledger.gateOf(this.name);
		}
		write("END", context);
		if (gate == Gate.THROW) {
			throw new IllegalStateException("told to");
		}
	}

	// Whoever is interrupted looks at the gate all the same.
	private static void pause() {
		try {
			new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.interrupted();
		}
	}

	private void tick(JobContext context) {
		this.ledger.write("TICK", context.scheduledTime().toString(), context.fencingToken(), this.name);
	}

	private void burn(JobContext context) {
		write("START", context);
		long end = System.nanoTime() + duration("burn", LEASE).toNanos();
		long sum = 0;
		while (System.nanoTime() < end && !context.cancellation().isCancelled()) {
			sum += Long.hashCode(sum + end);
		}
		write((context.cancellation().isCancelled() || sum == 1) ? "CANCELLED" : "END", context);
	}

	// Leaves nothing to anybody, for a while.
	private void hungry(JobContext context) throws InterruptedException {
		write("START", context);
		List<byte[]> memory = new ArrayList<>();
		try {
			while (memory.size() < Integer.MAX_VALUE) {
				memory.add(new byte[1 << (20 - Math.min(10, memory.size() / 30))]);
			}
		}
		catch (OutOfMemoryError ex) {
			new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
			throw ex;
		}
	}

	// Takes all connections of the pool but the one on which the node listens, and keeps
	// them.
	private void hog(JobContext context) {
		List<Connection> taken = new ArrayList<>();
		while (taken.size() < number("pool", 6) - 1 && this.ledger.gateOf(this.name) == null) {
			try {
				taken.add(this.pool.getConnection());
			}
			catch (SQLException ex) {
				pause();
			}
		}
		write("HOGGED", context);
		while (this.ledger.gateOf(this.name) == null) {
			pause();
		}
		taken.forEach((connection) -> this.pool.evictConnection(connection));
		write("END", context);
	}

	private void write(String event, JobContext context) {
		this.ledger.write(event, context.runId().toString(), context.fencingToken(), this.name);
	}

}
