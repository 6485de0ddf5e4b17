package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.WorkListener;

/**
 * Opens the transactions of the store. A transaction of its own never joins that of the
 * calling thread, is {@code READ COMMITTED} unless it is a single statement, and no
 * connection is held between two of them. After the commit of one that has
 * {@linkplain Session#announceRuns() announced work} a listener is told, in the thread
 * that committed.
 */
final class Database {

	private static final Logger logger = LoggerFactory.getLogger(Database.class);

	private static final int ATTEMPTS = 5;

	private final DataSource dataSource;

	private final Connections connections;

	private final Isolation isolation = new Isolation();

	private final WorkListener workListener;

	Database(DataSource dataSource) {
		this(dataSource, WorkListener.NONE);
	}

	/**
	 * Create a database.
	 * @param dataSource lends connections
	 * @param workListener is told of work
	 */
	Database(DataSource dataSource, WorkListener workListener) {
		this.dataSource = target(dataSource);
		this.connections = new Connections(this.dataSource, System::nanoTime);
		this.workListener = workListener;
	}

	// Transactions are known by the data source behind such a proxy.
	private static DataSource target(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Return whether the calling thread is in a transaction on the same data source, one
	 * that has not ended yet.
	 */
	boolean isInCallersTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.hasResource(this.dataSource) && hasBegun();
	}

