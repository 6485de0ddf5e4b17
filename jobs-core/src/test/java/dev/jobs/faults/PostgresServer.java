package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server that can be stopped and started again, with what is in it and at
 * the same address.
 */
final class PostgresServer implements AutoCloseable {

	private final Path folder;

	private final int port;

	private EmbeddedPostgres server;

	private PostgresServer(Path folder, EmbeddedPostgres server) {
		this.folder = folder;
		this.port = server.getPort();
		this.server = server;
	}

	static PostgresServer start(Path folder) {
		try {
			return new PostgresServer(folder, builder(folder).start());
		}
		catch (IOException | IllegalStateException ex) {
			return Assumptions.abort("No PostgreSQL server can be started here: " + ex.getMessage());
		}
	}

	private static EmbeddedPostgres.Builder builder(Path folder) {
		return EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
	}

	String url() {
		return this.server.getJdbcUrl("postgres", "postgres");
	}

	/**
	 * Cut all connections, refuse new ones, and end.
	 */
	void stop() throws IOException {
		this.server.close();
	}

	void startAgain() throws IOException {
		this.server = builder(this.folder).setPort(this.port).start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
