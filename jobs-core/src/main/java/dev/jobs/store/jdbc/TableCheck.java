package dev.jobs.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares the tables of a database with what the scripts make, and with what the user of
 * the connections may do with them.
 */
final class TableCheck {

	private final Session session;

	private final SchemaPlace place;

	private final TableNames names;

	private final SchemaScripts scripts;

	TableCheck(Session session, SchemaPlace place, TableNames names) {
		this.session = session;
		this.place = place;
		this.names = names;
		this.scripts = new SchemaScripts(place.dialect());
	}

	/**
	 * Return the tables and columns that are missing, one sentence each.
	 */
	List<String> missingColumns() throws SQLException {
		List<String> problems = new ArrayList<>();
		for (Map.Entry<String, Set<String>> table : this.scripts.columns().entrySet()) {
			Set<String> missing = new LinkedHashSet<>(table.getValue());
			missing.removeAll(columns(table.getKey()));
			if (!missing.isEmpty()) {
				problems.add("Table '%s' has no column %s".formatted(this.names.in(table.getKey()),
						missing.stream().map((column) -> "'" + column + "'").collect(Collectors.joining(", "))));
			}
		}
		return problems;
	}

	private Set<String> columns(String table) throws SQLException {
		String sql = this.names.in("SELECT * FROM " + table + " WHERE 1 = 0");
		Set<String> columns = new LinkedHashSet<>();
		try (PreparedStatement statement = this.session.connection().prepareStatement(sql)) {
			ResultSetMetaData found = statement.executeQuery().getMetaData();
			for (int i = 1; i <= found.getColumnCount(); i++) {
				columns.add(found.getColumnName(i).toLowerCase(Locale.ROOT));
			}
		}
		return columns;
	}

	/**
	 * Return the tables that are missing, one sentence each.
	 */
	List<String> missingTables() throws SQLException {
		List<String> problems = new ArrayList<>();
		for (String table : this.scripts.columns().keySet()) {
			if (!InstalledTables.isThere(this.session, this.place, this.names, table)) {
				problems.add("Table '%s' is missing".formatted(this.names.in(table)));
			}
		}
		return problems;
	}

	/**
	 * Return what the user of the connections needs and may not do.
	 * @return the privileges as they are granted, such as
	 * {@code SELECT, INSERT ON jobs_run}, empty if nothing is missing or the database
	 * cannot tell
	 */
	List<String> missingPrivileges() throws SQLException {
		return switch (this.place.dialect()) {
			case POSTGRESQL -> missingPrivilegesOnPostgres();
			case H2 -> List.of();
		};
	}

	private List<String> missingPrivilegesOnPostgres() throws SQLException {
		Map<String, List<String>> missing = new TreeMap<>();
		for (String table : this.scripts.columns().keySet()) {
			String name = this.names.in(table);
			boolean readOnly = table.equals(InstalledTables.TABLE);
			this.session
				.query("""
						SELECT privilege FROM unnest(string_to_array(?, ' ')) AS privilege
						WHERE NOT has_table_privilege(?, privilege)""", (row) -> row.getString("privilege"),
						readOnly ? "SELECT" : "SELECT INSERT UPDATE DELETE", name)
				.forEach((privilege) -> missing.computeIfAbsent(name, (key) -> new ArrayList<>()).add(privilege));
		}
		return missing.entrySet()
			.stream()
			.map((entry) -> String.join(", ", entry.getValue()) + " ON " + entry.getKey())
			.toList();
	}

	/**
	 * Return the indexes that the scripts make and that are missing or broken, by the
	 * names they should have.
	 */
	List<String> missingIndexes() throws SQLException {
		Set<String> found = new LinkedHashSet<>(switch (this.place.dialect()) {
			case POSTGRESQL -> indexesOnPostgres();
			case H2 -> indexesOnH2();
		});
		return this.scripts.indexes()
			.stream()
			.map(this.names::inScript)
			.filter((index) -> !found.contains(index.toLowerCase(Locale.ROOT)))
			.toList();
	}

	private List<String> indexesOnPostgres() throws SQLException {
		String tables = this.scripts.columns().keySet().stream().map(this.names::in).collect(Collectors.joining(" "));
		return this.session.query("""
				SELECT name.relname AS name FROM pg_index entry JOIN pg_class name ON name.oid = entry.indexrelid
				WHERE entry.indisvalid
				AND entry.indrelid IN (SELECT to_regclass(t) FROM unnest(string_to_array(?, ' ')) AS t)""",
				(row) -> row.getString("name"), tables);
	}

	private List<String> indexesOnH2() throws SQLException {
		return this.session.query(
				"SELECT lower(index_name) AS name FROM information_schema.indexes WHERE upper(table_schema) = upper(?)",
				(row) -> row.getString("name"), this.place.schema());
	}

}
