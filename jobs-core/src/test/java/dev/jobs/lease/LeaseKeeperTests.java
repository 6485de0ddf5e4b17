package dev.jobs.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.jobs.store.NodeStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseKeeper}.
 */
class LeaseKeeperTests {

	private static final LeaseSettings SETTINGS = new LeaseSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), 3);

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger lost = new AtomicInteger();

	private final List<UUID> cancelled = new ArrayList<>();

	private final FakeStore store = new FakeStore();

	private final LeaseKeeper keeper = new LeaseKeeper(this.store, SETTINGS,
			() -> new NodeStore.NodeBeat("node", "1", 4, 0), this.lost::incrementAndGet, this.cancelled::add,
			this.nanos::get);

	@Test
	void nodeThatRenewsItsLeaseKeepsItsRuns() {
		for (int i = 0; i < 20; i++) {
			beatAfter(Duration.ofSeconds(5));
		}
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void bodiesToEndAreNamedByTheAnswer() {
		UUID run = UUID.randomUUID();
		this.store.reply = new NodeStore.HeartbeatReply(true, List.of(run));
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.cancelled).containsExactly(run);
	}

	// P4: it stops itself before others may take over, and once
	@Test
	void nodeThatCannotRenewGivesUpBeforeItsLeaseEnds() {
		beatAfter(Duration.ZERO);
		this.store.away = true;
		beatAfter(Duration.ofSeconds(5));
		beatAfter(Duration.ofSeconds(15));
		assertThat(this.lost).hasValue(0);
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.lost).hasValue(1);
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.lost).hasValue(1);
	}

	@Test
	void nodeThatIsBackFencesItselfAgainNextTime() {
		nodeThatCannotRenewGivesUpBeforeItsLeaseEnds();
		this.store.away = false;
		beatAfter(Duration.ofSeconds(5));
		this.store.away = true;
		beatAfter(Duration.ofSeconds(29));
		assertThat(this.lost).hasValue(2);
	}

	// T1: frozen for longer than the lease, and its runs were given away meanwhile
	@Test
	void frozenNodeInterruptsItsRunsWhenItLearnsThatTheyAreGone() {
		beatAfter(Duration.ZERO);
		this.store.reply = new NodeStore.HeartbeatReply(false, List.of());
		beatAfter(Duration.ofMinutes(2));
		assertThat(this.lost).hasValue(1);
	}

	@Test
	void frozenNodeWhoseRunsAreStillItsOwnGoesOn() {
		beatAfter(Duration.ZERO);
		beatAfter(Duration.ofMinutes(2));
		assertThat(this.lost).hasValue(0);
	}

	private void beatAfter(Duration pause) {
		this.nanos.addAndGet(pause.toNanos());
		this.keeper.beatOnce();
	}

	private static final class FakeStore implements NodeStore {

		private HeartbeatReply reply = new HeartbeatReply(true, List.of());

		private boolean away;

		@Override
		public HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
			if (this.away) {
				throw new IllegalStateException("away");
			}
			return this.reply;
		}

		@Override
		public Rescued rescue(String byNode, int maxCrashes, int limit) {
			return Rescued.NOTHING;
		}

		@Override
		public void leave(String nodeId) {
		}

		@Override
		public List<NodeState> nodes() {
			return List.of();
		}

	}

}
