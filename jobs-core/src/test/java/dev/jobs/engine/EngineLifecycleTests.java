package dev.jobs.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.JobRequest;
import dev.jobs.JobsStoppingException;
import dev.jobs.job.InvalidJobException;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.StoreClosedException;
import dev.jobs.worker.Workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobEngine}: how it starts and stops.
 */
class EngineLifecycleTests {

	private EngineFixture node = new EngineFixture();

	@AfterEach
	void close() {
		this.node.close();
	}

	// GB-T4, SC-009, FR-016
	@Test
	void withoutJobsNothingRuns() {
		this.node.start();
		assertThat(this.node.engine.nodeId()).isNull();
		assertThat(this.node.store.nodes()).isEmpty();
		assertThat(this.node.engine.stop()).isTrue();
	}

	// GB-T3, FR-015: the body ends by itself
	@Test
	void stopWaitsForBodiesThatEndInTime() throws Exception {
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(open));
		this.node.start();
		UUID run = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		Thread stop = new Thread(this.node.engine::stop);
		stop.start();
		EngineFixture.until(() -> this.node.engine.state() == JobEngine.State.STOPPING);
		open.countDown();
		stop.join(EngineFixture.LONG.toMillis());
		assertThat(this.node.engine.state()).isEqualTo(JobEngine.State.STOPPED);
		assertThat(this.node.run(run).state()).isEqualTo(RunState.SUCCEEDED);
		assertThat(this.node.store.nodes()).isEmpty();
	}

	// GA-T8
	@Test
	void runThatIsInterruptedByAStopIsGivenBackWithoutAnAttemptUsed() {
		this.node = new EngineFixture(4, Duration.ZERO, EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(never));
		this.node.start();
		UUID id = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		assertThat(this.node.engine.stop()).isTrue();
		Run run = this.node.run(id);
		assertThat(run.state()).isEqualTo(RunState.QUEUED);
		assertThat(run.attempt()).isZero();
		assertThat(run.crashes()).isZero();
	}

	// X19 (5), JQ-T4: what ignores its interruption keeps its lease, so nothing overlaps
	@Test
	void bodyThatIgnoresItsInterruptionKeepsItsRunUntilTheLeaseEnds() {
		this.node = new EngineFixture(4, Duration.ZERO, Duration.ofMillis(50), UnaryOperator.identity());
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("deaf", (context) -> passWhateverHappens(open));
		this.node.start();
		UUID id = this.node.jobs.enqueue("deaf");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		assertThat(this.node.engine.stop()).isFalse();
		assertThat(this.node.run(id).state()).isEqualTo(RunState.RUNNING);
		assertThat(this.node.store.nodes()).hasSize(1);
		assertThat(this.node.store.rescue("other", 3, 10).requeued()).isEmpty();
		this.node.clock.advance(Duration.ofSeconds(31));
		assertThat(this.node.store.rescue("other", 3, 10).requeued()).hasSize(1);
	}

	private static void passWhateverHappens(CountDownLatch gate) {
		while (gate.getCount() > 0) {
			try {
				gate.await();
			}
			catch (InterruptedException ex) {
				// This body does not listen.
			}
		}
	}

	// GB-T5, GW-D5, GB-X2
	@Test
	void stopAndStartMayBeRepeated() {
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		this.node.start();
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.engine.stop()).isTrue();
		this.node.start();
		this.node.await(this.node.jobs.enqueue("fine"), RunState.SUCCEEDED);
	}

	// GA-T19, GB-T6, GB-T23, GB-T24, GQ-T16
	@Test
	void stoppedEngineRefusesTriggersAndWhatItsStoreWouldLose() {
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		this.node.engine.stop();
		assertThatExceptionOfType(JobsStoppingException.class).isThrownBy(() -> this.node.jobs.trigger("fine"))
			.withMessageContaining("'fine'");
		assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> this.node.jobs.enqueue("fine"))
			.withMessageContaining("memory store");
	}

	// GW-T36, GW-X4, GQ-T16: what waits does not hold up a stop, and is still there after
	// it
	@Test
	void stopDoesNotWaitForWhatIsDueLater() {
		this.node.registrar.onDemand("later", (context) -> {
		});
		this.node.start();
		UUID run = this.node.jobs.submit(JobRequest.of("later", null).delay(Duration.ofHours(1))).runId();
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.run(run).state()).isEqualTo(RunState.SCHEDULED);
		this.node.start();
		this.node.advance(Duration.ofHours(1));
		this.node.await(run, RunState.SUCCEEDED);
	}

	@Test
	void runsThatWereClaimedButDidNotBeginAreGivenBack() {
		this.node = new EngineFixture(1, Duration.ofMillis(50), EngineFixture.LONG, UnaryOperator.identity());
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(never));
		this.node.start();
		for (int i = 0; i < 5; i++) {
			this.node.jobs.enqueue("slow");
		}
		EngineFixture.until(() -> this.node.engine.running() == 1);
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.jobs.list(RunQuery.newest()).items()).extracting(Run::state).containsOnly(RunState.QUEUED);
	}

	@Test
	void jobsCannotBeRegisteredOnceTheEngineHasStarted() {
		this.node.start();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.node.registrar.onDemand("late", (context) -> {
			}))
			.withMessageContaining("'late'");
	}

	// GA-T30, D11, S3: no thread dies, no outcome is lost, the run is not made twice
	@Test
	void outcomesAreKeptWhileTheStoreIsAway() {
		AtomicInteger failures = new AtomicInteger();
		this.node = new EngineFixture(4, EngineFixture.LONG, EngineFixture.LONG, (store) -> failing(store, failures));
		CountDownLatch open = this.node.gate();
		AtomicInteger starts = new AtomicInteger();
		this.node.registrar.onDemand("slow", (context) -> {
			starts.incrementAndGet();
			EngineFixture.pass(open);
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> starts.get() == 1);
		failures.set(5);
		List<String> lines = LoggedLines.of(Workers.class, () -> {
			open.countDown();
			this.node.await(run, RunState.SUCCEEDED);
			EngineFixture.until(() -> !this.node.engine.isStoreAway());
		});
		assertThat(lines).hasSize(2).first().isEqualTo("The store failed; trying again until it is back");
		assertThat(lines.get(1)).matches("The store is back after \\d+ failed calls in \\d+ ms");
		assertThat(failures).hasValue(0);
		assertThat(starts).hasValue(1);
	}

	private static JobStore failing(JobStore store, AtomicInteger failures) {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("exchange")
							&& failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
						throw new IllegalStateException("the store is away");
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
