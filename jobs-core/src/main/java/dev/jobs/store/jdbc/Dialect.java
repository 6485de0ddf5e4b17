package dev.jobs.store.jdbc;

import java.lang.module.ModuleDescriptor.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/**
 * A kind of database.
 */
enum Dialect {

	/** PostgreSQL. */
	POSTGRESQL("PostgreSQL", "13"),

	/** H2; before, a statement may miss what others have committed. */
	H2("H2", "2.3.232");

	private static final Pattern NUMBERS = Pattern.compile("[0-9]+([.][0-9]+)*");

	private final String product;

	private final String oldest;

	Dialect(String product, String oldest) {
		this.product = product;
		this.oldest = oldest;
	}

	/**
	 * Return the name that the database calls itself.
	 */
	String product() {
		return this.product;
	}

	/**
	 * Return the oldest version that is known to work.
	 */
	String oldest() {
		return this.oldest;
	}

	/**
	 * Return whether a version is known to work.
	 * @param version as the driver says it, such as {@code 18.0 (Debian 18.0-1)}
	 */
	boolean supports(String version) {
		Matcher numbers = NUMBERS.matcher(version);
		return !numbers.lookingAt() || Version.parse(numbers.group()).compareTo(Version.parse(this.oldest)) >= 0;
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
