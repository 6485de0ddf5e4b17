package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.jobs.benchmarks.Figures;

/**
 * A file of H2 that keeps what it has acknowledged. It lives in this process, so that
 * there is one processor time for both, and it counts neither commits nor its log.
 */
final class H2File implements Database {

	private final String url;

	private final HikariDataSource outsidePool;

	private final JdbcTemplate outside;

	private H2File(Path directory) {
		this.url = "jdbc:h2:async:" + directory.resolve("runs") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
		this.outsidePool = pool(1);
		this.outside = new JdbcTemplate(this.outsidePool);
	}

	static H2File create() {
		try {
			return new H2File(Files.createTempDirectory("benchmark-h2"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public HikariDataSource pool(int connections) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.url);
		config.setMaximumPoolSize(connections);
		return new HikariDataSource(config);
	}

	@Override
	public JdbcTemplate outside() {
		return this.outside;
	}

	@Override
	public void settle() {
		this.outside.execute("ANALYZE");
		this.outside.execute("CHECKPOINT SYNC");
	}

	@Override
	public void awaitAlone() {
		// Nothing is counted.
	}

	@Override
	public Usage usage() {
		return new Usage(System.nanoTime(), 0, 0, Figures.cpuNanos());
	}

	@Override
	public long commits() {
		return 0;
	}

	@Override
	public void close() {
		this.outside.execute("SHUTDOWN");
		this.outsidePool.close();
	}

}
