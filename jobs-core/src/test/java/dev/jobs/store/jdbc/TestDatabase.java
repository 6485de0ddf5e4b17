package dev.jobs.store.jdbc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Real databases for tests: H2 in memory, and a PostgreSQL server that is started once,
 * or the one that {@code JOBS_TEST_POSTGRES_URL} names.
 */
public final class TestDatabase {

	private static final List<String> TABLES = List.of("run", "history", "attempt", "label", "key", "schedule", "node",
			"pause", "count");

	private static @Nullable HikariDataSource postgres;

	private static @Nullable String server;

	private TestDatabase() {
	}

	/**
	 * Return a database with our tables, and nothing in them.
	 */
	static HikariDataSource of(Dialect dialect) {
		return switch (dialect) {
			case H2 -> h2();
			case POSTGRESQL -> postgres();
		};
	}

	/**
	 * Return a new H2 database with our tables.
	 */
	public static HikariDataSource h2() {
		HikariDataSource dataSource = pool("jdbc:h2:mem:" + UUID.randomUUID());
		execute(dataSource, script("V1__h2.sql"));
		return dataSource;
	}

	/**
	 * Return the PostgreSQL database with our tables, and nothing in them.
	 */
	public static synchronized HikariDataSource postgres() {
		if (postgres == null) {
			postgres = pool(postgresUrl());
			execute(postgres, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
			execute(postgres, script("V1__postgresql.sql"));
		}
		StringBuilder truncate = new StringBuilder("TRUNCATE ");
		TABLES.forEach((table) -> truncate.append((truncate.length() > 9) ? ", " : "").append("jobs_").append(table));
		execute(postgres, truncate.toString());
		return postgres;
	}

	/**
	 * Start a server of the oldest version that is supported. The build puts its binaries
	 * beside the classes, for Linux on x86-64.
	 */
	static EmbeddedPostgres startOldestPostgres() {
		try {
			return EmbeddedPostgres.builder().setPgBinaryResolver(TestDatabase::oldestBinaries).start();
		}
		catch (IOException | IllegalStateException ex) {
			return Assumptions.abort("No old PostgreSQL server can be started here: " + ex.getMessage());
		}
	}

	// The server is unpacked from this, and the stream closed, elsewhere.
	private static InputStream oldestBinaries(String system, String hardware) throws IOException {
		String name = "postgres-%s-%s.txz".formatted(system, hardware).toLowerCase(Locale.ROOT);
		try (JarFile jar = new JarFile("target/postgres/oldest-postgres.jar")) {
			ZipEntry binaries = jar.getEntry(name);
			if (binaries == null) {
				throw new IllegalStateException("there are no binaries for %s on %s".formatted(system, hardware));
			}
			return new ByteArrayInputStream(jar.getInputStream(binaries).readAllBytes());
		}
	}

	/**
	 * Return the database of another PostgreSQL server, which gets our tables and loses
	 * all else.
	 */
	public static HikariDataSource postgresAt(String url) {
		HikariDataSource dataSource = pool(url);
		execute(dataSource, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
		execute(dataSource, script("V1__postgresql.sql"));
		return dataSource;
	}

	/**
	 * Return the address of a new PostgreSQL database with nothing in it.
	 */
	public static synchronized String emptyPostgresUrl() {
		String url = postgresUrl();
		String name = "jobs_" + UUID.randomUUID().toString().replace("-", "");
		try (HikariDataSource admin = pool(url)) {
			execute(admin, "CREATE DATABASE " + name);
		}
		return url.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
	}

	private static String postgresUrl() {
		if (server == null) {
			server = startedUrl();
		}
		return server;
	}

	private static String startedUrl() {
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

	private static HikariDataSource pool(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(20);
		config.setMinimumIdle(1);
		return new HikariDataSource(config);
	}

	private static String script(String name) {
		try (InputStream script = JdbcJobStore.class.getResourceAsStream(name)) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Execute a statement, or several.
	 */
	public static void execute(DataSource dataSource, String sql) {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
