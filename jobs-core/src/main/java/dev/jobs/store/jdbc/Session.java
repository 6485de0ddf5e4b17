package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.WorkListener;

/**
 * Runs statements on the connection of one transaction. Times go in as {@link Instant},
 * {@linkplain #stored(Instant) as a column keeps them}.
 */
final class Session {

	/** The last time that a column keeps. */
	static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

	private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

	private final Connection connection;

	private final boolean inCallersTransaction;

	private boolean announcesRuns;

	private boolean announcesSchedules;

	Session(Connection connection) {
		this(connection, false);
	}

	private Session(Connection connection, boolean inCallersTransaction) {
		this.connection = connection;
		this.inCallersTransaction = inCallersTransaction;
	}

	static Session inCallersTransaction(Connection connection) {
		return new Session(connection, true);
	}

	/**
	 * Return whether the transaction is that of a caller, which ends when the caller
	 * likes.
	 */
	boolean isInCallersTransaction() {
		return this.inCallersTransaction;
	}

	Connection connection() {
		return this.connection;
	}

	int update(String sql, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = prepare(sql, parameters)) {
			return statement.executeUpdate();
		}
	}

	<T> List<T> query(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = prepare(sql, parameters); ResultSet results = statement.executeQuery()) {
			List<T> rows = new ArrayList<>();
			while (results.next()) {
				rows.add(row.read(results));
			}
			return rows;
		}
	}

	<T> Optional<T> first(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
		return query(sql, row, parameters).stream().findFirst();
	}

	/**
	 * Add a row unless there is one with the same key.
	 * @param sql the statement, as {@link StoreContext#unlessThere(String)} made it
	 * @return whether the row was added
	 */
	boolean insertNew(String sql, @Nullable Object... parameters) throws SQLException {
		try {
			return update(sql, parameters) == 1;
		}
		catch (SQLException ex) {
			if (SqlErrors.isDuplicate(ex)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Run a statement for each of some rows, in order.
	 * @return how many rows of the table each has changed
	 */
	int[] batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			for (@Nullable
			Object[] row : rows) {
				bindAll(statement, row);
				statement.addBatch();
			}
			return statement.executeBatch();
		}
		catch (BatchUpdateException ex) {
			throw (ex.getNextException() != null) ? ex.getNextException() : ex;
		}
	}

	/**
	 * Return a time as a number for an array, which has no times, as those of
	 * {@link #timeOf}.
	 */
	static @Nullable Long epochMicros(@Nullable Instant time) {
		return (time != null) ? ChronoUnit.MICROS.between(Instant.EPOCH, stored(time)) : null;
	}

	/**
	 * Return the expression of PostgreSQL for the time that is such a number. It counts
	 * in floating point, and is exact for seconds and for their parts, each by itself.
	 */
	static String timeOf(String epochMicros) {
		return "TIMESTAMPTZ 'epoch' + %1$s / 1000000 * INTERVAL '1 second' + %1$s %% 1000000 * INTERVAL '1 microsecond'"
			.formatted(epochMicros);
	}

	/**
	 * Make an array to give to a statement.
	 * @param type the type of the elements by its name in the database
	 */
	Array array(String type, @Nullable Object[] elements) throws SQLException {
		return this.connection.createArrayOf(type, elements);
	}

	/**
	 * Make an array of one value of each row.
	 * @param type the type of the values by its name in the database
	 */
	<E> Array column(String type, Collection<E> rows, Function<? super E, ? extends @Nullable Object> value)
			throws SQLException {
		@Nullable Object[] values = new @Nullable Object[rows.size()];
		int i = 0;
		for (E row : rows) {
			values[i++] = value.apply(row);
		}
		return array(type, values);
	}

	/**
	 * Note that there are runs to look at once this transaction has been committed.
	 */
	void announceRuns() {
		this.announcesRuns = true;
	}

	/**
	 * Note that there are schedules to look at once this transaction has been committed.
	 */
	void announceSchedules() {
		this.announcesSchedules = true;
	}

	/**
	 * Return whether there is something to tell once the transaction has been committed.
	 */
	boolean hasAnnounced() {
		return this.announcesRuns || this.announcesSchedules;
	}

	/**
	 * Tell what has been announced.
	 */
	void tell(WorkListener listener) {
		if (this.announcesRuns) {
			listener.runsChanged();
		}
		if (this.announcesSchedules) {
			listener.schedulesChanged();
		}
	}

	private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql);
		try {
			bindAll(statement, parameters);
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static void bindAll(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
		for (int i = 0; i < parameters.length; i++) {
			bind(statement, i + 1, parameters[i]);
		}
	}

	private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
		if (value == null) {
			statement.setNull(index, Types.NULL);
		}
		else if (value instanceof Instant time) {
			statement.setObject(index, OffsetDateTime.ofInstant(stored(time), ZoneOffset.UTC));
		}
		else {
			statement.setObject(index, value);
		}
	}

	/**
	 * Return a time as a column keeps it: with microseconds, in the years 1 to 9999.
	 */
	static Instant stored(Instant time) {
		Instant within = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
		return within.truncatedTo(ChronoUnit.MICROS);
	}

	static @Nullable Instant time(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	static Instant requiredTime(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	/**
	 * Reads the current row of a result.
	 *
	 * @param <T> what it reads
	 */
	@FunctionalInterface
	interface Row<T> {

		T read(ResultSet row) throws SQLException;

	}

}
