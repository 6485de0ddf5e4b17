package dev.jobs.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.faults.Ledger.Gate;
import dev.jobs.faults.Ledger.Line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when nodes die or freeze, proven by the rows in a real database and
 * by what the bodies wrote down elsewhere. The numbers are small unless
 * {@code -Djobs.faults.factor} makes them larger.
 */
@Tag("faults")
class CrashTests {

	private static final int RUNS = 40 * FaultFixture.FACTOR;

	private static final Duration RECOVERY = NodeMain.LEASE.plusSeconds(5);

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private NodeProcess node(String name, String jobs) throws IOException {
		return plan(name, jobs).start();
	}

	private NodeProcess node(String name, String jobs, Failpoint failpoint, int time) throws IOException {
		return plan(name, jobs).diesAt(failpoint, time).start();
	}

	private NodeProcess.Plan plan(String name, String jobs) {
		return this.cluster.node(name).jobs(jobs);
	}

	private Map<String, Long> starts() {
		return this.ledger.lines("START").stream().collect(Collectors.groupingBy(Line::run, Collectors.counting()));
	}

	// F1 to F6: kill -9 at every point of a run
	@ParameterizedTest
	@EnumSource(names = { "BEFORE_CLAIM_COMMIT", "AFTER_CLAIM_COMMIT", "IN_HANDLER", "BEFORE_FINISH",
			"BEFORE_FINISH_COMMIT", "AFTER_FINISH_COMMIT" })
	void nodeThatDiesLosesNothingAndCostsNoAttempt(Failpoint failpoint) throws Exception {
		Set<String> runs = this.database.enqueue("work", RUNS);
		try (NodeProcess dying = node("dying", "work", failpoint, 2)) {
			dying.awaitDeath();
		}
		try (NodeProcess other = node("other", "work")) {
			this.database.awaitSucceeded(runs, RECOVERY.plusSeconds(20));
		}
		assertThat(this.ledger.runs("END")).containsAll(runs);
		assertThat(starts().values()).allMatch((count) -> count <= 2);
		assertThat(this.database.attemptsOf(runs)).containsOnly(1);
	}

	// F9: all nodes at once
	@Test
	void allNodesKilledAtOnceLoseNothing() throws Exception {
		Set<String> runs = this.database.enqueue("slow", RUNS);
		try (NodeProcess one = node("one", "work"); NodeProcess two = node("two", "work")) {
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") >= 8);
			one.kill();
			two.kill();
		}
		try (NodeProcess later = plan("later", "work").with("slow-millis", "50").start()) {
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
		}
		assertThat(this.ledger.runs("END")).containsAll(runs);
		assertThat(this.database.attemptsOf(runs)).containsOnly(1);
	}

	// P5, F3: bounded recovery
	@Test
	void runsOfADeadNodeGoOnElsewhereSoonAfterItsLease() throws Exception {
		try (NodeProcess dying = node("dying", "work"); NodeProcess other = node("other", "none")) {
			Set<String> runs = this.database.enqueue("held", 8);
			this.cluster.awaitCount(8, "START", "dying");
			dying.kill();
			this.ledger.open("heir", Gate.RETURN);
			try (NodeProcess heir = node("heir", "work")) {
				await().atMost(RECOVERY.plusSeconds(5)).until(() -> this.ledger.count("START") > 8);
				this.database.awaitSucceeded(runs, FaultFixture.LONG);
			}
		}
	}

