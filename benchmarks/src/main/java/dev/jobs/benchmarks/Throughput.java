package dev.jobs.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import dev.jobs.JobScheduler;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.MicrometerRunObserver;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

/**
 * How many no-op runs per second go all the way: enqueued, claimed, run, completed.
 */
public final class Throughput {

	private static final int RUNS = 1_000_000;

	private static final int ROUNDS = 7;

	private Throughput() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		List<Double> one = new ArrayList<>();
		List<Double> bulk = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			one.add(measure(metered(), 1));
			bulk.add(measure(metered(), 500));
		}
		print("enqueue one by one", one);
		print("enqueueAll by 500", bulk);
	}

	private static double measure(RunObserver observer, int batch) throws InterruptedException {
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		LongAdder done = new LongAdder();
		new JobRegistrar(registry, JobDefaults.standard(), codec).onDemand("no-op", NoOp.class, (payload, context) -> {
			done.increment();
			return null;
		});
		MemoryJobStore store = new MemoryJobStore(Clock.systemUTC(),
				new MemorySettings(2_000_000, 10_000, Duration.ofDays(1)));
		JobEngine engine = new JobEngine(store, registry, codec, observer, EngineSettings.standard(),
				Executors::newCachedThreadPool, Clock.systemUTC());
		engine.start();
		JobScheduler jobs = JobScheduler.on(engine, 256 * 1024);
		long start = System.nanoTime();
		produce(jobs, batch);
		while (engine.running() > 0 || store.jobStats(Set.of("no-op")).get("no-op").success() < RUNS) {
			LockSupport.parkNanos(200_000);
		}
		double perSecond = RUNS * 1e9 / (System.nanoTime() - start);
		engine.stop();
		return perSecond;
	}

	private static RunObserver metered() {
		return new MicrometerRunObserver(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
				ObservationRegistry.NOOP, null);
	}

	private static void produce(JobScheduler jobs, int batch) {
		for (int i = 0; i < RUNS; i += batch) {
			if (batch == 1) {
				jobs.enqueue(new NoOp(i));
			}
			else {
				jobs.enqueueAll(Collections.nCopies(batch, new NoOp(i)));
			}
		}
	}

	private static void print(String what, List<Double> rounds) {
		double[] sorted = rounds.stream().skip(2).mapToDouble(Double::doubleValue).sorted().toArray();
		System.out.printf(Locale.ROOT, "%-24s min %,.0f  median %,.0f  max %,.0f runs/s  (all %s)%n", what, sorted[0],
				sorted[sorted.length / 2], sorted[sorted.length - 1],
				Arrays.toString(rounds.stream().mapToLong(Math::round).toArray()));
	}

	/**
	 * A payload.
	 *
	 * @param number a number
	 */
	record NoOp(long number) {

	}

}
