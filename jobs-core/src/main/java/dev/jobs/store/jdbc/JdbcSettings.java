package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a store in a database.
 *
 * @param namespace keeps the runs of applications apart that share the tables
 * @param schema the schema of the tables, {@code null} for that of the connection
 * @param tablePrefix what the names of the tables begin with
 * @param keysRetention how long an idempotency key is kept after its run has ended
 */
public record JdbcSettings(String namespace, @Nullable String schema, String tablePrefix, Duration keysRetention) {

	/** The prefix that the scripts have. */
	public static final String DEFAULT_PREFIX = "jobs_";

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,39}");

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a name holds anything that does not belong into
	 * one, since names become part of statements
	 */
	public JdbcSettings {
		if (!NAMESPACE.matcher(namespace).matches()) {
			throw new IllegalArgumentException(
					"jobs.namespace '%s' must be 1 to 64 letters, digits or . _ : -, such as 'billing'"
						.formatted(namespace));
		}
		require("jobs.store.table-prefix", tablePrefix, DEFAULT_PREFIX);
		if (schema != null) {
			require("jobs.store.schema", schema, "jobs");
		}
		if (keysRetention.isNegative()) {
			throw new IllegalArgumentException(
					"jobs.keys.retention (%s) must not be negative".formatted(keysRetention));
		}
	}

	private static void require(String setting, String value, String example) {
		if (!NAME.matcher(value).matches()) {
			throw new IllegalArgumentException(
					"%s '%s' must be 1 to 40 letters, digits or underscores and not begin with a digit, such as '%s'"
						.formatted(setting, value, example));
		}
	}

	/**
	 * Return the defaults.
	 * @return the settings
	 */
	public static JdbcSettings standard() {
		return new JdbcSettings("default", null, DEFAULT_PREFIX, Duration.ofDays(1));
	}

}
