package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.run.RunQuery;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NewRun;
import dev.jobs.store.Outcome;
import dev.jobs.store.Retention;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;
import dev.jobs.store.StoreBusyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A user keeps a transaction open in which a slot, a key and a count were touched: what
 * waits for it, and what does not.
 */
@Timeout(60)
class LockWaitTests {

	private final ExecutorService user = Executors.newSingleThreadExecutor();

	private final CountDownLatch end = new CountDownLatch(1);

	private StoreFixture at;

	private @Nullable Future<?> transaction;

	@AfterEach
	void endTheTransaction() throws Exception {
		this.end.countDown();
		this.user.shutdown();
		assertThat(this.user.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * Open a transaction that takes the slot of "held", the key "k" of "keyed" and the
	 * expired key "old", and skips a run of "full".
	 */
	private void open(Dialect dialect, boolean commits) throws Exception {
		this.at = new StoreFixture(dialect);
		this.at.succeeded(this.at.run("keyed").key("old", "f"), "keyed");
		this.at.advance(Duration.ofDays(2));
		this.at.add(this.at.run("full").slots(1));
		List<NewRun> runs = List.of(this.at.run("held").slots(1).build(), this.at.run("keyed").key("k", "f").build(),
				this.at.run("keyed").key("old", "f").build(), this.at.run("full").slots(1).build());
		TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(this.at.dataSource));
		CountDownLatch begun = new CountDownLatch(1);
		this.transaction = this.user.submit(() -> template.executeWithoutResult((status) -> {
			List<Status> statuses = this.at.store.insert(runs, Joining.CALLER)
				.stream()
				.map((inserted) -> inserted.status())
				.toList();
			assertThat(statuses).containsExactly(Status.CREATED, Status.CREATED, Status.CREATED, Status.SKIPPED);
			begun.countDown();
			await(this.end);
			if (!commits) {
				status.setRollbackOnly();
			}
		}));
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void end() throws Exception {
		this.end.countDown();
		this.transaction.get(10, TimeUnit.SECONDS);
	}

	private Tick tick(String job) {
		ScheduleState due = new ScheduleState(job, "f", this.at.clock.instant(), this.at.clock.instant(), null);
		this.at.store.saveSchedule(due, null);
		return again(new Tick(due, new ScheduleState(job, "f", due.anchor(), due.anchor().plusSeconds(60), null), null,
				Busy.SKIP));
	}

	private Tick again(Tick tick) {
		return new Tick(tick.expected(), tick.next(), this.at.run(tick.expected().jobId()).slots(1).build(), Busy.SKIP);
	}

	@ParameterizedTest
	@EnumSource
	void ticksOfOtherJobsGoOnAndThatOfTheHeldSlotWaits(Dialect dialect) throws Exception {
		open(dialect, true);
		List<Tick> ticks = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			ticks.add(tick((i == 17) ? "held" : "job-" + i));
		}
		List<Fired> fired = this.at.store.fire(ticks);
		assertThat(fired.get(17)).isEqualTo(Fired.WAITING);
		assertThat(Collections.frequency(fired, Fired.FIRED)).isEqualTo(29);
		List<Fired> next = this.at.store.fire(List.of(again(ticks.get(17)), tick("late")));
		assertThat(next).containsExactly(Fired.WAITING, Fired.FIRED);
		end();
		assertThat(this.at.store.fire(List.of(again(ticks.get(17))))).containsExactly(Fired.SKIPPED);
		assertThat(this.at.store.fire(List.of(tick("held-no-more")))).containsExactly(Fired.FIRED);
	}

	@ParameterizedTest
	@EnumSource
	void tickThatWaitedFiresAfterARollback(Dialect dialect) throws Exception {
		open(dialect, false);
		Tick tick = tick("held");
		assertThat(this.at.store.fire(List.of(tick))).containsExactly(Fired.WAITING);
		end();
		assertThat(this.at.store.fire(List.of(again(tick)))).containsExactly(Fired.FIRED);
	}

	@ParameterizedTest
	@EnumSource
	void ticksOfAJobThatIsHeldDelayNobodyTwice(Dialect dialect) throws Exception {
		open(dialect, true);
		Tick held = tick("held");
		this.at.store.fire(List.of(held));
		this.at.statements.set(0);
		List<Tick> ticks = new ArrayList<>(List.of(again(held)));
		for (int i = 0; i < 30; i++) {
			ticks.add(tick("job-" + i));
		}
		this.at.statements.set(0);
		assertThat(Collections.frequency(this.at.store.fire(ticks), Fired.FIRED)).isEqualTo(30);
		if (dialect == Dialect.POSTGRESQL) {
			assertThat(this.at.statements).as("one volley of all others, and one tick").hasValueLessThan(15);
		}
	}

	@ParameterizedTest
	@EnumSource
	void everythingElseOfTheEngineGoesOn(Dialect dialect) throws Exception {
		open(dialect, true);
		this.at.add(this.at.run("job").key("j", "f"));
		this.at.add(this.at.run("job"));
		assertThat(this.at.beat("node")).isTrue();
		var claimed = this.at.claim("node", 5, "job", "held", "keyed", "full");
		assertThat(claimed).hasSize(3);
		claimed.forEach((run) -> this.at.write(new Outcome.Succeeded(run.id(), run.token(), null)));
		this.at.store.pauseJob("held", null, null, null);
		this.at.store.resumeJob("held");
		assertThat(this.at.store.list(RunQuery.newest()).items()).hasSize(4);
		assertThat(this.at.store.jobStats(Set.of("full", "job"))).hasSize(2);
		this.at.store.rescue("node", 3, 100);
		this.at.store.leave("node");
		assertThat(this.at.store.nextFireTimes()).isEqualTo(Map.of());
	}

	// In H2 it waits as long as the connection says, and then fails.
	@ParameterizedTest
	@EnumSource(names = "POSTGRESQL")
	void oldKeysThatAreHeldAreLeftToTheNextCleaning(Dialect dialect) throws Exception {
		open(dialect, true);
		Retention retention = new Retention(Duration.ofDays(1), Duration.ofDays(1), 1_000);
		assertThat(this.at.store.prune(retention, 100)).isEqualTo(1);
		assertThat(this.at.count("jobs_key")).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void callerThatNeedsTheSlotOrTheKeyIsToldAfterSomeTime(Dialect dialect) throws Exception {
		open(dialect, true);
		ExecutorService callers = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> calls = new ArrayList<>();
			for (NewRun run : List.of(this.at.run("held").slots(1).build(),
					this.at.run("keyed").key("k", "f").build())) {
				calls.add(callers.submit(
						() -> assertThatExceptionOfType(StoreBusyException.class).isThrownBy(() -> this.at.insert(run))
							.withMessageContaining("has not ended")));
			}
			for (Future<?> call : calls) {
				call.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			callers.shutdownNow();
		}
		end();
		assertThat(this.at.store.insert(List.of(this.at.run("held").slots(1).build()), Joining.OWN).get(0).status())
			.isEqualTo(Status.SKIPPED);
	}

}
