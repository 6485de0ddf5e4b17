package dev.jobs.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.mock.env.MockEnvironment;

import dev.jobs.JobScheduler;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How the engine follows the application's start and stop.
 */
class JobsLifecycleTests {

	private final MemoryJobStore store = new MemoryJobStore(Clock.systemUTC(), MemorySettings.standard());

	private final JobRegistry registry = new JobRegistry();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final AtomicInteger runs = new AtomicInteger();

	private final MockEnvironment environment = new MockEnvironment();

	private final JobEngine engine = engine();

	private final JobScheduler jobs = JobScheduler.on(this.engine, 1000);

	private final JobsLifecycle lifecycle = new JobsLifecycle(this.engine, new StartReport(settings(), this.environment,
			new StaticListableBeanFactory().getBeanProvider(StoreFileTransactions.class)));

	private JobEngine engine() {
		JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(), new JacksonPayloadCodec());
		registrar.fixedRate("slow", Duration.ofSeconds(5), (context) -> {
			this.runs.incrementAndGet();
			this.begun.countDown();
			this.mayEnd.await();
		});
		return new JobEngine(this.store, this.registry, new JacksonPayloadCodec(), RunObserver.NONE,
				settings().engine(), new WorkerThreads(this.environment, getClass().getClassLoader()),
				Clock.systemUTC());
	}

	private JobsSettings settings() {
		JobsProperties properties = Binder.get(this.environment).bindOrCreate("jobs", JobsProperties.class);
		return new JobsSettingsReader(properties, this.environment).read();
	}

	@AfterEach
	void stop() {
		this.mayEnd.countDown();
		this.lifecycle.stop();
		this.store.close();
	}

	@Test
	void sharesThePhaseOfTheWebServer() {
		assertThat(this.lifecycle.getPhase()).isEqualTo(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE);
	}

	// GB-T5
	@Test
	void mayBeStoppedAsOftenAsYouLike() throws InterruptedException {
		this.lifecycle.start();
		for (int i = 0; i < 3; i++) {
			CountDownLatch stopped = new CountDownLatch(1);
			this.lifecycle.stop(stopped::countDown);
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.lifecycle.isRunning()).isFalse();
	}

	// GB-T6
	@Test
	void runsNothingThatWasNotDueBeforeTheStop() {
		this.lifecycle.start();
		this.lifecycle.stop();
		assertThat(this.runs).hasValue(0);
	}

	// GW-D5
	@Test
	void stopsInAThreadOfItsOwnAndCallsBackLast() throws InterruptedException {
		this.lifecycle.start();
		this.jobs.trigger("slow");
		assertThat(this.begun.await(10, TimeUnit.SECONDS)).isTrue();
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.stop(() -> {
			assertThat(this.engine.state()).isEqualTo(JobEngine.State.STOPPED);
			stopped.countDown();
		});
		await().until(() -> this.engine.state() == JobEngine.State.STOPPING);
		assertThat(stopped.getCount()).isOne();
		assertThat(this.lifecycle.isRunning()).isTrue();
		this.mayEnd.countDown();
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.lifecycle.isRunning()).isFalse();
	}

	@Test
	void callsBackEvenIfSomebodyElseStopsTheEngine() throws InterruptedException {
		this.lifecycle.start();
		this.jobs.stopNow();
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.stop(stopped::countDown);
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void startsAgainAfterAStop() throws InterruptedException {
		this.lifecycle.start();
		this.lifecycle.stop();
		this.lifecycle.start();
		this.jobs.trigger("slow");
		assertThat(this.begun.await(10, TimeUnit.SECONDS)).isTrue();
	}

}
