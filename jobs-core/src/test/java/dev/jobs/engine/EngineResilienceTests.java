package dev.jobs.engine;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.jobs.JobRequest;
import dev.jobs.JobScheduler;
import dev.jobs.job.JobDefinition;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.Reason;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.JobStore;
import dev.jobs.store.Retention;
import dev.jobs.store.StoreClosedException;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobEngine}: what around it may fail, and must not matter.
 */
class EngineResilienceTests {

	private EngineFixture node = new EngineFixture();

	@AfterEach
	void close() {
		this.node.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runStartsThoughNoThreadCouldBeHadAtFirst(boolean outOfMemory) {
		AtomicInteger calls = new AtomicInteger();
		ExecutorService threads = Executors.newCachedThreadPool();
		Executor failing = (task) -> {
			if (calls.getAndIncrement() < 3) {
				if (outOfMemory) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				throw new RejectedExecutionException();
			}
			threads.execute(task);
		};
		this.node.registrar.onDemand("fine", (context) -> {
		});
		JobEngine engine = new JobEngine(this.node.store, this.node.registry, this.node.codec, RunObserver.NONE,
				this.node.engine.settings(), () -> failing, Clock.systemUTC());
		engine.start();
		UUID run = JobScheduler.on(engine, 1_000).enqueue("fine");
		this.node.await(run, RunState.SUCCEEDED);
		engine.stopNow();
		threads.shutdown();
	}

	// The pause after a failure is 15 seconds and more here.
	@Test
	void heartbeatThatFindsTheStoreBackLetsOutcomesBeWrittenAtOnce() {
		AtomicBoolean away = new AtomicBoolean();
		Set<String> failed = ConcurrentHashMap.newKeySet();
		WorkerSettings worker = new WorkerSettings(1, Map.of(), Duration.ofMinutes(1), Duration.ofSeconds(25), true);
		LeaseSettings lease = new LeaseSettings(Duration.ofSeconds(30), Duration.ofMillis(20), 3);
		this.node = new EngineFixture((store) -> awayWhen(store, away, failed), RunObserver.NONE,
				new EngineSettings("test", true, worker, lease, Retention.standard(), Duration.ZERO, Duration.ZERO),
				Executors::newCachedThreadPool);
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("job", (context) -> EngineFixture.pass(open));
		this.node.start();
		UUID run = this.node.jobs.enqueue("job");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		away.set(true);
		open.countDown();
		EngineFixture.until(() -> failed.size() == 2);
		assertThat(this.node.run(run).state()).isEqualTo(RunState.RUNNING);
		away.set(false);
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.node.run(run).state() == RunState.SUCCEEDED);
	}

