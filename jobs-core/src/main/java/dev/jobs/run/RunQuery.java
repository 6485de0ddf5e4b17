package dev.jobs.run;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first. What is {@code null} or empty does not narrow the
 * list.
 *
 * @param states the states
 * @param jobId the job
 * @param queue the queue
 * @param labelKey the key of a label; given together with its value
 * @param labelValue the value of that label
 * @param key the idempotency key
 * @param from the earliest time of creation, inclusive
 * @param to the latest time of creation, exclusive
 * @param cursor where the previous page ended
 * @param limit how many runs to return, from 1 to 200
 */
public record RunQuery(Set<RunState> states, @Nullable String jobId, @Nullable String queue, @Nullable String labelKey,
		@Nullable String labelValue, @Nullable String key, @Nullable Instant from, @Nullable Instant to,
		@Nullable Cursor cursor, int limit) {

	/** The number of runs on a page when nothing else is said. */
	public static final int DEFAULT_LIMIT = 50;

	/** The largest number of runs on a page. */
	public static final int MAX_LIMIT = 200;

	/**
	 * Create a query.
	 */
	public RunQuery {
		states = Set.copyOf(states);
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new IllegalArgumentException("limit (%d) must be from 1 to %d".formatted(limit, MAX_LIMIT));
		}
	}

	/**
	 * Return the query for the newest runs of any kind.
	 * @return a query of one page
	 */
	public static RunQuery newest() {
		return new RunQuery(Set.of(), null, null, null, null, null, null, null, null, DEFAULT_LIMIT);
	}

	/**
	 * Return this query for one job only.
	 * @param id the job
	 * @return a new query
	 */
	public RunQuery withJob(String id) {
		return new RunQuery(this.states, id, this.queue, this.labelKey, this.labelValue, this.key, this.from, this.to,
				this.cursor, this.limit);
	}

}