	// F10: frozen for longer than the lease; what it writes when it comes back, a success
	// or that it gives the run back, comes while another node has the run
	@ParameterizedTest
	@EnumSource
	void frozenNodeFindsItsRunGivenToAnotherAndChangesNothing(Gate gate) throws Exception {
		try (NodeProcess frozen = node("frozen", "work")) {
			Set<String> runs = this.database.enqueue("stubborn", 1);
			this.cluster.awaitCount(1, "START", "frozen");
			frozen.freeze();
			this.ledger.open("frozen", gate);
			try (NodeProcess other = plan("other", "work").keepsItsLease().with("slots", "1").start()) {
				this.cluster.awaitCount(1, "START", "other");
				List<String> before = this.database.running(runs);
				frozen.thaw();
				this.cluster.awaitCount(1, "END", "frozen");
				Set<String> more = this.database.enqueue("work", RUNS);
				await("the node works again").atMost(FaultFixture.LONG)
					.until(() -> this.database.statesOf(more).size() == RUNS);
				assertThat(this.database.running(runs)).as("the other still has it").hasSize(1).isEqualTo(before);
				this.ledger.open("other", Gate.RETURN);
				this.database.awaitSucceeded(runs, FaultFixture.LONG);
			}
			assertThat(this.database.nodesOf(runs)).allMatch((node) -> node.startsWith("other"));
			assertThat(this.database.tokensOf(runs)).containsOnly(2L);
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
		}
	}

	// F7: the node that makes the ticks
	@ParameterizedTest
	@EnumSource(names = { "BEFORE_TICK_COMMIT", "AFTER_TICK_COMMIT" })
	void eachFireTimeMakesOneRunHoweverManyNodesDieOverIt(Failpoint failpoint) throws Exception {
		try (NodeProcess survivor = node("survivor", "tick")) {
			for (int i = 0; i < 2 * FaultFixture.FACTOR; i++) {
				try (NodeProcess dying = node("dying-" + i, "tick", failpoint, 3)) {
					dying.awaitDeath();
				}
			}
			long seen = this.ledger.count("TICK");
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("TICK") > seen + 5);
		}
		assertThat(this.database.runsByFireTime("tick").values()).allMatch((runs) -> runs == 1);
	}

	// F14: a run that kills its node
	@Test
	void runThatKillsItsNodesFailsAndCondemnsNobodyBesideIt() throws Exception {
		Set<String> others = this.database.enqueue("work", 100);
		Set<String> poison = this.database.enqueue("poison", 1);
		others.addAll(this.database.enqueue("work", 100));
		for (int death = 0; death < 3; death++) {
			try (NodeProcess node = node("node-" + death, "work,poison", Failpoint.IN_HANDLER, 1_000_000)) {
				node.awaitDeath();
			}
		}
		try (NodeProcess last = node("last", "work,poison", Failpoint.IN_HANDLER, 1_000_000)) {
			this.database.awaitSucceeded(others, FaultFixture.LONG);
			await().atMost(FaultFixture.LONG)
				.until(() -> this.database.statesOf(poison).equals(List.of("FAILED/CRASHED")));
		}
	}

	// F12: two nodes that were given the same name. One of them alone has no room for all
	// runs.
	@Test
	void nodesWithTheSameNameAreTwoNodes() throws Exception {
		Set<String> runs = this.database.enqueue("held", 16);
		NodeProcess.Plan plan = plan("twin", "work").keepsItsLease();
		try (NodeProcess one = plan.start(); NodeProcess two = plan.start()) {
			this.cluster.awaitCount(16, "START", "twin");
			this.ledger.open("twin", Gate.RETURN);
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
			assertThat(Set.copyOf(this.database.nodesOf(runs))).hasSize(2);
		}
		assertThat(starts().values()).containsOnly(1L);
	}

	// S11: connections cut at random
	@Test
	void connectionsThatAreCutLoseNothing() throws Exception {
		Set<String> runs = this.database.enqueue("work", 25 * RUNS);
		try (NodeProcess one = node("one", "work"); NodeProcess two = node("two", "work")) {
			for (int cut : IntStream.range(0, 20 * FaultFixture.FACTOR).toArray()) {
				this.database.cutConnections();
				runs.addAll(this.database.enqueue("work", 5 + cut % 3));
			}
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
		}
		assertThat(this.ledger.runs("END")).containsAll(runs);
		assertThat(this.database.attemptsOf(runs)).containsOnly(1);
	}

}
