package dev.jobs.store.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;

import dev.jobs.job.JobsException;
import dev.jobs.job.Names;
import dev.jobs.store.StoreBusyException;
import dev.jobs.store.StoreUnavailableException;

/**
 * Tells errors of databases apart by their SQL state.
 */
final class SqlErrors {

	// Deadlock and serialization failure: PostgreSQL, H2 (40001, 50200 lock timeout as
	// HYT00).
	private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "HYT00");

	// Lock timeout: PostgreSQL, H2.
	private static final Set<String> LOCKED = Set.of("55P03", "HYT00");

	// Shut down, starting up, read-only, disk full, too many connections, closed.
	private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "25006", "53100", "53300", "90098",
			"90121");

	// Of these, those after which nothing has been done.
	private static final Set<String> REFUSED = Set.of("57P03", "25006", "53100", "53300");

	// Insufficient privilege: PostgreSQL, H2.
	private static final Set<String> DENIED = Set.of("42501", "90096");

	private SqlErrors() {
	}

	static boolean isConflict(SQLException ex) {
		return CONFLICTS.contains(stateOf(ex));
	}

	/**
	 * Return whether another transaction has held something for too long.
	 */
	static boolean isLocked(SQLException ex) {
		return LOCKED.contains(stateOf(ex));
	}

	static boolean isDuplicate(SQLException ex) {
		return "23505".equals(stateOf(ex));
	}

	/**
	 * Return whether the user of the connection may not do that.
	 */
	static boolean isDenied(SQLException ex) {
		return DENIED.contains(stateOf(ex));
	}

	/**
	 * Return whether a statement that was answered with this may have been committed.
	 */
	static boolean leavesDoubt(SQLException ex) {
		return isAway(ex) && !REFUSED.contains(stateOf(ex));
	}

	/**
	 * Return whether something other than the statement is to blame.
	 */
	static boolean isNoFaultOfTheStatement(SQLException ex) {
		return isDenied(ex) || isConflict(ex) || isAway(ex);
	}

	/**
	 * Return whether the database knows no such user, or not with that password.
	 */
	static boolean isLoginRefused(SQLException ex) {
		return stateOf(ex).startsWith("28");
	}

	/**
	 * Return whether another process has the file of H2.
	 */
	static boolean isInUse(SQLException ex) {
		return "90020".equals(stateOf(ex));
	}

	static UnusableDatabaseException inUse(SQLException ex) {
		return new UnusableDatabaseException(
				List.of("The H2 file is in use by another process: %s".formatted(firstLine(ex))),
				List.of("Stop the other process, or use PostgreSQL, which many may share"), ex);
	}

	private static String firstLine(SQLException ex) {
		return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
	}

	static RuntimeException translated(SQLException ex) {
		if (isAway(ex)) {
			return new StoreUnavailableException("The database cannot be reached or cannot write", ex);
		}
		return isLoginRefused(ex) ? loginRefused(null, ex)
				: new JobsException("The database refused a statement of the job store", ex);
	}

	/**
	 * Say that the database does not let a user in.
	 * @param user the user, {@code null} if that is not known
	 */
	static UnusableDatabaseException loginRefused(@Nullable String user, SQLException ex) {
		String who = (user != null) ? "user '%s'".formatted(Names.shown(user)) : "the user of the data source";
		return new UnusableDatabaseException(List.of("The database does not let %s in: %s"
			.formatted(who, firstLine(ex))), List
				.of("Correct spring.datasource.username and spring.datasource.password, or what your own DataSource bean is given, and see that the database lets that user in from this host"),
				ex);
	}

	static StoreBusyException busy(SQLException ex) {
		return new StoreBusyException(
				"Another transaction, which has not ended, holds what this call needs: the slot of the job, or its key. Try again when it has ended",
				ex);
	}

	/**
	 * Translate an error that came up in the transaction of a caller. Whether that is
	 * repeated is for the caller to say, so a conflict looks like any other of Spring.
	 */
	static RuntimeException translatedInCallersTransaction(SQLException ex) {
		if ("25006".equals(stateOf(ex))) {
			return readOnly(ex);
		}
		return isConflict(ex) ? new CannotAcquireLockException(
				"The transaction in which a run was enqueued lost a conflict with another; roll it back and repeat it",
				ex) : translated(ex);
	}

	static JobsException readOnly(@Nullable SQLException ex) {
		return new JobsException(
				"A run cannot be added in a read-only transaction; remove readOnly = true from the @Transactional method that enqueues it",
				ex);
	}

	static boolean isAway(SQLException ex) {
		return saysAway(ex) || ex instanceof SQLTransientConnectionException
				|| ex instanceof SQLNonTransientConnectionException || ex instanceof SQLRecoverableException;
	}

	/**
	 * Return whether the database or its driver says so, and not only a pool that has
	 * nothing to lend.
	 */
	static boolean saysAway(SQLException ex) {
		String state = stateOf(ex);
		return state.startsWith("08") || AWAY.contains(state) || isFailedInputOrOutput(ex);
	}

	// What H2 says of a disk that is full, or broken, is a general error.
	private static boolean isFailedInputOrOutput(SQLException ex) {
		Throwable cause = ex.getCause();
		while (cause != null && !(cause instanceof IOException)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	private static String stateOf(SQLException ex) {
		return String.valueOf(ex.getSQLState());
	}

}
