package dev.jobs.engine;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.StoreUnderControl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobEngine}: how a stop gets on with the store and with failing parts.
 */
class EngineStopTests {

	private final AtomicReference<StoreUnderControl> control = new AtomicReference<>();

	private final AtomicReference<ThreadPoolExecutor> threads = new AtomicReference<>();

	private boolean shutdownFails;

	private final EngineFixture node = new EngineFixture(this::controlled, RunObserver.NONE,
			EngineFixture.settings(4, Duration.ZERO, EngineFixture.LONG, Duration.ofMillis(10)), this::pool);

	private JobStore controlled(JobStore store) {
		this.control.set(new StoreUnderControl(store));
		return control().store();
	}

	private ExecutorService pool() {
		this.threads.set(new ThreadPoolExecutor(4, 4, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {

			@Override
			public void shutdown() {
				super.shutdown();
				if (EngineStopTests.this.shutdownFails) {
					throw new IllegalStateException("cannot be shut down");
				}
			}

		});
		return this.threads.get();
	}

	private StoreUnderControl control() {
		return this.control.get();
	}

	@AfterEach
	void close() {
		control().release();
		this.node.close();
	}

	// An interrupt in a call can cost a store its connection, or its file
	@ParameterizedTest
	@ValueSource(strings = { "exchange", "untilNextSchedule", "rescue", "heartbeat", "leave" })
	void stopWaitsForTheCallToTheStoreThatGoesOnAndDoesNotInterruptIt(String method) throws Exception {
		this.node.registrar.fixedRate("tick", Duration.ofMinutes(1), (context) -> {
		});
		this.node.start();
		control().holdBefore(method);
		if (!method.equals("leave")) {
			EngineFixture.until(() -> control().isHolding());
		}
		Thread stop = new Thread(this.node.engine::stop);
		stop.start();
		EngineFixture.until(() -> control().isHolding() && stop.getState() != Thread.State.RUNNABLE);
		assertThat(stop.isAlive()).isTrue();
		assertThat(control().isHolding()).isTrue();
		control().release();
		stop.join(EngineFixture.LONG.toMillis());
		assertThat(this.node.engine.state()).isEqualTo(JobEngine.State.STOPPED);
		assertThat(control().isHolding()).isFalse();
		assertThat(control().interrupted()).isEmpty();
	}

	@Test
	void interruptOfABodyNeverReachesTheStore() {
		this.node.registrar.onDemand("interrupted", (context) -> Thread.currentThread().interrupt());
		this.node.start();
		for (int i = 0; i < 50; i++) {
			this.node.await(this.node.jobs.enqueue("interrupted"), RunState.SUCCEEDED);
		}
		assertThat(control().interrupted()).isEmpty();
	}

	@Test
	void interruptOfWhoeverStopsTheEngineNeverReachesTheStore() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(open));
		this.node.start();
		UUID run = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		control().fail("exchange");
		open.countDown();
		EngineFixture.until(() -> this.node.engine.running() == 0);
		control().release();
		Thread.currentThread().interrupt();
		this.node.engine.stop();
		assertThat(Thread.interrupted()).isTrue();
		this.node.await(run, RunState.SUCCEEDED);
		assertThat(control().interrupted()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "removeWorkListener", "leave", "shutdown" })
	void stepOfAStopThatFailsKeepsNoOtherFromItsWork(String failing) {
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(never));
		this.node.start();
		UUID run = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		control().fail(failing);
		this.shutdownFails = failing.equals("shutdown");
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.engine.state()).isEqualTo(JobEngine.State.STOPPED);
		assertThat(this.node.run(run).state()).isEqualTo(RunState.QUEUED);
		assertThat(control().calls()).contains("removeWorkListener", "leave");
		assertThat(this.threads.get().isShutdown()).isTrue();
	}

	// The outcome of the run is lost, and its lease is given up in good order all the
	// same
	@Test
	void stopThatCannotWriteTheLastOutcomesGoesOn() {
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", (context) -> EngineFixture.pass(never));
		this.node.start();
		UUID run = this.node.jobs.enqueue("slow");
		EngineFixture.until(() -> this.node.engine.running() == 1);
		control().fail("exchange");
		assertThat(this.node.engine.stop()).isTrue();
		assertThat(this.node.engine.state()).isEqualTo(JobEngine.State.STOPPED);
		assertThat(this.node.run(run).state()).isEqualTo(RunState.RUNNING);
		assertThat(control().calls()).contains("leave");
		assertThat(this.threads.get().isShutdown()).isTrue();
	}

}
