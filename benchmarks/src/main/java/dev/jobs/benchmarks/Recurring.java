package dev.jobs.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.LoggerFactory;

import dev.jobs.JobRequest;
import dev.jobs.job.JobRegistrar;
import dev.jobs.observe.MicrometerRunObserver;

/**
 * How late 1,000 jobs start that are each due every second, what that costs, and whether
 * 100,000 runs that wait for their time make a difference.
 */
public final class Recurring {

	private static final int JOBS = 1_000;

	private static final int SECONDS = 30;

	private Recurring() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 */
	public static void main(String[] args) {
		((Logger) LoggerFactory.getLogger("dev.jobs.run")).setLevel(Level.WARN);
		measure("1,000 jobs, each every second", 0);
		measure("the same beside 100,000 delayed runs", 100_000);
		measure("1,000 jobs, each every second", 0);
		measure("the same beside 100,000 delayed runs", 100_000);
	}

	private static void measure(String what, int delayed) {
		Queue<Double> late = new ConcurrentLinkedQueue<>();
		MicrometerRunObserver observer = new MicrometerRunObserver(
				new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), ObservationRegistry.NOOP, null);
		try (Node node = new Node(observer, (jobs) -> register(jobs, late))) {
			Stream.generate(() -> "later")
				.limit(delayed)
				.forEach((job) -> node.jobs.submit(JobRequest.of(job, null).delay(Duration.ofHours(1))));
			pause(5);
			late.clear();
			long cpu = Figures.cpuNanos();
			pause(SECONDS);
			double share = (Figures.cpuNanos() - cpu) / 1e9 / SECONDS * 100;
			Figures.printQuantiles(what + ": late by", List.copyOf(late), "ms");
			Figures.print("  runs", late.size() / (double) SECONDS, "runs/s");
			Figures.print("  processor", share, "% of one core");
		}
	}

	private static void register(JobRegistrar jobs, Queue<Double> late) {
		jobs.onDemand("later", (context) -> {
		});
		for (int i = 0; i < JOBS; i++) {
			Duration offset = Duration.ofMillis(1_000 + i);
			jobs.recurring("job-" + i,
					(context) -> late.add(Duration.between(context.scheduledTime(), Instant.now()).toNanos() / 1e6),
					(options) -> options.fixedRate("1s").initialDelay(offset.toString()));
		}
	}

	private static void pause(int seconds) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
		}
	}

}
