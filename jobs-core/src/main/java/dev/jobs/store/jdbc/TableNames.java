package dev.jobs.store.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the names that the tables have into statements written with the default names.
 */
final class TableNames {

	private static final Pattern TABLE = Pattern.compile("\\bjobs_(?=[a-z])");

	private final String qualified;

	private final String prefix;

	TableNames(JdbcSettings settings) {
		this.prefix = settings.tablePrefix();
		this.qualified = (settings.schema() != null) ? settings.schema() + "." + this.prefix : this.prefix;
	}

	/**
	 * Return a statement on the tables, wherever the connection looks for names.
	 */
	String in(String statement) {
		return TABLE.matcher(statement).replaceAll(Matcher.quoteReplacement(this.qualified));
	}

	/**
	 * Return a script whose tables and indexes go into the schema of the connection.
	 */
	String inScript(String script) {
		return TABLE.matcher(script).replaceAll(Matcher.quoteReplacement(this.prefix));
	}

}
