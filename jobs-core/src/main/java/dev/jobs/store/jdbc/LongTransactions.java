package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

/**
 * Looks for a transaction that has been open for so long that PostgreSQL cannot clean up
 * behind runs that have ended. Those of other users are only seen by members of
 * {@code pg_read_all_stats}.
 */
final class LongTransactions {

	/** A transaction that is older costs more than it should. */
	static final Duration LONG = Duration.ofMinutes(10);

	private static final String OLDEST = """
			SELECT pid, usename, state, CAST(extract(epoch FROM clock_timestamp() - xact_start) AS bigint) AS age
			FROM pg_stat_activity
			WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
				AND xact_start < clock_timestamp() - ? * interval '1 second'
			ORDER BY xact_start LIMIT 1""";

	private final StoreContext context;

	private final Duration limit;

	LongTransactions(StoreContext context, Duration limit) {
		this.context = context;
		this.limit = limit;
	}

	List<Finding> findings() {
		return switch (this.context.dialect()) {
			case POSTGRESQL -> this.context.database()
				.transact((session) -> session.query(OLDEST, LongTransactions::finding, this.limit.toSeconds()));
			case H2 -> List.of();
		};
	}

	private static Finding finding(ResultSet row) throws SQLException {
		int process = row.getInt("pid");
		return new Finding("postgresql-long-transaction", Severity.WARNING,
				"A transaction of user '%s' has been open for %d minutes (process %d, %s): until it ends, rows of runs that have ended cannot be cleaned up, and claims become slow"
					.formatted(row.getString("usename"), Duration.ofSeconds(row.getLong("age")).toMinutes(), process,
							row.getString("state")),
				"See what it does (SELECT * FROM pg_stat_activity WHERE pid = %d) and end it; idle_in_transaction_session_timeout ends those that nobody uses"
					.formatted(process));
	}

}
