package dev.jobs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.store.NodeStore;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseKeeper}.
 */
class LeaseKeeperTests {

	private static final LeaseSettings SETTINGS = new LeaseSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), 3);

	private static final Instant NOON = ManualClock.NOON;

	private final AtomicLong nanos = new AtomicLong();

	private final ManualClock clock = new ManualClock();

	private final ClockWatch clocks = new ClockWatch(this.clock);

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger regained = new AtomicInteger();

	private final List<UUID> cancelled = new ArrayList<>();

	private final FakeStore store = new FakeStore();

	private final LeaseKeeper keeper = keeper(SETTINGS);

	private LeaseKeeper keeper(LeaseSettings settings) {
		return new LeaseKeeper(this.store, settings, () -> new NodeStore.NodeBeat("node", "1", 4, 0),
				this.lost::incrementAndGet, this.regained::incrementAndGet, this.cancelled::add, this.nanos::get,
				this.clocks);
	}

	@AfterEach
	void letGo() {
		this.store.hold.countDown();
	}

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
		this.store.reply = new NodeStore.HeartbeatReply(true, List.of(run), NOON);
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.cancelled).containsExactly(run);
	}

	// P9
	@Test
	void eachAnswerTellsHowFarTheClocksAreApart() {
		assertThat(this.clocks.latest()).isNull();
		this.clock.advance(Duration.ofSeconds(3));
		beatAfter(Duration.ZERO);
		assertThat(this.clocks.latest()).isNotNull().extracting(ClockSkew::ahead).isEqualTo(Duration.ofSeconds(3));
		this.clock.advance(Duration.ofSeconds(-4));
		this.store.away = true;
		beatAfter(Duration.ZERO);
		assertThat(this.clocks.latest().ahead()).isEqualTo(Duration.ofSeconds(3));
		this.store.away = false;
		beatAfter(Duration.ZERO);
		assertThat(this.clocks.latest().ahead()).isEqualTo(Duration.ofSeconds(-1));
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
		this.store.reply = new NodeStore.HeartbeatReply(false, List.of(), NOON);
		beatAfter(Duration.ofMinutes(2));
		assertThat(this.lost).hasValue(1);
	}

	@Test
	void frozenNodeWhoseRunsAreStillItsOwnGoesOn() {
		beatAfter(Duration.ZERO);
		beatAfter(Duration.ofMinutes(2));
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void nodeMayClaimAgainOnceItsLeaseIsRenewed() {
		nodeThatCannotRenewGivesUpBeforeItsLeaseEnds();
		assertThat(this.regained).hasValue(0);
		this.store.away = false;
		beatAfter(Duration.ofSeconds(5));
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.regained).hasValue(1);
	}

	@Test
	void nodeIsToldOnceThatTheStoreIsBackAfterHeartbeatsThatFailed() {
		beatAfter(Duration.ZERO);
		this.store.away = true;
		beatAfter(Duration.ofSeconds(5));
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.regained).hasValue(0);
		this.store.away = false;
		beatAfter(Duration.ofSeconds(5));
		beatAfter(Duration.ofSeconds(5));
		assertThat(this.regained).hasValue(1);
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void nodeWhoseRunsWereGivenAwayMayClaimOthersAtOnce() {
		frozenNodeInterruptsItsRunsWhenItLearnsThatTheyAreGone();
		assertThat(this.regained).hasValue(1);
	}

	// P4: a store that hangs is no better than one that fails
	@Test
	void nodeWhoseHeartbeatHangsGivesUpBeforeItsLeaseEndsAndOnce() throws InterruptedException {
		beatAfter(Duration.ZERO);
		Thread hanging = beatThatHangs();
		watchFor(Duration.ofMillis(24_999));
		assertThat(this.lost).hasValue(0);
		watchFor(Duration.ofMillis(1));
		assertThat(this.lost).hasValue(1);
		watchFor(Duration.ofMinutes(5));
		assertThat(this.lost).hasValue(1);
		assertThat(this.regained).hasValue(0);
		this.store.hold.countDown();
		hanging.join();
		assertThat(this.regained).hasValue(1);
		assertThat(this.store.interrupted).isFalse();
	}

	@Test
	void heartbeatThatReturnsTooLateStillTellsThatRunsWereGivenAway() throws InterruptedException {
		this.store.reply = new NodeStore.HeartbeatReply(false, List.of(), NOON);
		Thread hanging = beatThatHangs();
		watchFor(Duration.ofMinutes(1));
		assertThat(this.lost).hasValue(1);
		this.store.hold.countDown();
		hanging.join();
		assertThat(this.lost).hasValue(2);
		assertThat(this.regained).hasValue(1);
	}

	@Test
	void watchFindsNothingWhileHeartbeatsReturn() {
		for (int i = 0; i < 20; i++) {
			beatAfter(Duration.ZERO);
			watchFor(Duration.ofSeconds(5));
		}
		assertThat(this.lost).hasValue(0);
	}

	// T1: the next heartbeat decides
	@Test
	void watchThatWasFrozenWithTheProcessWaitsForTheNextHeartbeat() {
		beatAfter(Duration.ZERO);
		watchFor(Duration.ofSeconds(1));
		this.nanos.addAndGet(Duration.ofMinutes(2).toNanos());
		this.keeper.watchOnce();
		assertThat(this.lost).hasValue(0);
		beatAfter(Duration.ZERO);
		watchFor(Duration.ofSeconds(10));
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void startedKeeperNoticesAHangByItselfAndStopsWithoutInterruptingIt() {
		LeaseKeeper started = keeper(new LeaseSettings(Duration.ofMillis(30), Duration.ofMillis(10), 3));
		started.start();
		this.store.hang = true;
		Awaitility.await().until(() -> this.store.hanging.getCount() == 0);
		Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
			this.nanos.addAndGet(Duration.ofMillis(1).toNanos());
			return this.lost.get() == 1;
		});
		assertThat(started.stop(true, Duration.ofMillis(1))).isFalse();
		assertThat(this.store.left).isFalse();
		this.store.hold.countDown();
		assertThat(started.stop(true, Duration.ofSeconds(20))).isTrue();
		assertThat(this.store.interrupted).isFalse();
		assertThat(this.store.left).isTrue();
	}

	@Test
	void nodeThatStillHoldsRunsDoesNotLeave() {
		this.keeper.start();
		assertThat(this.keeper.stop(false, Duration.ofSeconds(20))).isTrue();
		assertThat(this.store.left).isFalse();
	}

	private Thread beatThatHangs() throws InterruptedException {
		this.store.hang = true;
		Thread hanging = new Thread(this.keeper::beatOnce);
		hanging.start();
		this.store.hanging.await();
		return hanging;
	}

	private void watchFor(Duration duration) {
		long left = duration.toMillis();
		while (left > 0) {
			long step = Math.min(left, 2_500);
			this.nanos.addAndGet(Duration.ofMillis(step).toNanos());
			this.keeper.watchOnce();
			left -= step;
		}
	}

	private void beatAfter(Duration pause) {
		this.nanos.addAndGet(pause.toNanos());
		this.keeper.beatOnce();
	}

	private static final class FakeStore implements NodeStore {

		private HeartbeatReply reply = new HeartbeatReply(true, List.of(), NOON);

		private boolean away;

		private volatile boolean hang;

		private volatile boolean interrupted;

		private volatile boolean left;

		private final CountDownLatch hanging = new CountDownLatch(1);

		private final CountDownLatch hold = new CountDownLatch(1);

		@Override
		public HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
			if (this.away) {
				throw new IllegalStateException("away");
			}
			if (this.hang) {
				this.hanging.countDown();
				hold();
			}
			return this.reply;
		}

		private void hold() {
			try {
				this.hold.await();
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
			}
		}

		@Override
		public Rescued rescue(String byNode, int maxCrashes, int limit) {
			return Rescued.NOTHING;
		}

		@Override
		public void leave(String nodeId) {
			this.left = true;
		}

		@Override
		public List<NodeState> nodes() {
			return List.of();
		}

	}

}
