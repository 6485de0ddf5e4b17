package dev.jobs.faults;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.store.jdbc.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when nodes die while they keep the store in order.
 */
@Tag("faults")
class MaintenanceTests {

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private NodeProcess.Plan node(String name) {
		return this.cluster.node(name).jobs("work");
	}

	// F8: the node that takes over the runs of another
	@ParameterizedTest
	@EnumSource(names = { "BEFORE_RESCUE_COMMIT", "AFTER_RESCUE_COMMIT" })
	void nodeThatDiesOverARescueLosesNothing(Failpoint failpoint) throws Exception {
		Set<String> runs = this.database.enqueue("held", 8);
		try (NodeProcess dead = node("dead").start()) {
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START", "dead") == 8);
			dead.kill();
		}
		await("the lease ends").pollDelay(NodeMain.LEASE).until(() -> true);
		try (NodeProcess dying = node("dying").diesAt(failpoint, 1).start()) {
			dying.awaitDeath();
		}
		this.ledger.open("other", Ledger.Gate.RETURN);
		try (NodeProcess other = node("other").start()) {
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
		}
		assertThat(this.database.attemptsOf(runs)).containsOnly(1);
	}

	// F8, I19
	@ParameterizedTest
	@EnumSource(names = { "BEFORE_PRUNE_COMMIT", "AFTER_PRUNE_COMMIT" })
	void nodeThatDiesWhileItDeletesLeavesNoHalfRunsAndTouchesNoneThatWait(Failpoint failpoint) throws Exception {
		Set<String> done = this.database.enqueue("work", 100);
		try (NodeProcess worker = node("worker").start()) {
			this.database.awaitSucceeded(done, FaultFixture.LONG);
		}
		this.database.enqueue("work", 20);
		try (NodeProcess dying = node("dying").with("prune", "now").diesAt(failpoint, 3).start()) {
			dying.awaitDeath();
		}
		assertThat(this.database.count("jobs_history")).isBetween(1L, 99L);
		assertThat(this.database.orphans()).isZero();
		try (NodeProcess next = node("next").with("prune", "now").jobs("none").start()) {
			assertThat(this.database.count("jobs_history")).isZero();
		}
		assertThat(this.database.orphans()).isZero();
		assertThat(this.database.count("jobs_run")).isEqualTo(20);
	}

	// F8: at any moment of the first making of the tables
	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "h2" })
	void nodeThatDiesWhileItMakesTheTablesLeavesThemToTheNext(String kind) throws Exception {
		for (int i = 0; i < FaultFixture.FACTOR; i++) {
			String url = kind.equals("h2")
					? "jdbc:h2:async:" + this.cluster.folder().resolve("file-" + i) + ";WRITE_DELAY=0"
					: TestDatabase.emptyPostgresUrl();
			NodeProcess.Plan plan = NodeProcess.plan(url, this.ledger, "node-" + i).jobs("work").with("schema", "make");
			try (NodeProcess dying = plan.start()) {
				dying.killAfter(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100, 500)));
			}
			int before = this.ledger.count("END");
			try (NodeProcess next = plan.with("enqueue", "work").start()) {
				await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("END") > before + 5);
			}
		}
	}

}
