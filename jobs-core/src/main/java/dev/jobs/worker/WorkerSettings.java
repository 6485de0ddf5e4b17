package dev.jobs.worker;

import java.time.Duration;
import java.util.Map;

import dev.jobs.job.Names;

/**
 * How a node works.
 *
 * @param concurrency how many runs of one queue go on at once on this node, unless the
 * queue has a number of its own
 * @param queues the numbers of queues that have their own, and so the names of queues
 * that are served even if no job names them
 * @param pollInterval the longest time between two looks at the store
 * @param slowThreshold an attempt that takes longer is logged as a warning
 * @param logExceptionMessages whether the stack of a failed attempt is logged with its
 * messages
 */
public record WorkerSettings(int concurrency, Map<String, Integer> queues, Duration pollInterval,
		Duration slowThreshold, boolean logExceptionMessages) {

	/**
	 * Create settings.
	 */
	public WorkerSettings {
		queues = Map.copyOf(queues);
		require("jobs.worker.concurrency", concurrency);
		queues.forEach((queue, number) -> require("jobs.queues." + queue + ".concurrency", number));
		if (pollInterval.compareTo(Duration.ofMillis(10)) < 0 || pollInterval.compareTo(Duration.ofMinutes(1)) > 0) {
			throw new IllegalArgumentException(
					"jobs.worker.poll-interval (%s) must be from 10ms to 1m".formatted(Names.shown(pollInterval)));
		}
		if (slowThreshold.isNegative()) {
			throw new IllegalArgumentException(
					"jobs.slow-threshold (%s) must not be negative".formatted(Names.shown(slowThreshold)));
		}
	}

	private static void require(String name, int concurrency) {
		if (concurrency < 1 || concurrency > 10_000) {
			throw new IllegalArgumentException("%s (%d) must be from 1 to 10000".formatted(name, concurrency));
		}
	}

	/**
	 * Return the defaults: twice as many runs as the machine has processors, at least
	 * four; a look at the store each second; slow from 25 seconds on.
	 * @return the settings
	 */
	public static WorkerSettings standard() {
		int concurrency = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
		return new WorkerSettings(concurrency, Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(25), true);
	}

	int concurrencyOf(String queue) {
		return this.queues.getOrDefault(queue, this.concurrency);
	}

}
