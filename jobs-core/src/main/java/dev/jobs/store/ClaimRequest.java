package dev.jobs.store;

import java.util.Map;

/**
 * What a node can take.
 *
 * @param nodeId the node
 * @param room how many runs of each queue it can take; queues that are not named are left
 * alone
 * @param jobs the jobs it knows
 * @param limits how many runs of a job may go on at once in the cluster, for the jobs
 * that have such a limit and do not skip
 */
public record ClaimRequest(String nodeId, Map<String, Integer> room, KnownJobs jobs, Map<String, Integer> limits) {

	/**
	 * Return whether nothing is asked for.
	 * @return whether there is no room
	 */
	public boolean isEmpty() {
		return this.room.isEmpty();
	}

}
