package dev.jobs.store.jdbc;

import java.util.Comparator;
import java.util.UUID;

import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Outcome;

/**
 * A run as held by one claim.
 *
 * @param runId the run
 * @param token the token of the claim
 */
record Held(UUID runId, long token) implements Comparable<Held> {

	private static final Comparator<Held> ORDER = Comparator.comparing(Held::runId).thenComparing(Held::token);

	static Held of(Outcome outcome) {
		return new Held(outcome.runId(), outcome.token());
	}

	static Held of(ClaimedRun run) {
		return new Held(run.id(), run.token());
	}

	@Override
	public int compareTo(Held other) {
		return ORDER.compare(this, other);
	}

}
