package dev.jobs.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobEngine}.
 */
class JobEngineTests {

	private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	private final JobRegistry registry = new JobRegistry();

	private final JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(), this.codec);

	private final MemoryJobStore store = new MemoryJobStore(Clock.systemUTC(), MemorySettings.standard());

	private final JobEngine engine = new JobEngine(this.store, this.registry, this.codec, RunObserver.NONE,
			EngineSettings.standard(), Executors::newCachedThreadPool, Clock.systemUTC());

	private final JobScheduler jobs = JobScheduler.on(this.engine, 256 * 1024);

	@AfterEach
	void stop() {
		this.engine.stopNow();
	}

	@Test
	void enqueuedRunGivesItsResult() {
		this.registrar.onDemand("greet", Greeting.class, (greeting, context) -> "Hello " + greeting.name());
		this.engine.start();
		UUID run = this.jobs.enqueue(new Greeting("Ada"));
		assertThat(this.jobs.await(run, String.class, Duration.ofSeconds(10))).isEqualTo("Hello Ada");
	}

	record Greeting(String name) {

	}

}
