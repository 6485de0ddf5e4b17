package dev.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * What the nodes of one test share: a database, a ledger, and a folder that is gone when
 * the test has ended.
 */
final class Cluster implements AfterEachCallback {

	private final Path folder = newFolder();

	private final Ledger ledger = new Ledger(this.folder.resolve("ledger"));

	private final FaultFixture database = FaultFixture.postgres();

	private static Path newFolder() {
		try {
			return Files.createTempDirectory("jobs-faults");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path folder() {
		return this.folder;
	}

	Ledger ledger() {
		return this.ledger;
	}

	FaultFixture database() {
		return this.database;
	}

	/**
	 * Return the plan of a node that has no jobs yet.
	 */
	NodeProcess.Plan node(String name) {
		return NodeProcess.plan(this.database.url(), this.ledger, name);
	}

	/**
	 * Wait until the bodies on a node have written an event so many times.
	 */
	void awaitCount(int count, String event, String node) {
		await().atMost(FaultFixture.LONG).until(() -> this.ledger.count(event, node) == count);
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.database.close();
		FileSystemUtils.deleteRecursively(this.folder);
	}

}
