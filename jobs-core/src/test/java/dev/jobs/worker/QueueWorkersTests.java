package dev.jobs.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.store.ClaimedRun;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueueWorkers}.
 */
class QueueWorkersTests {

	private final AtomicLong nanos = new AtomicLong();

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private final List<Execution> worked = new ArrayList<>();

	private final QueueWorkers workers = new QueueWorkers("default", 2, this.threads::add, this.worked::add,
			this.nanos::get);

	private final JobDefinition job = job();

	@Test
	void borrowsNoMoreThreadsThanThereAreSlots() {
		this.workers.accept(executions(5));
		assertThat(this.threads).hasSize(2);
		assertThat(this.workers.inFlight()).isEqualTo(5);
	}

	@Test
	void slotWorksUntilNothingIsLeft() {
		this.workers.accept(executions(5));
		this.threads.remove().run();
		assertThat(this.worked).hasSize(5);
		this.threads.remove().run();
		this.workers.accept(executions(1));
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void claimsOnlyForFreeSlotsWhereRunsAreSlow() {
		assertThat(this.workers.room()).isEqualTo(2);
		this.workers.accept(executions(2));
		assertThat(this.workers.room()).isZero();
		pass(Duration.ofMinutes(1));
		this.workers.ended();
		assertThat(this.workers.room()).isOne();
	}

	@Test
	void claimsAheadWhereRunsAreFastButNeverMoreThanStartSoon() {
		assertThat(roomAtAPaceOf(100)).isBetween(900, 1_002);
	}

	@Test
	void neverClaimsMoreThanItMayLoseAtOnce() {
		assertThat(roomAtAPaceOf(1_000)).isEqualTo(2_002);
	}

	@Test
	void looksForMoreAsSoonAsThatIsWorthAClaim() {
		int room = roomAtAPaceOf(1_000);
		this.workers.accept(executions(room));
		for (int i = 0; i < 499; i++) {
			this.workers.ended();
		}
		assertThat(this.workers.isRunningLow()).isFalse();
		this.workers.ended();
		assertThat(this.workers.isRunningLow()).isTrue();
	}

	@Test
	void placeIsReservedOnlyWhileNothingElseMayBeReady() {
		assertThat(this.workers.reserve()).as("before the first claim").isFalse();
		this.workers.room();
		this.workers.found(2);
		assertThat(this.workers.reserve()).as("a full claim may have left some").isFalse();
		this.workers.room();
		this.workers.found(1);
		assertThat(this.workers.reserve()).isTrue();
		this.workers.changed();
		assertThat(this.workers.reserve()).as("there may be more").isFalse();
	}

	@Test
	void changeDuringAClaimIsNotForgotten() {
		this.workers.room();
		this.workers.changed();
		this.workers.found(0);
		assertThat(this.workers.reserve()).isFalse();
	}

	@Test
	void noMorePlacesAreReservedThanThereAreSlots() {
		this.workers.room();
		this.workers.found(0);
		assertThat(this.workers.reserve() && this.workers.reserve()).isTrue();
		assertThat(this.workers.reserve()).isFalse();
		assertThat(this.workers.room()).isZero();
		this.workers.givenBack();
		assertThat(this.workers.room()).isOne();
		assertThat(this.workers.reserve()).isTrue();
	}

	@Test
	void runThatTakesItsReservedPlaceCountsOnce() {
		this.workers.room();
		this.workers.found(0);
		assertThat(this.workers.reserve()).isTrue();
		this.workers.acceptReserved(executions(1).get(0));
		assertThat(this.workers.inFlight()).isOne();
		assertThat(this.workers.hasFreeSlot()).isTrue();
		assertThat(this.workers.room()).isOne();
		this.threads.remove().run();
		assertThat(this.worked).hasSize(1);
	}

	@Test
	void noPlaceIsReservedThatAClaimedRunNeedsOrAfterAStop() {
		this.workers.room();
		this.workers.found(0);
		this.workers.accept(executions(2));
		assertThat(this.workers.reserve()).isFalse();
		this.workers.stop((run) -> this.workers.givenBack());
		assertThat(this.workers.reserve()).isFalse();
	}

	@Test
	void firstRunsAreEnoughToClaimAhead() {
		workOff(2, Duration.ofNanos(200_000));
		assertThat(this.workers.room()).isBetween(500, 1_002);
	}

	@Test
	void burstIsClaimedAtOnceThoughThereWasAPauseBeforeIt() {
		for (int i = 0; i < 10; i++) {
			workOff(50, Duration.ofMillis(5));
			pass(Duration.ofMinutes(1));
		}
		assertThat(this.workers.room()).isBetween(900, 1_002);
	}

	@Test
	void runsThatWaitAreGivenBackSoonWhenThoseBeforeThemAreSlow() {
		int room = roomAtAPaceOf(100);
		this.workers.accept(executions(room));
		pass(Duration.ofSeconds(1));
		this.workers.room();
		List<Execution> released = new ArrayList<>();
		this.workers.giveBackSurplus(released::add);
		assertThat(released).hasSizeGreaterThan(room - 20);
	}

	private int roomAtAPaceOf(int runsInTenMillis) {
		for (int i = 0; i < 20; i++) {
			workOff(runsInTenMillis, Duration.ofMillis(10));
		}
		return this.workers.room();
	}

	private void workOff(int runs, Duration time) {
		this.workers.room();
		this.workers.accept(executions(runs));
		pass(time);
		for (int i = 0; i < runs; i++) {
			this.workers.ended();
		}
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	@Test
	void givesBackWhatHasNotBegun() {
		this.workers.accept(executions(3));
		List<Execution> released = new ArrayList<>();
		this.workers.stop(released::add);
		assertThat(released).hasSize(3);
		this.threads.forEach(Runnable::run);
		assertThat(this.worked).isEmpty();
		assertThat(this.workers.room()).isZero();
	}

	// The race it must survive: a run that comes just after a slot has looked for the
	// last time.
	@Test
	void noRunIsLeftWaitingWhileSlotsGoIdle() throws Exception {
		AtomicInteger done = new AtomicInteger();
		ExecutorService executor = Executors.newCachedThreadPool();
		QueueWorkers racing = new QueueWorkers("default", 2, executor, (execution) -> done.incrementAndGet(),
				System::nanoTime);
		List<Execution> one = executions(1);
		for (int i = 1; i <= 100_000; i++) {
			racing.accept(one);
		}
		executor.shutdown();
		assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(done).hasValue(100_000);
	}

	private List<Execution> executions(int count) {
		List<Execution> executions = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ClaimedRun run = new ClaimedRun(UUID.randomUUID(), "job", "default", 1, 1, 1, 0, Trigger.ENQUEUED, "null",
					1, ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, null, null, Map.of());
			executions.add(new Execution(run, this.job, 0, Runnable::run));
		}
		return executions;
	}

	private static JobDefinition job() {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("job", (context) -> {
		});
		return registry.require("job");
	}

}
