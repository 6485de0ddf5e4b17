package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.jobs.benchmarks.Figures;

/**
 * A PostgreSQL server: one that is started for this, or the one that
 * {@code JOBS_TEST_POSTGRES_URL} names.
 */
final class PostgresServer implements Database {

	private static final String OUTSIDE = "outside";

	private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(30);

	private final @Nullable EmbeddedPostgres embedded;

	private final String url;

	private final HikariDataSource outsidePool;

	private final JdbcTemplate outside;

	private final PostgresProcesses processes;

	private PostgresServer(@Nullable EmbeddedPostgres embedded, String url) {
		this.embedded = embedded;
		this.url = url;
		this.outsidePool = pool(2, OUTSIDE);
		this.outside = new JdbcTemplate(this.outsidePool);
		this.processes = new PostgresProcesses(number("SELECT pg_backend_pid()"));
	}

	static PostgresServer start() throws IOException {
		String url = System.getenv("JOBS_TEST_POSTGRES_URL");
		if (url != null) {
			return new PostgresServer(null, url);
		}
		EmbeddedPostgres embedded = embedded();
		return new PostgresServer(embedded, embedded.getJdbcUrl("postgres", "postgres"));
	}

	// As it comes, the embedded server would leave out what makes a commit durable.
	private static EmbeddedPostgres embedded() throws IOException {
		return EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("shared_buffers", "512MB")
			.setServerConfig("max_wal_size", "4GB")
			.start();
	}

	String url() {
		return this.url;
	}

	@Override
	public HikariDataSource pool(int connections) {
		return pool(connections, "contestant");
	}

	private HikariDataSource pool(int connections, String application) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.url);
		config.setMaximumPoolSize(connections);
		config.addDataSourceProperty("ApplicationName", application);
		return new HikariDataSource(config);
	}

	@Override
	public JdbcTemplate outside() {
		return this.outside;
	}

	@Override
	public void settle() {
		this.outside.execute("VACUUM ANALYZE");
		this.outside.execute("CHECKPOINT");
	}

	@Override
	public void awaitAlone() {
		long end = System.nanoTime() + LONGEST_GOODBYE.toNanos();
		while (number("""
				SELECT count(*) FROM pg_stat_activity
				WHERE backend_type = 'client backend' AND application_name <> '%s'""".formatted(OUTSIDE)) > 0) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("A contestant is still connected");
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	@Override
	public Usage usage() {
		return new Usage(System.nanoTime(), number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"),
				this.processes.nanos(), Figures.cpuNanos());
	}

	@Override
	public long commits() {
		this.outside.execute("SELECT pg_stat_force_next_flush()");
		return number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
	}

	private long number(String query) {
		Long number = this.outside.queryForObject(query, Long.class);
		return (number != null) ? number : 0;
	}

	@Override
	public void close() {
		this.outsidePool.close();
		if (this.embedded != null) {
			try {
				this.embedded.close();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
