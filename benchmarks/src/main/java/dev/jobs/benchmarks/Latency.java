package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import dev.jobs.observe.MicrometerRunObserver;

/**
 * How long it takes on an idle node from the call of enqueue to the first line of the
 * body, with random gaps between the calls.
 */
public final class Latency {

	private static final int SAMPLES = 2_000;

	private Latency() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		for (int round = 0; round < 3; round++) {
			Figures.printQuantiles("enqueue to start, idle node", measure(), "us");
		}
	}

	private static List<Double> measure() throws InterruptedException {
		BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);
		Random random = new Random(1);
		List<Double> samples = new ArrayList<>();
		MicrometerRunObserver observer = new MicrometerRunObserver(
				new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), ObservationRegistry.NOOP, null);
		try (Node node = new Node(observer,
				(jobs) -> jobs.onDemand("note", (context) -> starts.add(System.nanoTime())))) {
			for (int i = 0; i < SAMPLES; i++) {
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500 + random.nextInt(4_000)));
				long called = System.nanoTime();
				node.jobs.enqueue("note");
				samples.add((starts.take() - called) / 1e3);
			}
		}
		return samples;
	}

}
