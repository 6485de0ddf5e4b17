package dev.jobs.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.Names;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.store.Retention;
import dev.jobs.worker.WorkerSettings;

/**
 * How one node behaves.
 *
 * @param nodeName the first part of the node's id, {@code null} for {@code node}
 * @param workerEnabled whether this node runs jobs; otherwise it only enqueues
 * @param worker how it runs them
 * @param lease how it proves that it lives
 * @param retention how long finished runs are kept
 * @param drainTimeout how long a stop waits for running bodies
 * @param abortTimeout how long it waits again after it has asked them to end
 */
public record EngineSettings(@Nullable String nodeName, boolean workerEnabled, WorkerSettings worker,
		LeaseSettings lease, Retention retention, Duration drainTimeout, Duration abortTimeout) {

	/**
	 * Create settings.
	 * @throws InvalidSettingsException if they break a rule, with all the problems
	 */
	public EngineSettings {
		List<String> problems = new ArrayList<>();
		check(lease, problems);
		checkNotNegative("jobs.shutdown.drain-timeout", drainTimeout, problems);
		checkNotNegative("jobs.shutdown.abort-timeout", abortTimeout, problems);
		if (!problems.isEmpty()) {
			throw new InvalidSettingsException(problems);
		}
	}

	private static void check(LeaseSettings lease, List<String> problems) {
		if (lease.lease().compareTo(Duration.ofSeconds(2)) < 0) {
			problems.add("jobs.worker.lease (%s) must be at least 2s".formatted(Names.shown(lease.lease())));
		}
		if (lease.heartbeat().isNegative() || lease.heartbeat().isZero()) {
			problems.add("jobs.worker.heartbeat (%s) must be greater than 0".formatted(Names.shown(lease.heartbeat())));
		}
		else if (lease.heartbeat().multipliedBy(3).compareTo(lease.lease()) > 0) {
			problems.add(("jobs.worker.lease (%s) must be at least three times jobs.worker.heartbeat (%s), so that one "
					+ "lost heartbeat loses no run; raise the lease or lower the heartbeat")
				.formatted(Names.shown(lease.lease()), Names.shown(lease.heartbeat())));
		}
		if (lease.maxCrashes() < 1) {
			problems.add("jobs.worker.max-crashes (%d) must be at least 1".formatted(lease.maxCrashes()));
		}
	}

	private static void checkNotNegative(String name, Duration value, List<String> problems) {
		if (value.isNegative()) {
			problems.add("%s (%s) must not be negative".formatted(name, Names.shown(value)));
		}
	}

	/**
	 * Return how long a stop takes at most: both time-outs, and a few seconds for calls
	 * to the store that do not return.
	 * @return the time
	 */
	public Duration longestStop() {
		return this.drainTimeout.plus(this.abortTimeout).plus(JobEngine.PATIENCE);
	}

	/**
	 * Return the defaults: a stop waits 20 seconds, and 5 more after it has asked bodies
	 * to end.
	 * @return the settings
	 */
	public static EngineSettings standard() {
		return new EngineSettings(null, true, WorkerSettings.standard(), LeaseSettings.standard(), Retention.standard(),
				Duration.ofSeconds(20), Duration.ofSeconds(5));
	}

}
