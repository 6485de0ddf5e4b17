package dev.jobs.store.jdbc;

import java.sql.SQLException;

/**
 * Which tables are in a database.
 *
 * @param version their version, {@code 0} if there are none
 * @param compatibleFrom the oldest version of tables whose library may work with these
 */
record InstalledTables(int version, int compatibleFrom) {

	private static final InstalledTables NONE = new InstalledTables(0, 0);

	static final String TABLE = "jobs_schema";

	static InstalledTables read(Session session, SchemaPlace place, TableNames names) throws SQLException {
		if (!isThere(session, place, names, TABLE)) {
			return NONE;
		}
		String sql = names.in("SELECT version, compatible_from FROM jobs_schema ORDER BY version DESC");
		return session.first(sql, (row) -> new InstalledTables(row.getInt("version"), row.getInt("compatible_from")))
			.orElse(NONE);
	}

	// Nothing may fail here: on PostgreSQL that would end the transaction. Reading a real
	// table makes it notice what others have committed since the transaction began.
	static boolean isThere(Session session, SchemaPlace place, TableNames names, String table) throws SQLException {
		return switch (place.dialect()) {
			case POSTGRESQL ->
				session.query("SELECT 1 FROM pg_class WHERE oid = to_regclass(?)", (row) -> 1, names.in(table))
					.size() == 1;
			case H2 ->
				session
					.query("""
							SELECT 1 FROM information_schema.tables
							WHERE upper(table_schema) = upper(?) AND upper(table_name) = upper(?)""", (row) -> 1,
							place.schema(), names.inScript(table))
					.size() == 1;
		};
	}

	boolean isOlder() {
		return this.version < SchemaScripts.LATEST;
	}

	boolean isTooNew() {
		return this.compatibleFrom > SchemaScripts.LATEST;
	}

}
