package dev.jobs.faults;

import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when not all nodes know the same jobs, as in a deployment.
 */
@Tag("faults")
class UnknownJobTests {

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	// D1, D2: whether no node knows the job, or another one
	@Test
	void runWaitsForANodeThatKnowsItsJob() throws Exception {
		Set<String> runs = this.database.enqueue("work", 20);
		try (NodeProcess stranger = this.cluster.node("stranger").jobs("tick").start()) {
			await().atMost(FaultFixture.LONG).until(() -> this.cluster.ledger().count("TICK") > 20);
			assertThat(this.database.known(runs)).hasSize(20);
			assertThat(this.database.statesOf(runs)).isEmpty();
			try (NodeProcess friend = this.cluster.node("friend").jobs("work").start()) {
				await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(runs).size() == 20);
				assertThat(friend.isAlive()).isTrue();
			}
			assertThat(stranger.isAlive()).isTrue();
		}
		assertThat(this.database.statesOf(runs)).containsOnly("SUCCEEDED/-");
		assertThat(this.database.nodesOf(runs)).allMatch((node) -> node.startsWith("friend"));
		assertThat(this.database.attemptsOf(runs)).containsOnly(1);
	}

}
