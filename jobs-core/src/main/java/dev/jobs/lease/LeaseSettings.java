package dev.jobs.lease;

import java.time.Duration;

/**
 * How a node proves that it lives.
 *
 * @param lease how long it counts as living after a heartbeat
 * @param heartbeat the time between heartbeats
 * @param maxCrashes how many nodes may die over a run before it fails
 */
public record LeaseSettings(Duration lease, Duration heartbeat, int maxCrashes) {

	/**
	 * Return the defaults: a lease of 30 seconds, a heartbeat each 5, three crashes.
	 * @return the settings
	 */
	public static LeaseSettings standard() {
		return new LeaseSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), 3);
	}

}
