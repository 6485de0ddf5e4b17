package dev.jobs.faults;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.jobs.faults.Ledger.Gate;
import dev.jobs.faults.Ledger.Line;
import dev.jobs.store.NewRun.Due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when bodies leave a node no processor, no memory or no connections.
 */
@Tag("faults")
class StarvationTests {

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private NodeProcess.Plan node(String name, String jobs) {
		return this.cluster.node(name).jobs(jobs);
	}

	// GW-T26, F11: each answer waits for a processor, twice
	@Test
	void bodiesThatTakeAllProcessorsCostNoLease() throws Exception {
		Duration lease = NodeMain.LEASE.multipliedBy(4);
		Duration lasts = lease.multipliedBy(1 + FaultFixture.FACTOR);
		NodeProcess.Plan plan = node("busy", "burn").with("slots", "64").with("lease", lease.toString());
		try (NodeProcess busy = plan.with("burn", lasts.toString()).start();
				NodeProcess other = node("other", "none").start()) {
			Set<String> runs = this.database.enqueue("burn", 64);
			this.database.awaitSucceeded(runs, FaultFixture.LONG.plus(lasts));
			assertThat(this.ledger.lines("CANCELLED")).isEmpty();
			assertThat(this.database.tokensOf(runs)).containsOnly(1L);
		}
	}

	// F13
	@Test
	void bodyThatTakesAllMemoryFailsAndTheNodeWorksOn() throws Exception {
		try (NodeProcess node = node("node", "work,hungry").machine("-Xmx64m").start()) {
			for (int i = 0; i < FaultFixture.FACTOR; i++) {
				Set<String> hungry = this.database.enqueue("hungry", 2, 1, Due.NOW);
				await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(hungry).size() == 2);
				assertThat(this.database.statesOf(hungry)).allMatch((state) -> state.startsWith("FAILED/"));
				Set<String> runs = this.database.enqueue("work", 50);
				this.database.awaitSucceeded(runs, FaultFixture.LONG);
				assertThat(this.database.attemptsOf(runs)).containsOnly(1);
			}
			assertThat(node.isAlive()).isTrue();
		}
	}

	// F13
	@Test
	void nodeThatExitsWhenItHasNoMemoryLeavesItsRunsToOthers() throws Exception {
		try (NodeProcess dying = node("dying", "work,hungry").machine("-Xmx64m", "-XX:+ExitOnOutOfMemoryError")
			.start()) {
			Set<String> runs = this.database.enqueue("held", 4);
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") == 4);
			this.database.enqueue("hungry", 1);
			dying.awaitDeath(NodeProcess.OUT_OF_MEMORY);
			this.ledger.open("other", Gate.RETURN);
			try (NodeProcess other = node("other", "work").keepsItsLease().start()) {
				await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(runs).size() == 4);
			}
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
			assertThat(this.database.tokensOf(runs)).containsOnly(2L);
		}
	}

	// S8: the node cannot renew its lease, and others take over
	@Test
	void poolThatTheApplicationHasUsedUpCostsItTheLeaseButNoRun() throws Exception {
		try (NodeProcess hogged = node("hogged", "work,hog").endsBodiesEarly().start()) {
			Set<String> runs = this.database.enqueue("held", 1);
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") == 1);
			Set<String> hog = this.database.enqueue("hog", 1);
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("HOGGED") == 1);
			try (NodeProcess other = node("other", "work").keepsItsLease().start()) {
				await("others take over").atMost(FaultFixture.LONG)
					.until(() -> this.ledger.count("START", "other") == 1);
				assertThat(this.ledger.count("CANCELLED", "hogged")).isEqualTo(1);
				this.ledger.open("hogged", Gate.RETURN);
				this.ledger.open("other", Gate.RETURN);
				await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(runs).size() == 1);
				assertThat(this.database.nodesOf(runs)).allMatch((node) -> node.startsWith("other"));
			}
			Set<String> more = this.database.enqueue("work", 8);
			runs.addAll(hog);
			runs.addAll(more);
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
			assertThat(this.database.nodesOf(more)).allMatch((node) -> node.startsWith("hogged"));
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
		}
	}

	// S9: one to listen on, and one for all else
	@Test
	void poolOfTwoIsEnoughForANode() throws Exception {
		Set<String> runs = this.database.enqueue("slow", 24);
		try (NodeProcess node = node("node", "work").with("pool", "2").with("slow-millis", "300").start()) {
			runs.addAll(this.database.enqueue("work", 24));
			this.database.awaitSucceeded(runs, FaultFixture.LONG);
			assertThat(this.ledger.lines("START")).extracting(Line::run).doesNotHaveDuplicates();
		}
	}

}
