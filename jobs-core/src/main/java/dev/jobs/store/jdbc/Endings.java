package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;

/**
 * Moves runs that have ended to the history, with all that belongs to an end: the run's
 * key begins to expire, its end is counted, a fixed delay begins.
 */
final class Endings {

	private final StoreContext context;

	Endings(StoreContext context) {
		this.context = context;
	}

	/**
	 * End runs.
	 * @return the states that were written, in the same order, {@code null} where the
	 * token was another or the run did not run any more
	 */
	List<@Nullable RunState> write(Session session, List<Ending> endings, Instant now) throws SQLException {
		throw new UnsupportedOperationException(this.context.namespace());
	}

}
