package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

/**
 * Looks at what a database and its connections really do with what they are given. Needs
 * no tables.
 */
public final class DatabaseCheck {

	/** The code of a file of H2 that loses what it has acknowledged. */
	public static final String UNSAFE_H2 = "h2-write-delay";

	private final DataSource dataSource;

	private final @Nullable String user;

	private final Database database;

	/**
	 * Create a check. Nothing is connected yet.
	 * @param dataSource the database
	 */
	public DatabaseCheck(DataSource dataSource) {
		this(dataSource, null);
	}

	/**
	 * Create a check that can name the user whom the database does not let in. Nothing is
	 * connected yet.
	 * @param dataSource the database
	 * @param user the user whose name connections are made in, {@code null} if that is
	 * not known
	 */
	public DatabaseCheck(DataSource dataSource, @Nullable String user) {
		this.dataSource = dataSource;
		this.user = user;
		this.database = new Database(dataSource);
	}

	/**
	 * Look at the database.
	 * @return what was found, empty if all is well
	 * @throws UnusableDatabaseException if it is of a kind that cannot keep runs, does
	 * not let the user in, or is a file that can only be read or that another process has
	 * @throws dev.jobs.store.StoreUnavailableException if it cannot be reached
	 */
	public List<Finding> findings() {
		List<Finding> findings = new ArrayList<>(pool());
		Dialect dialect = Dialect.of(this.dataSource);
		findings.addAll(this.database.transact((session) -> findings(session, dialect)));
		return findings;
	}

	private static List<Finding> findings(Session session, Dialect dialect) throws SQLException {
		List<Finding> findings = new ArrayList<>(version(session, dialect));
		findings.addAll(switch (dialect) {
			case POSTGRESQL -> postgres(session);
			case H2 -> h2(session);
		});
		return findings;
	}

	private static List<Finding> version(Session session, Dialect dialect) throws SQLException {
		String version = session.connection().getMetaData().getDatabaseProductVersion();
		return dialect.supports(version) ? List.of() : List.of(new Finding("database-version", Severity.WARNING,
				"%s %s is older than %s: nobody has tried it, and it may fail or lose sight of what others have written"
					.formatted(dialect.product(), version, dialect.oldest()),
				"Update %s to %s or later".formatted(dialect.product(), dialect.oldest())));
	}

	private List<Finding> pool() {
		try (Connection connection = this.dataSource.getConnection()) {
			return connection.getAutoCommit() ? List.of() : List.of(new Finding("pool-auto-commit", Severity.WARNING,
					"The pool hands out connections with auto-commit off, so what the application writes outside of a transaction is lost unless it commits that itself",
					"Switch auto-commit on (spring.datasource.hikari.auto-commit=true)"));
		}
		catch (SQLException ex) {
			throw refused(ex);
		}
	}

	private RuntimeException refused(SQLException ex) {
		if (SqlErrors.isInUse(ex)) {
			return SqlErrors.inUse(ex);
		}
		return SqlErrors.isLoginRefused(ex) ? SqlErrors.loginRefused(this.user, ex) : SqlErrors.translated(ex);
	}

	private static List<Finding> postgres(Session session) throws SQLException {
		List<Finding> findings = new ArrayList<>();
		if (session.connection().getNetworkTimeout() == 0) {
			findings.add(new Finding("postgresql-socket-timeout", Severity.WARNING,
					"Connections to PostgreSQL have no socketTimeout, so a thread may wait for many minutes when the network drops packets",
					"Add socketTimeout=60 to the URL: seconds, more than the longest statement takes"));
		}
		if ("off".equals(setting(session, "SELECT current_setting('synchronous_commit') AS found"))) {
			findings.add(new Finding("postgresql-synchronous-commit", Severity.WARNING,
					"synchronous_commit is off, so the last runs that were acknowledged are lost when the server crashes",
					"Set synchronous_commit=on for the user or the database"));
		}
		if ("off".equals(setting(session, "SELECT current_setting('fsync') AS found"))) {
			findings.add(new Finding("postgresql-fsync", Severity.WARNING,
					"fsync is off, so the whole database may be lost or damaged when the machine of the server crashes",
					"Set fsync=on in the configuration of the server"));
		}
		return findings;
	}

	private static List<Finding> h2(Session session) throws SQLException {
		String path = setting(session, "SELECT database_path() AS found");
		if (path == null) {
			return List.of(new Finding("h2-in-memory", Severity.WARNING,
					"The H2 database is in memory: runs are lost when the process ends, and other processes do not see them",
					"Set jobs.store.path, or use a file of H2 or PostgreSQL"));
		}
		return h2File(session, path);
	}

	private static List<Finding> h2File(Session session, String path) throws SQLException {
		requireWritable(session, path);
		List<Finding> findings = new ArrayList<>();
		String delay = setting(session,
				"SELECT setting_value AS found FROM information_schema.settings WHERE setting_name = 'WRITE_DELAY'");
		if (delay != null && !delay.equals("0")) {
			findings.add(new Finding(UNSAFE_H2, Severity.ERROR,
					"The H2 file '%s' is written with WRITE_DELAY=%s: when the process is killed, what was acknowledged in the last %s ms and more is lost"
						.formatted(path, delay, delay),
					"Add ;WRITE_DELAY=0 to the URL, or set jobs.store.allow-unsafe-h2=true to accept the loss"));
		}
		if (SchemaPlace.isInThisProcess(session) && !path.startsWith("async:")) {
			findings.add(new Finding("h2-interrupt", Severity.WARNING,
					"H2 closes the file '%s' for everybody when a thread is interrupted while it reads or writes it, as bodies are that are cancelled or late"
						.formatted(path),
					"Use a URL that begins with jdbc:h2:async: in place of jdbc:h2:file:"));
		}
		return findings;
	}

	private static void requireWritable(Session session, String path) throws SQLException {
		if ("TRUE".equalsIgnoreCase(setting(session, "SELECT readonly() AS found"))) {
			throw new UnusableDatabaseException(List.of("The H2 file '%s' can only be read".formatted(path)), List
				.of("Let this process write the file and the folder that it is in, and see that the URL does not ask to read only"));
		}
	}

	private static @Nullable String setting(Session session, String sql) throws SQLException {
		List<@Nullable String> found = session.query(sql, (row) -> row.getString("found"));
		return found.isEmpty() ? null : found.get(0);
	}

}
