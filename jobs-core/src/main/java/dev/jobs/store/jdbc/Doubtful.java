package dev.jobs.store.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Outcome;

/**
 * What exchanges of a node have done if they were committed, which nobody knows.
 *
 * @param written the states that outcomes led to
 * @param claimed the claims, of which the node has not been told
 */
record Doubtful(Map<Held, RunState> written, Set<Held> claimed) {

	static final Doubtful NOTHING = new Doubtful(Map.of(), Set.of());

	/**
	 * Return this with what one more exchange may have done.
	 */
	Doubtful and(List<Outcome> outcomes, Exchanged exchanged) {
		Map<Held, RunState> states = new HashMap<>(this.written);
		for (int i = 0; i < outcomes.size(); i++) {
			@Nullable RunState state = exchanged.states().get(i);
			if (state != null) {
				states.put(Held.of(outcomes.get(i)), state);
			}
		}
		return new Doubtful(Map.copyOf(states), this.claimed)
			.and(exchanged.claimed().stream().map(Held::of).collect(Collectors.toSet()));
	}

	/**
	 * Return this with claims of which the node has not been told.
	 */
	Doubtful and(Set<Held> claims) {
		Set<Held> all = new HashSet<>(this.claimed);
		all.addAll(claims);
		return new Doubtful(this.written, Set.copyOf(all));
	}

	/**
	 * Return this without what an exchange has settled.
	 * @param outcomes the outcomes it has written, or found to be written
	 * @param takenBack the claims it has given back
	 */
	Doubtful without(List<Outcome> outcomes, Set<Held> takenBack) {
		Map<Held, RunState> states = new HashMap<>(this.written);
		outcomes.forEach((outcome) -> states.remove(Held.of(outcome)));
		Set<Held> claims = new HashSet<>(this.claimed);
		claims.removeAll(takenBack);
		return new Doubtful(Map.copyOf(states), Set.copyOf(claims));
	}

	boolean isNothing() {
		return this.written.isEmpty() && this.claimed.isEmpty();
	}

}
