package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

/**
 * A kind of database.
 */
enum Dialect {

	/** PostgreSQL 13 or later. */
	POSTGRESQL("PostgreSQL"),

	/** H2 2.3.232 or later: before, a statement may miss what others have committed. */
	H2("H2");

	private final String product;

	Dialect(String product) {
		this.product = product;
	}

	/**
	 * Return the name that the database calls itself.
	 */
	String product() {
		return this.product;
	}

	/**
	 * Return the word for it, which is also part of the names of its scripts.
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the expression for the time of the database, now and not at the begin of the
	 * transaction.
	 */
	String clock() {
		return switch (this) {
			case POSTGRESQL -> "clock_timestamp()";
			case H2 -> "CURRENT_TIMESTAMP(6)";
		};
	}

	static Dialect of(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			return named(connection.getMetaData().getDatabaseProductName());
		}
		catch (SQLException ex) {
			throw SqlErrors.translated(ex);
		}
	}

	static Dialect named(String product) {
		return switch (product.toLowerCase(Locale.ROOT)) {
			case "postgresql" -> POSTGRESQL;
			case "h2" -> H2;
			default -> throw new UnusableDatabaseException(
					List.of("Runs cannot be kept in a database of kind '%s'".formatted(product)),
					List.of("Use H2 or PostgreSQL, or set jobs.store.type=memory to keep runs in memory"));
		};
	}

}
