package dev.jobs.store.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import dev.jobs.store.Exchanged;
import dev.jobs.store.Outcome;

/**
 * What is in doubt for each node, since the answer to a commit was lost. Its next
 * exchange finds out. Safe for use by many threads: exchanges of a node may go on at the
 * same time, each with its own outcomes.
 */
final class Doubts {

	private final Map<String, Doubtful> byNode = new ConcurrentHashMap<>();

	Doubtful of(String nodeId) {
		return this.byNode.getOrDefault(nodeId, Doubtful.NOTHING);
	}

	/**
	 * Add what an exchange has done if it was committed.
	 */
	void add(String nodeId, List<Outcome> outcomes, Exchanged exchanged) {
		change(nodeId, (known) -> known.and(outcomes, exchanged));
	}

	/**
	 * Add claims of which the node has not been told.
	 */
	void add(String nodeId, Set<Held> claims) {
		change(nodeId, (known) -> known.and(claims));
	}

	/**
	 * Forget what an exchange has found out.
	 * @param outcomes the outcomes it has written, or found to be written
	 * @param takenBack the claims it has given back
	 */
	void settle(String nodeId, List<Outcome> outcomes, Set<Held> takenBack) {
		change(nodeId, (known) -> known.without(outcomes, takenBack));
	}

	private void change(String nodeId, UnaryOperator<Doubtful> change) {
		this.byNode.compute(nodeId, (id, known) -> {
			Doubtful changed = change.apply((known != null) ? known : Doubtful.NOTHING);
			return changed.isNothing() ? null : changed;
		});
	}

}