	private static JobStore awayWhen(JobStore store, AtomicBoolean away, Set<String> failed) {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					if (away.get() && Set.of("exchange", "heartbeat").contains(method.getName())) {
						failed.add(method.getName());
						throw new StoreUnavailableException("away", new IllegalStateException());
					}
					return method.invoke(store, arguments);
				});
	}

	// R6: observers cannot change what becomes of a run
	@Test
	void observerThatThrowsChangesNothing() {
		this.node = new EngineFixture(1, EngineFixture.LONG, EngineFixture.LONG, UnaryOperator.identity(),
				new RunObserver() {

					@Override
					public AttemptObservation started(JobDefinition job, ClaimedRun run, long waited) {
						return (outcome, error) -> {
							throw new AssertionError("observer");
						};
					}

					@Override
					public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
						throw new AssertionError("observer");
					}

					@Override
					public void endedWaiting(String jobId, String queue, RunState state) {
						throw new AssertionError("observer");
					}

				});
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		this.node.jobs.cancel(this.node.jobs.submit(JobRequest.of("fine", null).delay(Duration.ofHours(1))).runId());
		for (int i = 0; i < 20; i++) {
			this.node.await(this.node.jobs.enqueue("fine"), RunState.SUCCEEDED);
		}
	}

	@Test
	void actionOnCancelThatBlocksHoldsUpNobody() {
		this.node = new EngineFixture(4, Duration.ZERO, EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch never = this.node.gate();
		CountDownLatch started = this.node.gate();
		this.node.registrar.onDemand("blocking", (context) -> {
			context.cancellation().onCancel(() -> passUninterruptibly(never));
			started.countDown();
			EngineFixture.pass(never);
		});
		this.node.start();
		this.node.jobs.enqueue("blocking");
		EngineFixture.until(() -> started.getCount() == 0);
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.engine.state()).isEqualTo(JobEngine.State.STOPPED);
	}

	private static void passUninterruptibly(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void deadlinePassesWhileAllSlotsAreTaken() {
		this.node = new EngineFixture(1, EngineFixture.LONG, EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("busy", (context) -> EngineFixture.pass(open));
		this.node.start();
		this.node.jobs.enqueue("busy");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		UUID run = this.node.jobs.submit(JobRequest.of("busy", null).deadline(Duration.ofMinutes(1))).runId();
		this.node.advance(Duration.ofMinutes(2));
		assertThat(this.node.await(run, RunState.FAILED).reason()).isEqualTo(Reason.EXPIRED);
	}

	// C7: a node hoards nothing it cannot start soon
	@Test
	void whatWasClaimedAheadIsGivenBackWhenThePaceFalls() {
		this.node = new EngineFixture(1, EngineFixture.LONG, EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch open = this.node.gate();
		AtomicInteger done = new AtomicInteger();
		this.node.registrar.onDemand("mixed", (context) -> {
			if (done.incrementAndGet() > 20_000) {
				EngineFixture.pass(open);
			}
		});
		this.node.start();
		for (int i = 0; i < 21_000; i++) {
			this.node.jobs.enqueue("mixed");
		}
		EngineFixture.until(() -> done.get() == 20_001);
		EngineFixture.until(() -> this.node.jobs
			.list(new RunQuery(Set.of(RunState.RUNNING), null, null, null, null, null, null, null, null, 200))
			.items()
			.size() <= 2);
		open.countDown();
		EngineFixture.until(() -> this.node.stats("mixed").success() == 21_000);
	}

	@Test
	void runThatWasClaimedAheadCanBeCancelledAtOnce() {
		this.node = new EngineFixture(1, EngineFixture.LONG, EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("busy", (context) -> EngineFixture.pass(open));
		this.node.start();
		this.node.jobs.enqueue("busy");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		UUID waiting = this.node.jobs.enqueue("busy");
		this.node.jobs.cancel(waiting);
		this.node.await(waiting, RunState.CANCELLED);
	}

	@Test
	void resourcesOfATransactionDoNotReachTheNextRun() {
		AtomicReference<Object> found = new AtomicReference<>();
		Object key = new Object();
		this.node = new EngineFixture(1, EngineFixture.LONG, EngineFixture.LONG, UnaryOperator.identity());
		this.node.registrar.onDemand("leaves",
				(context) -> TransactionSynchronizationManager.bindResource(key, "open"));
		this.node.registrar.onDemand("looks",
				(context) -> found.set(Map.copyOf(TransactionSynchronizationManager.getResourceMap())));
		this.node.start();
		for (int i = 0; i < 5; i++) {
			this.node.await(this.node.jobs.enqueue("leaves"), RunState.SUCCEEDED);
			this.node.await(this.node.jobs.enqueue("looks"), RunState.SUCCEEDED);
			assertThat(found.get()).isEqualTo(Map.of());
		}
	}

	@Test
	void secondStopStillSaysThatBodiesWereLeftBehind() {
		this.node = new EngineFixture(4, Duration.ZERO, Duration.ofMillis(10), UnaryOperator.identity());
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("deaf", (context) -> {
			while (open.getCount() > 0) {
				passUninterruptibly(open);
				Thread.interrupted();
			}
		});
		this.node.start();
		this.node.jobs.enqueue("deaf");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		assertThat(this.node.engine.stop()).isFalse();
		assertThat(this.node.engine.stop()).isFalse();
	}

	@Test
	void stoppedMemoryNodeRefusesReplays() {
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue("fine");
		this.node.await(run, RunState.SUCCEEDED);
		this.node.engine.stop();
		assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> this.node.jobs.replay(run));
	}

}
