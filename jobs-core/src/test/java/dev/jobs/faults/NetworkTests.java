package dev.jobs.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.faults.Ledger.Gate;
import dev.jobs.faults.Ledger.Line;
import dev.jobs.faults.TcpProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when the network between a node and the database fails.
 */
@Tag("faults")
class NetworkTests {

	private static final int AT_ONCE = 8;

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private TcpProxy network;

	@BeforeEach
	void open() throws IOException {
		this.network = TcpProxy.before(this.database.url());
	}

	@AfterEach
	void close() throws IOException {
		this.network.close();
	}

	// S5, S6, I10: a node that is cut off stops before others begin, and what was on its
	// way arrives late
	@ParameterizedTest
	@ValueSource(strings = { "TO_DATABASE,TO_NODE", "TO_NODE" })
	void nodeThatIsCutOffEndsItsBodyBeforeAnotherBeginsIt(String directions) throws Exception {
		try (NodeProcess away = behindTheNetwork("away").endsBodiesEarly().start()) {
			Set<String> runs = this.database.enqueue("held", 1);
			this.cluster.awaitCount(1, "START", "away");
			try (NodeProcess other = node("other").keepsItsLease().with("slots", "1").start()) {
				this.network.hold(directions(directions));
				this.cluster.awaitCount(1, "START", "other");
				assertThat(this.ledger.lines()).extracting((line) -> line.event() + " " + line.node())
					.containsExactly("START away", "CANCELLED away", "START other");
				this.network.heal();
				Set<String> more = this.database.enqueue("work", AT_ONCE);
				await("the node works again").atMost(FaultFixture.LONG)
					.until(() -> this.database.statesOf(more).size() == AT_ONCE);
				this.ledger.open("other", Gate.RETURN);
				this.database.awaitSucceeded(runs, FaultFixture.LONG);
			}
			assertThat(this.database.nodesOf(runs)).allMatch((node) -> node.startsWith("other"));
			assertThat(this.database.tokensOf(runs)).containsOnly(2L);
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
			assertThat(away.isAlive()).isTrue();
		}
	}

	private static Set<Direction> directions(String names) {
		Set<Direction> directions = EnumSet.noneOf(Direction.class);
		for (String name : names.split(",")) {
			directions.add(Direction.valueOf(name));
		}
		return directions;
	}

	// S6
	@Test
	void connectionsThatAreResetAgainAndAgainLoseNothing() throws Exception {
		try (NodeProcess node = behindTheNetwork("node").start()) {
			Set<String> runs = this.database.enqueue("work", 200 * FaultFixture.FACTOR);
			for (int i = 0; i < 20 * FaultFixture.FACTOR; i++) {
				runs.addAll(this.database.enqueue("work", 20));
				this.network.reset();
				await().pollDelay(Duration.ofMillis(50)).until(() -> true);
			}
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
			assertThat(this.ledger.runs("END")).containsAll(runs);
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
		}
	}

	// F5: whatever became of a commit, each run starts once
	@Test
	void commitsWhoseFateIsUnknownStartNothingTwice() throws Exception {
		this.network.loseEachCommit(7);
		try (NodeProcess node = behindTheNetwork("node").start()) {
			Set<String> runs = this.database.enqueue("work", AT_ONCE);
			while (this.network.lost() < 15 * FaultFixture.FACTOR) {
				runs.addAll(this.database.enqueue("work", AT_ONCE));
				this.database.awaitSucceeded(runs, FaultFixture.LONG);
			}
			assertThat(this.ledger.lines("START")).extracting(Line::run).doesNotHaveDuplicates().containsAll(runs);
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
		}
	}

	// S7: each question waits; a heartbeat asks five
	@ParameterizedTest
	@CsvSource({ "50, PT2S", "250, PT4S" })
	void slowDatabaseCostsNoLease(int millis, String lease) throws Exception {
		try (NodeProcess node = behindTheNetwork("node").with("lease", lease).start();
				NodeProcess other = this.cluster.node("other").start()) {
			Set<String> runs = this.database.enqueue("held", AT_ONCE);
			this.cluster.awaitCount(AT_ONCE, "START", "node");
			this.network.delay(Duration.ofMillis(millis));
			await().pollDelay(Duration.parse(lease).multipliedBy(FaultFixture.FACTOR).plusSeconds(2))
				.atMost(FaultFixture.LONG.multipliedBy(FaultFixture.FACTOR))
				.until(() -> true);
			this.ledger.open("node", Gate.RETURN);
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
			assertThat(this.database.tokensOf(runs)).containsOnly(1L);
			assertThat(this.ledger.lines("CANCELLED")).isEmpty();
		}
	}

	// So that each commit can be seen on its way.
	private NodeProcess.Plan behindTheNetwork(String name) {
		return NodeProcess.plan(this.network.url() + "&prepareThreshold=0", this.ledger, name).jobs("work");
	}

	private NodeProcess.Plan node(String name) {
		return this.cluster.node(name).jobs("work");
	}

}
