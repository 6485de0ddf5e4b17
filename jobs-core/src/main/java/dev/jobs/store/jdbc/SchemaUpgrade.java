package dev.jobs.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Runs the scripts that are missing, in order. On PostgreSQL all or nothing is done, and
 * by one node at a time. In H2 a definition ends the transaction, so nodes may meet, and
 * a script may end half-way; therefore those scripts can be run again.
 */
final class SchemaUpgrade {

	/** One for the whole database, since schemas are made rarely. */
	private static final long LOCK = 0x6A_6F_62_73L;

	private final SchemaPlace place;

	private final JdbcSettings settings;

	private final TableNames names;

	SchemaUpgrade(SchemaPlace place, JdbcSettings settings) {
		this.place = place;
		this.settings = settings;
		this.names = new TableNames(settings);
	}

	/**
	 * Bring the tables to the latest version, unless somebody has.
	 * @return the version they had
	 */
	int run(Session session) throws SQLException {
		if (this.place.dialect() == Dialect.POSTGRESQL) {
			session.query("SELECT pg_advisory_xact_lock(?)", (row) -> 1, LOCK);
		}
		int version = InstalledTables.read(session, this.place, this.names).version();
		SchemaScripts scripts = new SchemaScripts(this.place.dialect());
		for (int next = version + 1; next <= SchemaScripts.LATEST; next++) {
			run(session, scripts.location(next), scripts.text(next));
		}
		return version;
	}

	private void run(Session session, String location, String script) throws SQLException {
		Connection connection = session.connection();
		String before = connection.getSchema();
		byte[] text = this.names.inScript(script).getBytes(StandardCharsets.UTF_8);
		enter(session);
		try {
			ScriptUtils.executeSqlScript(connection,
					new EncodedResource(new ByteArrayResource(text, "classpath:" + location), StandardCharsets.UTF_8));
		}
		catch (ScriptException ex) {
			if (ex.getCause() instanceof SQLException cause && SqlErrors.isNoFaultOfTheStatement(cause)) {
				throw cause;
			}
			throw ex;
		}
		finally {
			leave(connection, before);
		}
	}

	private void enter(Session session) throws SQLException {
		if (this.settings.schema() != null) {
			switch (this.place.dialect()) {
				case POSTGRESQL -> session.update("SET LOCAL search_path TO " + this.settings.schema());
				case H2 -> session.update("SET SCHEMA " + this.settings.schema());
			}
		}
	}

	// On PostgreSQL the end of the transaction does it.
	private void leave(Connection connection, String before) throws SQLException {
		if (this.place.dialect() == Dialect.H2) {
			connection.setSchema(before);
		}
	}

}
