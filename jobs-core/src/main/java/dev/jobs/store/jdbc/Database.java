package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Opens the transactions of the store. A transaction of its own never joins that of the
 * calling thread, and no connection is held between two of them.
 */
final class Database {

	private static final int ATTEMPTS = 5;

	private final DataSource dataSource;

	Database(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Return whether the calling thread is in a transaction on the same data source.
	 */
	boolean isInCallersTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	/**
	 * Work in the transaction of the calling thread. Errors are the caller's: they may
	 * have ended the transaction.
	 */
	<T> T join(Work<T> work) {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return work.in(new Session(connection));
		}
		catch (SQLException ex) {
			throw SqlErrors.translated(ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Work in a transaction of its own, again from the start if the database asks for
	 * that.
	 */
	<T> T transact(Work<T> work) {
		for (int attempt = 1;; attempt++) {
			try {
				return once(work);
			}
			catch (SQLException ex) {
				if (attempt == ATTEMPTS || !SqlErrors.isConflict(ex)) {
					throw SqlErrors.translated(ex);
				}
			}
		}
	}

	private <T> T once(Work<T> work) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			boolean committed = false;
			try {
				T result = work.in(new Session(connection));
				connection.commit();
				committed = true;
				return result;
			}
			finally {
				end(connection, committed);
			}
		}
	}

	// What goes wrong here must not hide what went wrong before.
	private static void end(Connection connection, boolean committed) {
		try {
			if (!committed) {
				connection.rollback();
			}
			connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			// The connection is broken, and the pool will find that out.
		}
	}

	/**
	 * Something done in one transaction. It may be done more than once, so it must change
	 * nothing but the database.
	 *
	 * @param <T> what it answers
	 */
	@FunctionalInterface
	interface Work<T> {

		T in(Session session) throws SQLException;

	}

}
