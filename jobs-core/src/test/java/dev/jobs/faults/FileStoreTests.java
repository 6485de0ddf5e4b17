package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true of a file of H2 when its process is killed.
 */
@Tag("faults")
class FileStoreTests {

	private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

	@TempDir
	private Path folder;

	private Ledger ledger;

	@BeforeEach
	void open() {
		this.ledger = new Ledger(this.folder.resolve("ledger"));
	}

	private static String url(Path folder) {
		return "jdbc:h2:async:" + folder.resolve("jobs") + OPTIONS;
	}

	private NodeProcess node(Path at) throws IOException {
		return NodeProcess.plan(url(at), this.ledger, "node")
			.jobs("work")
			.with("schema", "make")
			.with("enqueue", "work")
			.start();
	}

	// S14
	@Test
	void whatWasAcknowledgedSurvivesKillAfterKill() throws Exception {
		for (int i = 0; i < 3 * FaultFixture.FACTOR; i++) {
			int before = this.ledger.count("ACKNOWLEDGED");
			try (NodeProcess node = node(this.folder)) {
				await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("ACKNOWLEDGED") > before + 20);
				node.killAfter(Duration.ofMillis(ThreadLocalRandom.current().nextInt(50)));
			}
		}
		assertAcknowledgedRunsEndWell(this.folder);
	}

	private void assertAcknowledgedRunsEndWell(Path at) throws Exception {
		Set<String> acknowledged = this.ledger.runs("ACKNOWLEDGED");
		try (NodeProcess last = NodeProcess.plan(url(at), this.ledger, "last").jobs("work").start()) {
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.runs("END").containsAll(acknowledged));
		}
		try (FaultFixture database = FaultFixture.file(url(at))) {
			assertThat(database.known(acknowledged)).hasSameSizeAs(acknowledged);
		}
	}

}
