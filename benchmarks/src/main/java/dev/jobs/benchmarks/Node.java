package dev.jobs.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import dev.jobs.JobScheduler;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.JobStats;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

/**
 * One engine with the default settings on a memory store that is large enough.
 */
final class Node implements AutoCloseable {

	final MemoryJobStore store = new MemoryJobStore(Clock.systemUTC(),
			new MemorySettings(2_000_000, 10_000, Duration.ofDays(1)));

	final JobScheduler jobs;

	private final JobEngine engine;

	Node(RunObserver observer, Consumer<JobRegistrar> registration) {
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		registration.accept(new JobRegistrar(registry, JobDefaults.standard(), codec));
		this.engine = new JobEngine(this.store, registry, codec, observer, EngineSettings.standard(),
				Executors::newCachedThreadPool, Clock.systemUTC());
		this.jobs = JobScheduler.on(this.engine, 256 * 1024);
		this.engine.start();
	}

	long succeeded(String job) {
		return this.store.jobStats(Set.of(job)).getOrDefault(job, JobStats.NONE).success();
	}

	@Override
	public void close() {
		this.engine.stopNow();
	}

}
