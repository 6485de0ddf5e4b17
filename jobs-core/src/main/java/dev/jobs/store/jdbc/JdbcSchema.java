package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.init.ScriptException;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

/**
 * The tables of the store in a database: checks them, and makes them where it may. Drops
 * nothing. Any number of nodes may do this at once. Nothing is connected before the first
 * call.
 */
public final class JdbcSchema {

	private static final Logger logger = LoggerFactory.getLogger(JdbcSchema.class);

	private static final int ATTEMPTS_TO_MAKE = 5;

	private final DataSource dataSource;

	private final Database database;

	private final JdbcSettings settings;

	private final TableNames names;

	/**
	 * Create the schema of a store.
	 * @param dataSource the database
	 * @param settings the names of the schema and the tables
	 */
	public JdbcSchema(DataSource dataSource, JdbcSettings settings) {
		this.dataSource = dataSource;
		this.database = new Database(dataSource);
		this.settings = settings;
		this.names = new TableNames(settings);
	}

	/**
	 * Make sure that the store can work with the tables.
	 * @param mode where missing tables are made and older ones brought up to date
	 * @throws UnusableDatabaseException if it cannot, with all problems and the ways out
	 * @throws dev.jobs.store.StoreUnavailableException if the database cannot be reached
	 */
	public void prepare(SchemaMode mode) {
		SchemaPlace place = place();
		SchemaFailures failures = new SchemaFailures(place, this.settings);
		InstalledTables installed = guarded(failures, (session) -> installed(session, place, failures));
		if (installed.isTooNew()) {
			throw failures.tooNew(installed);
		}
		if (installed.isOlder()) {
			if (!mode.allows(place.embedded())) {
				throw failures.notAllowed(installed.version());
			}
			make(place, failures);
		}
		guarded(failures, (session) -> usable(session, place, failures));
	}

	/**
	 * Say what is not as the scripts make it, but does no more harm than to be slow. The
	 * tables must be there.
	 * @return what was found
	 */
	public List<Finding> findings() {
		List<String> missing = missingIndexes();
		return missing.isEmpty() ? List.of()
				: List.of(new Finding("missing-indexes", Severity.WARNING,
						"Indexes of the tables of jobs are missing: " + String.join(", ", missing),
						"Create them as the scripts do that docs/stores.md names"));
	}

	/**
	 * List the indexes that the scripts make and that are missing or not valid. The
	 * tables must be there.
	 * @return the names they should have
	 */
	public List<String> missingIndexes() {
		SchemaPlace place = place();
		return this.database.transact((session) -> new TableCheck(session, place, this.names).missingIndexes());
	}

	private SchemaPlace place() {
		Dialect dialect = Dialect.of(this.dataSource);
		return this.database.transact((session) -> SchemaPlace.of(session, dialect, this.settings.schema()));
	}

	private InstalledTables installed(Session session, SchemaPlace place, SchemaFailures failures) throws SQLException {
		if (!place.exists(session)) {
			throw failures.noSchema();
		}
		return InstalledTables.read(session, place, this.names);
	}

	private void make(SchemaPlace place, SchemaFailures failures) {
		SchemaUpgrade upgrade = new SchemaUpgrade(place, this.settings);
		for (int attempt = 1;; attempt++) {
			try {
				if (guarded(failures, upgrade::run) < SchemaScripts.LATEST) {
					logger.info("Made the tables of jobs, version {} ({})", SchemaScripts.LATEST, place);
				}
				return;
			}
			catch (ScriptException ex) {
				if (place.dialect() != Dialect.H2 || attempt == ATTEMPTS_TO_MAKE) {
					throw failures.notMade(ex);
				}
			}
		}
	}

	private boolean usable(Session session, SchemaPlace place, SchemaFailures failures) throws SQLException {
		TableCheck check = new TableCheck(session, place, this.names);
		List<String> missing = check.missingTables();
		if (!missing.isEmpty()) {
			throw failures.wrong(missing);
		}
		List<String> privileges = check.missingPrivileges();
		if (!privileges.isEmpty()) {
			throw failures.lacks(privileges);
		}
		List<String> columns = check.missingColumns();
		if (!columns.isEmpty()) {
			throw failures.wrong(columns);
		}
		return true;
	}

	private <T> T guarded(SchemaFailures failures, Database.Work<T> work) {
		return this.database.transact((session) -> {
			try {
				return work.in(session);
			}
			catch (SQLException ex) {
				if (SqlErrors.isDenied(ex)) {
					throw failures.denied(ex);
				}
				throw ex;
			}
		});
	}

}
