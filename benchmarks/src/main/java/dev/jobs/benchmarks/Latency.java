package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import dev.jobs.observe.MicrometerRunObserver;

/**
 * How long it takes on an idle node from the call of enqueue to the first line of the
 * body, with random gaps between the calls; and beside it what handing a task to a plain
 * thread pool takes, which is the floor.
 */
public final class Latency {

	private static final int ROUNDS = 5;

	private static final int SAMPLES = 1_000;

	private static final int WARM_UP = 20_000;

	private Latency() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);
		MicrometerRunObserver observer = new MicrometerRunObserver(
				new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), ObservationRegistry.NOOP, null);
		ExecutorService pool = Executors.newCachedThreadPool();
		try (Node node = new Node(observer,
				(jobs) -> jobs.onDemand("note", (context) -> starts.add(System.nanoTime())))) {
			Runnable enqueue = () -> node.jobs.enqueue("note");
			Runnable handOver = () -> pool.execute(() -> starts.add(System.nanoTime()));
			warmUp(enqueue, starts);
			warmUp(handOver, starts);
			for (int round = 0; round < ROUNDS; round++) {
				Figures.printQuantiles("enqueue to start, idle node", measure(enqueue, starts), "us");
				Figures.printQuantiles("plain thread pool", measure(handOver, starts), "us");
			}
		}
		finally {
			pool.shutdown();
		}
	}

	private static void warmUp(Runnable call, BlockingQueue<Long> starts) throws InterruptedException {
		for (int i = 0; i < WARM_UP; i++) {
			call.run();
			starts.take();
		}
	}

	// The caller is not woken by the body: that would move threads between processors.
	private static List<Double> measure(Runnable call, BlockingQueue<Long> starts) throws InterruptedException {
		Random random = new Random(1);
		List<Double> samples = new ArrayList<>();
		for (int i = 0; i < SAMPLES; i++) {
			long called = System.nanoTime();
			call.run();
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500 + random.nextInt(4_000)));
			samples.add((starts.take() - called) / 1e3);
		}
		return samples;
	}

}
