package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.StoreBusyException;

/**
 * What the parts of a store share.
 */
final class StoreContext {

	private final Database database;

	private final Dialect dialect;

	private final TableNames tables;

	private final JdbcSettings settings;

	private final @Nullable Clock clock;

	StoreContext(Database database, Dialect dialect, JdbcSettings settings, @Nullable Clock clock) {
		this.database = database;
		this.dialect = dialect;
		this.tables = new TableNames(settings);
		this.settings = settings;
		this.clock = clock;
	}

	Database database() {
		return this.database;
	}

	Dialect dialect() {
		return this.dialect;
	}

	String namespace() {
		return this.settings.namespace();
	}

	JdbcSettings settings() {
		return this.settings;
	}

	/**
	 * Work in a transaction of its own that waits for no other longer than some time, so
	 * that somebody who keeps a transaction open holds nobody up. On H2 the
	 * {@code LOCK_TIMEOUT} of the connection holds instead.
	 * @throws StoreBusyException if it would have to wait longer; nothing was done then
	 */
	<T> T transactWithin(Duration wait, Database.Work<T> work, Database.Doubt<T> doubt) {
		return this.database.transact((session) -> {
			try {
				waitAtMost(session, wait);
				return work.in(session);
			}
			catch (SQLException ex) {
				if (SqlErrors.isLocked(ex)) {
					throw SqlErrors.busy(ex);
				}
				throw ex;
			}
		}, doubt);
	}

	private void waitAtMost(Session session, Duration wait) throws SQLException {
		switch (this.dialect) {
			case POSTGRESQL -> session.query("SELECT set_config('lock_timeout', ?, true)", (row) -> 1,
					String.valueOf(wait.toMillis()));
			case H2 -> {
			}
		}
	}

	/**
	 * Return a statement with the names that the tables have.
	 */
	String sql(String statement) {
		return this.tables.in(statement);
	}

	/**
	 * Return an {@code INSERT} as {@link Session#insertNew} needs it. On PostgreSQL a
	 * duplicate must not raise an error, which would end the transaction.
	 */
	String unlessThere(String insert) {
		return switch (this.dialect) {
			case POSTGRESQL -> sql(insert) + " ON CONFLICT DO NOTHING";
			case H2 -> sql(insert);
		};
	}

	/**
	 * Return the time to use instead of the database's: a parameter for statements that
	 * say {@code coalesce(?, clock)}.
	 * @return {@code null} to use the database's
	 */
	@Nullable Instant givenTime() {
		return (this.clock != null) ? this.clock.instant().truncatedTo(ChronoUnit.MICROS) : null;
	}

	/**
	 * Return an expression for the time by the store's clock, which is the same for all
	 * rows of a statement. Its parameter is {@link #givenTime()}.
	 */
	String time() {
		return "(SELECT coalesce(CAST(? AS timestamp(6) with time zone), " + this.dialect.clock() + "))";
	}

	/**
	 * Return the time by the store's clock, now and not at the begin of the transaction.
	 * The clock of H2 stands from the first look at it to the end of the transaction.
	 */
	Instant now(Session session) throws SQLException {
		Instant given = givenTime();
		return (given != null) ? given : databaseTime(session);
	}

	private Instant databaseTime(Session session) throws SQLException {
		String time = "SELECT " + this.dialect.clock() + " AS now";
		return session.query(time, (row) -> Session.requiredTime(row, "now")).get(0);
	}

}
