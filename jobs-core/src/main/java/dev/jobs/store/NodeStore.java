package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Keeps which nodes live. A node lives as long as its lease, which each heartbeat renews;
 * its runs live with it.
 */
public interface NodeStore {

	/**
	 * Say that a node lives, and renew its lease. The first call makes the node known.
	 * @param beat the node
	 * @param lease how long from now on it counts as living without another call
	 * @return what the node must know
	 */
	HeartbeatReply heartbeat(NodeBeat beat, Duration lease);

	/**
	 * Give the runs of nodes whose lease has ended back to the queue, with one more crash
	 * each, or fail them at the limit. A run that was asked to end is cancelled. So it
	 * goes with runs that were claimed a while ago for a node that is not known.
	 * @param byNode the node that asks, whose own runs are left alone: it lives, even if
	 * a jump of the clock has ended its lease
	 * @param maxCrashes the number of crashes that fails a run
	 * @param limit the most runs to look at
	 * @return what was done
	 */
	Rescued rescue(String byNode, int maxCrashes, int limit);

	/**
	 * Return what a node runs as far as the store knows. The node may not: the answer
	 * that told of a claim can be lost.
	 * @param nodeId the node
	 * @return the tokens of the claims by run; empty if no answer is ever lost
	 */
	default Map<UUID, Long> claimsOf(String nodeId) {
		return Map.of();
	}

	/**
	 * Say that a node is gone in good order. Runs it still holds keep its lease until
	 * that ends.
	 * @param nodeId the node
	 */
	void leave(String nodeId);

	/**
	 * Return the nodes that are known.
	 * @return the nodes, by their start
	 */
	List<NodeState> nodes();

	/**
	 * What a node says of itself.
	 *
	 * @param nodeId the node
	 * @param version the version of this library
	 * @param capacity how many runs it can run at once
	 * @param running how many it runs
	 * @param clockSkew how far its clock was ahead of the store's when it last looked,
	 * negative if behind, {@code null} if it has not looked; decides nothing
	 */
	record NodeBeat(String nodeId, String version, int capacity, int running, @Nullable Duration clockSkew) {

		/**
		 * Create a beat of a node that knows nothing of its clock.
		 * @param nodeId the node
		 * @param version the version of this library
		 * @param capacity how many runs it can run at once
		 * @param running how many it runs
		 */
		public NodeBeat(String nodeId, String version, int capacity, int running) {
			this(nodeId, version, capacity, running, null);
		}

	}

	/**
	 * What a node must know.
	 *
	 * @param alive whether its lease holds; {@code false} if its runs have been given to
	 * others
	 * @param cancelled its runs whose bodies have been asked to end
	 * @param now the time by the store's clock at which the lease was renewed, in UTC
	 */
	record HeartbeatReply(boolean alive, List<UUID> cancelled, Instant now) {
	}

	/**
	 * What a rescue did.
	 *
	 * @param requeued the runs that wait again
	 * @param failed the runs that crashed too often
	 * @param cancelled the runs that had been asked to end
	 */
	record Rescued(List<RescuedRun> requeued, List<RescuedRun> failed, List<RescuedRun> cancelled) {

		/** Nothing. */
		public static final Rescued NOTHING = new Rescued(List.of(), List.of(), List.of());

	}

	/**
	 * A run whose node died.
	 *
	 * @param runId the run
	 * @param jobId the job
	 * @param queue the queue
	 * @param nodeId the node that died
	 */
	record RescuedRun(UUID runId, String jobId, String queue, String nodeId) {
	}

	/**
	 * A node as the store knows it.
	 *
	 * @param beat what it said last
	 * @param startedAt when it was first heard of, in UTC
	 * @param heartbeatAt when it was last heard of, in UTC
	 * @param leaseEnd when its lease ends, in UTC
	 */
	record NodeState(NodeBeat beat, Instant startedAt, Instant heartbeatAt, Instant leaseEnd) {
	}

}