	/**
	 * Return whether the calling thread is in a transaction on something else, with which
	 * runs cannot commit together.
	 */
	boolean isInForeignTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive() && !isInCallersTransaction()
				&& TransactionSynchronizationManager.isSynchronizationActive();
	}

	// A connection is also bound to the thread for the time of somebody else's
	// transaction, and then commits each statement.
	private boolean hasBegun() {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return !connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw SqlErrors.translated(ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Work in the transaction of the calling thread. Errors are the caller's: they may
	 * have ended the transaction.
	 */
	<T> T join(Work<T> work) {
		return uninterrupted(() -> joined(work));
	}

	private <T> T joined(Work<T> work) {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			Session session = Session.inCallersTransaction(connection);
			T result = work.in(session);
			if (session.hasAnnounced()) {
				tellAfterCompletion(session);
			}
			return result;
		}
		catch (SQLException ex) {
			throw SqlErrors.translatedInCallersTransaction(ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	// Only the first session of a transaction is remembered: all that join announce runs.
	private void tellAfterCompletion(Session session) {
		if (!TransactionSynchronizationManager.hasResource(this)) {
			WorkSignal signal = new WorkSignal(session);
			TransactionSynchronizationManager.bindResource(this, signal);
			TransactionSynchronizationManager.registerSynchronization(signal);
		}
	}

	/**
	 * Work in a transaction of its own, again from the start if the database asks for
	 * that.
	 * @throws StoreUnavailableException if the database is away, which may leave open
	 * whether the transaction has been committed
	 */
	<T> T transact(Work<T> work) {
		return transact(work, (result, ex) -> {
			throw ex;
		});
	}

	/**
	 * Work in a transaction of its own, again from the start if the database asks for
	 * that.
	 * @param doubt decides if it is not known whether the transaction has been committed
	 * @throws StoreUnavailableException if the database is away
	 */
	<T> T transact(Work<T> work, Doubt<T> doubt) {
		return uninterrupted(() -> repeated(() -> once(this.connections.borrow(), work, doubt)));
	}

	/**
	 * Do something that is one statement, which needs no way for a commit of its own
	 * where connections commit each statement.
	 * @param result what is true if the statement has been committed
	 * @param doubt decides if it is not known whether it has
	 * @throws StoreUnavailableException if the database is away
	 */
	<T> T transactAtOnce(Work<T> work, T result, Doubt<T> doubt) {
		return uninterrupted(() -> repeated(() -> atOnce(work, (ex) -> doubt.settle(result, ex), doubt)));
	}

	/**
	 * Read with one statement.
	 * @throws StoreUnavailableException if the database is away
	 */
	<T> T read(Work<T> work) {
		return uninterrupted(() -> repeated(() -> atOnce(work, (ex) -> {
			throw ex;
		}, (result, ex) -> {
			throw ex;
		})));
	}

	// A thread that is interrupted gets no connection from a pool, and closes an H2
	// database when it reads its file.
	private static <T> T uninterrupted(Supplier<T> call) {
		boolean interrupted = Thread.interrupted();
		try {
			return call.get();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private <T> T repeated(Attempt<T> one) {
		for (int attempt = 1;; attempt++) {
			try {
				return one.make();
			}
			catch (SQLException ex) {
				if (attempt == ATTEMPTS || !SqlErrors.isConflict(ex)) {
					throw SqlErrors.translated(ex);
				}
				this.isolation.conflict();
			}
		}
	}

	private <T> T atOnce(Work<T> work, Function<StoreUnavailableException, T> unknown, Doubt<T> doubt)
			throws SQLException {
		Connection connection = this.connections.borrow();
		if (!isAutoCommit(connection)) {
			return once(connection, work, doubt);
		}
		Session session = new Session(connection);
		Supplier<T> answer;
		try {
			T result = work.in(session);
			answer = () -> result;
		}
		catch (SQLException ex) {
			if (!SqlErrors.leavesDoubt(ex)) {
				throw ex;
			}
			StoreUnavailableException lost = lost(ex);
			answer = () -> unknown.apply(lost);
		}
		finally {
			close(connection);
		}
		T settled = answer.get();
		session.tell(this.workListener);
		return settled;
	}

	private <T> T once(Connection connection, Work<T> work, Doubt<T> doubt) throws SQLException {
		StoreUnavailableException lost;
		T result;
		Session session = new Session(connection);
		boolean autoCommit = isAutoCommit(connection);
		boolean committed = false;
		try {
			connection.setAutoCommit(false);
			this.isolation.enter(connection);
			result = work.in(session);
			lost = commit(connection);
			committed = lost == null;
		}
		finally {
			end(connection, committed, autoCommit);
		}
		T settled = (lost != null) ? doubt.settle(result, lost) : result;
		session.tell(this.workListener);
		return settled;
	}

	// What is lent is given back even if it is of no use.
	private static boolean isAutoCommit(Connection connection) throws SQLException {
		try {
			return connection.getAutoCommit();
		}
		catch (SQLException | RuntimeException | Error ex) {
			close(connection);
			throw ex;
		}
	}

	private static @Nullable StoreUnavailableException commit(Connection connection) throws SQLException {
		try {
			connection.commit();
			return null;
		}
		catch (SQLException ex) {
			return lost(ex);
		}
	}

	private static StoreUnavailableException lost(SQLException ex) throws SQLException {
		if (!SqlErrors.isAway(ex)) {
			throw ex;
		}
		return new StoreUnavailableException("The database went away during a commit", ex);
	}

	private static void close(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be given back in good order", ex);
		}
	}

	// What goes wrong here must not hide what went wrong before, nor that a commit
	// succeeded.
	private void end(Connection connection, boolean committed, boolean autoCommit) {
		try (connection) {
			if (!committed) {
				connection.rollback();
			}
			this.isolation.leave(connection);
			connection.setAutoCommit(autoCommit);
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be given back in good order", ex);
		}
	}

	@FunctionalInterface
	private interface Attempt<T> {

		T make() throws SQLException;

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

	/**
	 * Decides what to answer if the answer to a commit has been lost.
	 *
	 * @param <T> what the transaction answers
	 */
	@FunctionalInterface
	interface Doubt<T> {

		/**
		 * Decide. No connection is held.
		 * @param result what is true if the transaction has been committed
		 * @param ex the error to throw if nobody can tell
		 */
		T settle(T result, StoreUnavailableException ex);

	}

	/**
	 * Tells of work once the transaction of a caller has been committed, whatever others
	 * that are told of it may throw.
	 */
	private final class WorkSignal implements TransactionSynchronization {

		private final Session session;

		private boolean sawTheEnd;

		WorkSignal(Session session) {
			this.session = session;
		}

		@Override
		public void suspend() {
			TransactionSynchronizationManager.unbindResource(Database.this);
		}

		@Override
		public void resume() {
			TransactionSynchronizationManager.bindResource(Database.this, this);
		}

		@Override
		public void beforeCompletion() {
			this.sawTheEnd = true;
		}

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationManager.unbindResourceIfPossible(Database.this);
			if (status != STATUS_ROLLED_BACK) {
				commitIfLate();
				this.session.tell(Database.this.workListener);
			}
		}

		// Whoever is told of a commit still seems to be in the transaction, but nobody
		// else commits what is added then.
		private void commitIfLate() {
			if (!this.sawTheEnd) {
				join((session) -> {
					session.connection().commit();
					return true;
				});
			}
		}

	}

}
