package dev.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server that can be stopped, killed, frozen and started again, with what is
 * in it and at the same address.
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

	// As a server is set up by default: what it has acknowledged it keeps.
	private static EmbeddedPostgres.Builder builder(Path folder) {
		return EmbeddedPostgres.builder()
			.setDataDirectory(folder)
			.setCleanDataDirectory(false)
			.setServerConfig("synchronous_commit", "on");
	}

	String url() {
		return this.server.getJdbcUrl("postgres", "postgres");
	}

	/**
	 * Cut all connections, refuse new ones, and end.
	 */
	void stop() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void startAgain() {
		try {
			this.server = builder(this.folder).setPort(this.port).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kill the server, which leaves its own processes to find out.
	 */
	void kill() {
		List<ProcessHandle> all = processes().toList();
		all.get(0).destroyForcibly();
		CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)).join();
		stop();
	}

	/**
	 * Kill the process of one connection, after which the server gives up all others.
	 */
	void killConnection(long pid) {
		Signals.send("KILL", ProcessHandle.of(pid).orElseThrow());
	}

	/**
	 * Stop all processes of the server: it takes connections and answers none.
	 */
	void freeze() {
		processes().forEach((process) -> Signals.send("STOP", process));
	}

	void thaw() {
		processes().forEach((process) -> Signals.send("CONT", process));
	}

	private Stream<ProcessHandle> processes() {
		ProcessHandle main = ProcessHandle.of(mainProcess()).orElseThrow();
		return Stream.concat(Stream.of(main), main.descendants());
	}

	private long mainProcess() {
		try {
			return Long.parseLong(Files.readAllLines(this.folder.resolve("postmaster.pid")).get(0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		stop();
	}

}
