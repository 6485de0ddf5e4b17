package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Names;
import dev.jobs.run.Cursor;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;

/**
 * Reads which runs a request asks for.
 */
final class RunQueries {

	private RunQueries() {
	}

	/**
	 * Read the filters, leaving what is wrong with them in the parameters.
	 * @param query the parameters
	 * @param jobId the job, {@code null} for all
	 * @return the query, which counts only if nothing is wrong
	 */
	static RunQuery read(QueryParameters query, @Nullable String jobId) {
		Set<RunState> states = query.states("state");
		String queue = query.text("queue", Names::isQueue, "is not the name of a queue");
		String label = query.text("label", (text) -> text.indexOf(':') > 0, "is not a label; use key:value");
		String key = query.text("key", (text) -> !text.isBlank(), "must not be blank");
		Instant from = query.time("from");
		Instant to = query.time("to");
		if (from != null && to != null && from.isAfter(to)) {
			query.refuse("from", from.toString(), "must not be after 'to'");
		}
		Cursor cursor = query.cursor("cursor");
		int limit = query.integer("limit", RunQuery.DEFAULT_LIMIT, 1, RunQuery.MAX_LIMIT);
		int colon = (label != null) ? label.indexOf(':') : -1;
		return new RunQuery(states, jobId, queue, (label != null) ? label.substring(0, colon) : null,
				(label != null) ? label.substring(colon + 1) : null, key, from, to, cursor, limit);
	}

}
