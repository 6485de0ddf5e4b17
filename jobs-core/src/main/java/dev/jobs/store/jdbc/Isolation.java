package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes the transactions of the store read what others have committed meanwhile, whatever
 * the connections of the application are set up for: after a wait for a lock the store
 * looks again, and decides by what it sees.
 *
 * <p>
 * A connection is asked for its level once, since that costs a round trip, and again when
 * a conflict says that the answer may have changed.
 */
final class Isolation {

	private static final int UNKNOWN = -1;

	private volatile int level = UNKNOWN;

	/**
	 * Prepare a transaction in which nothing has been done yet.
	 */
	void enter(Connection connection) throws SQLException {
		if (this.level == UNKNOWN) {
			this.level = connection.getTransactionIsolation();
		}
		if (differs()) {
			switch (dialect(connection)) {
				// For this transaction alone, which also holds behind a pool that gives
				// each transaction another connection of the server.
				case POSTGRESQL -> execute(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
				case H2 -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
			}
		}
	}

	/**
	 * Give a connection, whose transaction has ended, the level back that it had.
	 */
	void leave(Connection connection) throws SQLException {
		if (differs() && dialect(connection) == Dialect.H2) {
			connection.setTransactionIsolation(this.level);
		}
	}

	/**
	 * Note a conflict, which should be rare when connections are as they were.
	 */
	void conflict() {
		if (!differs()) {
			this.level = UNKNOWN;
		}
	}

	private boolean differs() {
		return this.level != UNKNOWN && this.level != Connection.TRANSACTION_READ_COMMITTED;
	}

	private static Dialect dialect(Connection connection) throws SQLException {
		return Dialect.named(connection.getMetaData().getDatabaseProductName());
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
