package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Reason;
import dev.jobs.run.RunState;
import dev.jobs.store.Outcome;

/**
 * Finds out whether outcomes were written by a transaction whose commit was in doubt.
 * Only the holder of a token writes under it, so what it wrote can be told from what
 * others did: an end by the token in the history, a retry by the attempt it recorded, a
 * release by a run that has moved on without either.
 */
final class Evidence {

	private final String ended;

	private final String unfinished;

	private final String attempts;

	Evidence(StoreContext context) {
		this.ended = context.sql("SELECT id, token, state FROM jobs_history WHERE id = ANY (?)");
		this.unfinished = context.sql("SELECT id, token, state FROM jobs_run WHERE id = ANY (?)");
		this.attempts = context.sql("SELECT run_id, token, reason FROM jobs_attempt WHERE run_id = ANY (?)");
	}

	/**
	 * Return the states of outcomes, with those that were written before.
	 * @param states the states as written now, {@code null} where nothing was
	 * @param doubtful the states that may have been written before
	 */
	List<@Nullable RunState> settle(Session session, List<Outcome> outcomes, List<@Nullable RunState> states,
			Map<Held, RunState> doubtful) throws SQLException {
		Map<Held, RunState> open = new HashMap<>();
		for (int i = 0; i < states.size(); i++) {
			Held held = Held.of(outcomes.get(i));
			RunState state = doubtful.get(held);
			if (states.get(i) == null && state != null) {
				open.put(held, state);
			}
		}
		if (open.isEmpty()) {
			return states;
		}
		open.keySet().retainAll(written(session, open));
		List<@Nullable RunState> settled = new ArrayList<>(states);
		for (int i = 0; i < settled.size(); i++) {
			if (settled.get(i) == null) {
				settled.set(i, open.remove(Held.of(outcomes.get(i))));
			}
		}
		return settled;
	}

	private Set<Held> written(Session session, Map<Held, RunState> open) throws SQLException {
		Array ids = session.array("uuid", open.keySet().stream().map(Held::runId).distinct().toArray());
		Map<Held, RunState> found = new HashMap<>();
		Set<UUID> known = new HashSet<>();
		for (String rows : List.of(this.unfinished, this.ended)) {
			session.query(rows, (row) -> {
				UUID id = row.getObject("id", UUID.class);
				known.add(id);
				return found.put(new Held(id, row.getLong("token")), Codes.state(row.getInt("state")));
			}, ids);
		}
		Map<Held, Boolean> crashed = new HashMap<>();
		session.query(this.attempts,
				(row) -> crashed.put(new Held(row.getObject("run_id", UUID.class), row.getLong("token")),
						Codes.reason(row.getInt("reason")) == Reason.CRASHED),
				ids);
		Set<Held> written = new HashSet<>();
		open.forEach((held, state) -> {
			boolean was = switch (state) {
				case SUCCEEDED, FAILED, CANCELLED -> found.get(held) == state;
				case RETRYING -> Boolean.FALSE.equals(crashed.get(held));
				case QUEUED -> known.contains(held.runId()) && !crashed.containsKey(held);
				case SCHEDULED, RUNNING -> false;
			};
			if (was) {
				written.add(held);
			}
		});
		return written;
	}

}
