package dev.jobs.autoconfigure;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL server for tests, started once, or the one that
 * {@code JOBS_TEST_POSTGRES_URL} names.
 */
final class TestPostgres {

	private static @Nullable String server;

	private TestPostgres() {
	}

	/**
	 * Return the address of a new database with nothing in it.
	 */
	static synchronized String emptyDatabase() {
		if (server == null) {
			server = start();
		}
		String name = "jobs_" + UUID.randomUUID().toString().replace("-", "");
		execute(server, "CREATE DATABASE " + name);
		return server.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
	}

	/**
	 * Return the address of a database for another user.
	 */
	static String as(String user, String password, String url) {
		String plain = url.replaceAll("(user|password)=[^&]*&?", "");
		return plain + (plain.contains("?") ? "&" : "?") + "user=" + user + "&password=" + password;
	}

	private static String start() {
		String url = System.getenv("JOBS_TEST_POSTGRES_URL");
		if (url != null) {
			return url;
		}
		try {
			return EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres");
		}
		catch (IOException | IllegalStateException ex) {
			return Assumptions.abort("No PostgreSQL server can be started here: " + ex.getMessage());
		}
	}

	/**
	 * Run statements.
	 */
	static void execute(String url, String sql) {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
