package dev.jobs.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.faults.Ledger.Line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when the database itself goes away for a while and comes back.
 */
@Tag("faults")
class OutageTests {

	private static final int AT_ONCE = 8;

	@TempDir
	private Path folder;

	private Ledger ledger;

	// The lease is 2 seconds: one outage is about as long as that, the other longer.
	@ParameterizedTest
	@ValueSource(ints = { 0, 5 })
	void nodeWorksOnAfterAnOutageAndLosesNothing(int seconds) throws Exception {
		this.ledger = new Ledger(this.folder.resolve("ledger"));
		try (PostgresServer server = PostgresServer.start(this.folder.resolve("data"))) {
			FaultFixture database = FaultFixture.at(server.url());
			try (NodeProcess node = NodeProcess.start(server.url(), this.ledger, "node", "work", Failpoint.NONE, 0)) {
				Set<String> runs = database.enqueue("slow", 3 * AT_ONCE);
				await().atMost(FaultFixture.LONG).until(() -> count("START") >= AT_ONCE);
				server.stop();
				await("bodies end without the database").atMost(FaultFixture.LONG)
					.until(() -> count("END") + count("CANCELLED") == count("START"));
				long started = count("START");
				await().pollDelay(Duration.ofSeconds(seconds)).atMost(FaultFixture.LONG).until(() -> true);
				assertThat(count("START")).as("nothing is claimed meanwhile").isEqualTo(started);
				server.startAgain();
				runs.addAll(database.enqueue("work", AT_ONCE));
				database.awaitSucceeded(runs, FaultFixture.LONG);
				assertThat(node.isAlive()).isTrue();
				assertThat(this.ledger.lines("END")).extracting(Line::run).containsAll(runs);
				assertThat(database.attemptsOf(runs)).containsOnly(1);
				assertThat(database.nodesOf(runs)).allMatch((id) -> id.startsWith("node"));
			}
			finally {
				database.close();
			}
		}
	}

	private long count(String event) {
		return this.ledger.lines(event).size();
	}

}
