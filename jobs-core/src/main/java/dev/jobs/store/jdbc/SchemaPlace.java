package dev.jobs.store.jdbc;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Where the tables are, or should be.
 *
 * @param dialect the kind of database
 * @param user who is connected
 * @param schema the schema, empty if the connection has none
 * @param embedded whether the database runs in this process
 */
record SchemaPlace(Dialect dialect, String user, String schema, boolean embedded) {

	static SchemaPlace of(Session session, Dialect dialect, @Nullable String schema) throws SQLException {
		String user = String.valueOf(session.connection().getMetaData().getUserName());
		return new SchemaPlace(dialect, user, (schema != null) ? schema : current(session, dialect),
				dialect == Dialect.H2 && isInThisProcess(session));
	}

	/**
	 * Return whether a database of H2 runs here and not in a server.
	 */
	static boolean isInThisProcess(Session session) throws SQLException {
		String url = String.valueOf(session.connection().getMetaData().getURL());
		return !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
	}

	private static String current(Session session, Dialect dialect) throws SQLException {
		String current = switch (dialect) {
			case POSTGRESQL -> "SELECT coalesce(current_schema(), '') AS name";
			case H2 -> "SELECT schema() AS name";
		};
		return session.query(current, (row) -> row.getString("name")).get(0);
	}

	/**
	 * Return whether the schema is there.
	 */
	boolean exists(Session session) throws SQLException {
		String look = switch (this.dialect) {
			case POSTGRESQL -> "SELECT 1 FROM pg_namespace WHERE nspname IN (?, lower(?))";
			case H2 -> "SELECT 1 FROM information_schema.schemata WHERE schema_name IN (?, upper(?))";
		};
		return session.first(look, (row) -> true, this.schema, this.schema).isPresent();
	}

	@Override
	public String toString() {
		return "%s, schema '%s'".formatted(this.dialect.product(), this.schema);
	}

}
