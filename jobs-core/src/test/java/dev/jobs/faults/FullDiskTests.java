package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when the disk under the database is full for a while.
 */
@Tag("faults")
class FullDiskTests {

	@TempDir
	private Path folder;

	private Ledger ledger;

	@BeforeEach
	void open() {
		this.ledger = new Ledger(this.folder.resolve("ledger"));
	}

	// S13
	@Test
	void postgresRefusesRunsThenLosesNoneAndNeedsNoRestart() throws Exception {
		try (SmallDisk disk = SmallDisk.at(this.folder.resolve("disk"), 192);
				PostgresServer server = PostgresServer.start(disk.folder().resolve("data"));
				FaultFixture database = FaultFixture.at(server.url());
				NodeProcess node = enqueuing(server.url())) {
			awaitMore("ACKNOWLEDGED");
			for (int i = 0; i < FaultFixture.FACTOR; i++) {
				disk.fill();
				awaitMore("REFUSED");
				disk.free();
				awaitMore("ACKNOWLEDGED");
			}
			assertThat(node.isAlive()).isTrue();
			awaitEndOf(this.ledger.runs("ACKNOWLEDGED"));
			assertThat(database.attemptsOf(this.ledger.runs("ACKNOWLEDGED"))).containsOnly(1);
			assertNothingIsKeptOfWhatWasRefused(database);
		}
	}

	// S13: H2 closes a file that it cannot write; who has it open in a pool that does not
	// know about that starts again
	@Test
	void fileOfH2RefusesRunsAndLosesNoneOverARestart() throws Exception {
		try (SmallDisk disk = SmallDisk.at(this.folder.resolve("disk"), 64)) {
			String url = "jdbc:h2:async:" + disk.folder().resolve("jobs")
					+ ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
			try (NodeProcess node = enqueuing(url)) {
				awaitMore("ACKNOWLEDGED");
				disk.fill();
				awaitMore("REFUSED");
				assertThat(node.isAlive()).isTrue();
			}
			disk.free();
			Set<String> acknowledged = this.ledger.runs("ACKNOWLEDGED");
			try (NodeProcess again = NodeProcess.plan(url, this.ledger, "again").jobs("work").start()) {
				assertThat(again.isAlive()).isTrue();
				awaitEndOf(acknowledged);
			}
			try (FaultFixture database = FaultFixture.file(url)) {
				assertThat(database.known(acknowledged)).hasSameSizeAs(acknowledged);
				assertNothingIsKeptOfWhatWasRefused(database);
			}
		}
	}

	private void assertNothingIsKeptOfWhatWasRefused(FaultFixture database) {
		Set<String> refused = this.ledger.runs("REFUSED");
		assertThat(database.known(refused)).isEmpty();
		assertThat(this.ledger.runs("StoreUnavailableException")).isEqualTo(refused);
	}

	private NodeProcess enqueuing(String url) throws IOException {
		return NodeProcess.plan(url, this.ledger, "node")
			.jobs("work")
			.with("schema", "make")
			.with("enqueue", "work")
			.start();
	}

	private void awaitMore(String event) {
		int before = this.ledger.count(event);
		await("more is " + event).atMost(FaultFixture.LONG).until(() -> this.ledger.count(event) > before + 20);
	}

	private void awaitEndOf(Set<String> runs) {
		await("all end").atMost(FaultFixture.LONG).until(() -> this.ledger.runs("END").containsAll(runs));
	}

}
