package dev.jobs.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.JobStats;
import dev.jobs.run.Run;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.Retention;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;
import dev.jobs.test.ManualClock;
import dev.jobs.worker.WorkerSettings;

/**
 * One engine on a memory store whose time a test moves.
 */
final class EngineFixture implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(20);

	final ManualClock clock = new ManualClock();

	final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	final JobRegistry registry = new JobRegistry();

	final JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(), this.codec);

	final MemoryJobStore memory = new MemoryJobStore(this.clock, MemorySettings.standard());

	final JobStore store;

	final JobEngine engine;

	final JobScheduler jobs;

	private final List<CountDownLatch> gates = new ArrayList<>();

	EngineFixture() {
		this(4, LONG, LONG, UnaryOperator.identity());
	}

	EngineFixture(int concurrency, Duration drain, Duration abort, UnaryOperator<JobStore> wrapper) {
		this(concurrency, drain, abort, wrapper, RunObserver.NONE);
	}

	EngineFixture(int concurrency, Duration drain, Duration abort, UnaryOperator<JobStore> wrapper,
			RunObserver observer) {
		this(wrapper, observer, settings(concurrency, drain, abort, Duration.ofSeconds(5)),
				Executors::newCachedThreadPool);
	}

	EngineFixture(UnaryOperator<JobStore> wrapper, RunObserver observer, EngineSettings settings,
			Supplier<Executor> executors) {
		this.store = wrapper.apply(this.memory);
		this.engine = new JobEngine(this.store, this.registry, this.codec, observer, settings, executors, this.clock);
		this.jobs = JobScheduler.on(this.engine, 256 * 1024);
	}

	static EngineSettings settings(int concurrency, Duration drain, Duration abort, Duration heartbeat) {
		WorkerSettings worker = new WorkerSettings(concurrency, Map.of(), Duration.ofMillis(20), Duration.ofSeconds(25),
				true);
		LeaseSettings lease = new LeaseSettings(Duration.ofSeconds(30), heartbeat, 3);
		return new EngineSettings("test", true, worker, lease, Retention.standard(), drain, abort);
	}

	void start() {
		this.engine.start();
	}

	void advance(Duration duration) {
		this.clock.advance(duration);
		this.engine.wake();
	}

	/**
	 * Return a latch that is opened at the end of the test, whatever happens.
	 */
	CountDownLatch gate() {
		CountDownLatch gate = new CountDownLatch(1);
		this.gates.add(gate);
		return gate;
	}

	static void pass(CountDownLatch gate) throws InterruptedException {
		if (!gate.await(LONG.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new IllegalStateException("nobody opened the gate");
		}
	}

	Run run(UUID id) {
		return this.jobs.find(id).orElseThrow();
	}

	JobStats stats(String job) {
		return this.jobs.job(job).stats();
	}

	Run await(UUID id, RunState state) {
		Awaitility.await()
			.atMost(LONG)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.jobs.find(id).map(Run::state).orElse(null), (found) -> found == state);
		return run(id);
	}

	static void until(Callable<Boolean> condition) {
		Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	@Override
	public void close() {
		this.gates.forEach(CountDownLatch::countDown);
		this.engine.stopNow();
	}

}
