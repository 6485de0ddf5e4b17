package dev.jobs.engine;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.JobAlreadyRunningException;
import dev.jobs.Triggered;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.recurring.SkipStreaks;
import dev.jobs.recurring.Ticker;
import dev.jobs.run.JobStats;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.schedule.MisfirePolicy;
import dev.jobs.store.ClaimedRun;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for jobs with a schedule, through the whole engine.
 */
class RecurringJobTests {

	private final EngineFixture node = new EngineFixture();

	private final List<Instant> fireTimes = Collections.synchronizedList(new ArrayList<>());

	@AfterEach
	void close() {
		this.node.close();
	}

	// GB-T1, GB-T2, FR-003: a fixed rate of 5 s seen for 16 s runs three times
	@Test
	void fixedRateFiresOnItsGrid() {
		this.node.registrar.fixedRate("tick", Duration.ofSeconds(5),
				(context) -> this.fireTimes.add(context.scheduledTime()));
		this.node.start();
		for (int second = 1; second <= 16; second++) {
			int due = second / 5;
			this.node.advance(Duration.ofSeconds(1));
			EngineFixture.until(() -> this.node.stats("tick").success() == due);
		}
		assertThat(this.fireTimes).containsExactly(at(5), at(10), at(15));
	}

	// FR-004, FR-006
	@Test
	void calendarSchedulesFireAtTheirTimes() {
		this.node.registrar.dailyAt("daily", LocalTime.of(14, 0), this::record);
		this.node.registrar.hourlyAt("hourly", 30, this::record);
		this.node.start();
		this.node.advance(Duration.ofMinutes(30));
		EngineFixture.until(() -> this.node.stats("hourly").success() == 1);
		this.node.advance(Duration.ofMinutes(90));
		EngineFixture.until(() -> this.node.stats("daily").success() == 1);
		assertThat(this.fireTimes).contains(at(1800), at(7200));
	}

	// FR-005, FR-007
	@Test
	void schedulesOfTheWeekAndTheMonthFireAtTheirTimes() {
		this.node.registrar.weeklyAt("weekly", DayOfWeek.MONDAY, LocalTime.of(13, 0), this::record);
		this.node.registrar.monthlyAt("monthly", 15, LocalTime.of(14, 30), this::record);
		this.node.start();
		this.node.advance(Duration.ofHours(1));
		EngineFixture.until(() -> this.node.stats("weekly").success() == 1);
		this.node.advance(Duration.ofMinutes(90));
		EngineFixture.until(() -> this.node.stats("monthly").success() == 1);
		assertThat(this.fireTimes).containsExactly(at(3600), at(9000));
	}

	// GW-T30
	@Test
	void cronExpressionsFireAtTheirTimes() {
		this.node.registrar.cron("second", "*/1 * * * * *", this::record);
		this.node.start();
		for (int second = 1; second <= 3; second++) {
			int due = second;
			this.node.advance(Duration.ofSeconds(1));
			EngineFixture.until(() -> this.node.stats("second").success() == due);
		}
		assertThat(this.fireTimes).containsExactly(at(1), at(2), at(3));
	}

	// GB-T7, FR-026, FR-027, GB-E3: skipped, counted, and the slot is held by what runs
	@Test
	void tickThatFindsThePreviousRunIsSkippedAndCounted() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.fixedRate("slow", Duration.ofSeconds(1), (context) -> EngineFixture.pass(open));
		this.node.start();
		this.node.advance(Duration.ofSeconds(1));
		EngineFixture.until(() -> this.node.engine.running() == 1);
		for (int i = 1; i <= 3; i++) {
			int skips = i;
			this.node.advance(Duration.ofSeconds(1));
			EngineFixture.until(() -> this.node.stats("slow").skipped() == skips);
		}
		JobStats stats = this.node.stats("slow");
		assertThat(stats.total()).isZero();
		assertThat(stats.lastStatus()).isEqualTo(JobStats.LastStatus.SKIPPED);
		assertThat(stats.lastExecutionTime()).isNull();
		open.countDown();
		EngineFixture.until(() -> this.node.stats("slow").success() == 1);
	}

	@Test
	void slotIsHeldWhileARunWaitsForItsRetry() {
		this.node.registrar.recurring("flaky", (context) -> {
			throw new IllegalStateException();
		}, (options) -> options.fixedRate("1m").maxAttempts(3).backoffDelay("1h").backoffJitter("none"));
		this.node.start();
		this.node.advance(Duration.ofMinutes(1));
		EngineFixture.until(() -> this.node.jobs.list(RunQuery.newest())
			.items()
			.stream()
			.anyMatch((run) -> run.state() == RunState.RETRYING));
		assertThatExceptionOfType(JobAlreadyRunningException.class).isThrownBy(() -> this.node.jobs.trigger("flaky"));
		this.node.advance(Duration.ofMinutes(1));
		EngineFixture.until(() -> this.node.stats("flaky").skipped() == 2);
	}

	// GB-T39, GB-A5, GB-T22, FR-012
	@Test
	void manualTriggerRunsNowAndLeavesTheScheduleAlone() {
		List<Trigger> triggers = Collections.synchronizedList(new ArrayList<>());
		this.node.registrar.recurring("purge", (context) -> triggers.add(context.trigger()),
				(options) -> options.dailyAt("03:00"));
		this.node.start();
		Instant next = this.node.jobs.job("purge").nextExecutionTime();
		Triggered triggered = this.node.jobs.trigger("purge");
		this.node.await(triggered.runId(), RunState.SUCCEEDED);
		assertThat(triggers).containsExactly(Trigger.MANUAL);
		assertThat(triggered.nextScheduledAt()).isEqualTo(next).isEqualTo(Instant.parse("2026-06-16T03:00:00Z"));
		assertThat(this.node.jobs.job("purge").nextExecutionTime()).isEqualTo(next);
	}

	// GB-T24: a trigger while the job runs is refused and counted as one skip
	@Test
	void triggerIsRefusedWhileTheJobRuns() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.recurring("purge", (context) -> EngineFixture.pass(open),
				(options) -> options.dailyAt("03:00"));
		this.node.start();
		this.node.jobs.trigger("purge");
		assertThatExceptionOfType(JobAlreadyRunningException.class).isThrownBy(() -> this.node.jobs.trigger("purge"))
			.withMessageContaining("'purge'");
		assertThat(this.node.stats("purge").skipped()).isOne();
	}

	@Test
	void concurrencyAllowsOverlap() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.recurring("twice", (context) -> EngineFixture.pass(open),
				(options) -> options.dailyAt("03:00").concurrency(2));
		this.node.start();
		this.node.jobs.trigger("twice");
		this.node.jobs.trigger("twice");
		EngineFixture.until(() -> this.node.engine.running() == 2);
		assertThatExceptionOfType(JobAlreadyRunningException.class).isThrownBy(() -> this.node.jobs.trigger("twice"));
	}

	// S11: the delay counts from the end of the run
	@Test
	void fixedDelayCountsFromTheEndOfTheRun() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.recurring("poll", (context) -> {
			this.fireTimes.add(context.scheduledTime());
			EngineFixture.pass(open);
		}, (options) -> options.fixedDelay("10s"));
		this.node.start();
		this.node.advance(Duration.ofSeconds(10));
		EngineFixture.until(() -> this.fireTimes.size() == 1);
		this.node.advance(Duration.ofSeconds(25));
		assertThat(this.node.jobs.job("poll").nextExecutionTime()).isNull();
		open.countDown();
		EngineFixture.until(() -> this.node.jobs.job("poll").nextExecutionTime() != null);
		assertThat(this.node.jobs.job("poll").nextExecutionTime()).isEqualTo(at(45));
		this.node.advance(Duration.ofSeconds(10));
		EngineFixture.until(() -> this.fireTimes.size() == 2);
		assertThat(this.node.stats("poll").skipped()).isZero();
	}

	// The end of such a run is itself a reason to look for work, in the middle of
	// looking.
	@Test
	void endOfARunWithFixedDelayIsToldOnce() {
		List<String> told = Collections.synchronizedList(new ArrayList<>());
		RunObserver observer = new RunObserver() {

			@Override
			public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
				told.add("settled " + state);
			}

			@Override
			public void leaseLost(JobDefinition job, ClaimedRun run) {
				told.add("lost");
			}

		};
		try (EngineFixture observed = new EngineFixture(4, EngineFixture.LONG, EngineFixture.LONG,
				UnaryOperator.identity(), observer)) {
			observed.registrar.recurring("poll", this::record, (options) -> options.fixedDelay("10s"));
			observed.start();
			for (int i = 1; i <= 20; i++) {
				int runs = i;
				observed.advance(Duration.ofSeconds(10));
				EngineFixture.until(() -> observed.stats("poll").success() == runs);
			}
			EngineFixture.until(() -> told.size() == 20);
			assertThat(told).containsOnly("settled SUCCEEDED");
		}
	}

	@Test
	void pausedJobDoesNotFireAndCatchesNothingUp() {
		this.node.registrar.fixedRate("tick", Duration.ofSeconds(5), this::record);
		this.node.registrar.fixedRate("tock", Duration.ofSeconds(5), (context) -> {
		});
		this.node.start();
		this.node.jobs.pause("tick");
		this.node.advance(Duration.ofSeconds(17));
		EngineFixture.until(() -> this.node.stats("tock").success() == 1);
		assertThat(this.fireTimes).isEmpty();
		this.node.jobs.resume("tick");
		assertThat(this.node.jobs.job("tick").nextExecutionTime()).isEqualTo(at(20));
		this.node.advance(Duration.ofSeconds(3));
		EngineFixture.until(() -> this.fireTimes.size() == 1);
		assertThat(this.fireTimes).containsExactly(at(20));
	}

	@Test
	void pauseThatEndsByItselfCatchesNothingUp() {
		this.node.registrar.recurring("tick", this::record,
				(options) -> options.fixedRate("5s").misfire(MisfirePolicy.ALL));
		this.node.start();
		this.node.jobs.pause("tick", null, null, at(17));
		this.node.advance(Duration.ofSeconds(18));
		EngineFixture.until(() -> at(20).equals(this.node.jobs.job("tick").nextExecutionTime()));
		this.node.advance(Duration.ofSeconds(2));
		EngineFixture.until(() -> this.node.stats("tick").success() == 1);
		assertThat(this.fireTimes).containsExactly(at(20));
	}

	@Test
	void whatComesDueAfterAPauseIsCaughtUp() {
		this.node.registrar.recurring("tick", this::record,
				(options) -> options.fixedRate("1m").misfire(MisfirePolicy.ALL));
		this.node.start();
		this.node.jobs.pause("tick", null, null, at(180));
		this.node.engine.stop();
		this.node.clock.advance(Duration.ofSeconds(330));
		this.node.start();
		EngineFixture.until(() -> this.fireTimes.size() == 3);
		assertThat(this.fireTimes).containsExactly(at(180), at(240), at(300));
	}

	@Test
	void fixedDelayCountsFromTheEndOfAPause() {
		this.node.registrar.recurring("poll", this::record, (options) -> options.fixedDelay("10s"));
		this.node.start();
		this.node.jobs.pause("poll", null, null, at(15));
		this.node.advance(Duration.ofSeconds(16));
		EngineFixture.until(() -> at(25).equals(this.node.jobs.job("poll").nextExecutionTime()));
		assertThat(this.fireTimes).isEmpty();
	}

	@Test
	void pausedJobStillRunsByHand() {
		this.node.registrar.fixedRate("tick", Duration.ofSeconds(5), this::record);
		this.node.start();
		this.node.jobs.pause("tick");
		UUID run = this.node.jobs.trigger("tick").runId();
		this.node.await(run, RunState.SUCCEEDED);
	}

	// S2: one catch-up run with the last missed time
	@Test
	void missedFireTimesAreCaughtUpOnce() {
		this.node.registrar.fixedRate("tick", Duration.ofMinutes(1), this::record);
		this.node.start();
		this.node.engine.stop();
		this.node.clock.advance(Duration.ofMinutes(10).plusSeconds(30));
		this.node.start();
		EngineFixture.until(() -> this.fireTimes.size() == 1);
		assertThat(this.fireTimes).containsExactly(at(600));
		assertThat(this.node.jobs.job("tick").nextExecutionTime()).isEqualTo(at(660));
	}

	@Test
	void missedFireTimesAreCaughtUpOneAfterTheOtherWherePolicySaysAll() {
		this.node.registrar.recurring("tick", this::record,
				(options) -> options.fixedRate("1m").misfire(MisfirePolicy.ALL));
		this.node.start();
		this.node.engine.stop();
		this.node.clock.advance(Duration.ofMinutes(4).plusSeconds(30));
		this.node.start();
		EngineFixture.until(() -> this.fireTimes.size() == 4);
		assertThat(this.fireTimes).containsExactly(at(60), at(120), at(180), at(240));
		assertThat(this.node.stats("tick").skipped()).isZero();
	}

	@Test
	void missedFireTimesAreDroppedWherePolicySaysSkip() {
		this.node.registrar.recurring("tick", this::record,
				(options) -> options.fixedRate("1m").misfire(MisfirePolicy.SKIP));
		this.node.start();
		this.node.engine.stop();
		this.node.clock.advance(Duration.ofMinutes(4).plusSeconds(30));
		this.node.start();
		this.node.advance(Duration.ofSeconds(30));
		EngineFixture.until(() -> this.fireTimes.size() == 1);
		assertThat(this.fireTimes).containsExactly(at(300));
	}

	@Test
	void gridSurvivesARestartAndAChangedIntervalStartsANewOne() {
		declare("1h");
		this.node.clock.advance(Duration.ofMinutes(40));
		declare("1h");
		assertThat(this.node.store.nextFireTimes()).containsEntry("tick", at(3600));
		declare("2h");
		assertThat(this.node.store.nextFireTimes()).containsEntry("tick", at(40 * 60 + 7200));
	}

	@Test
	void disabledScheduleNeverFiresAndTheJobRunsByHand() {
		declare("1h");
		declare("-");
		assertThat(this.node.store.nextFireTimes()).isEmpty();
	}

	private void declare(String fixedRate) {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), this.node.codec).recurring("tick", this::record,
				(options) -> options.fixedRate(fixedRate));
		new Ticker(registry, this.node.store, RunObserver.NONE, new SkipStreaks(RunObserver.NONE),
				this.node.engine::nextId)
			.declare();
	}

	// S3, FR-026: however many nodes tick at once, each fire time makes one run
	@Test
	void eachFireTimeMakesOneRunHoweverManyNodesTick() throws Exception {
		this.node.registrar.recurring("tick", this::record, (options) -> options.fixedRate("1m").concurrency(100));
		this.node.registrar.recurring("idle", this::record, (options) -> options.fixedRate("-"));
		List<Ticker> tickers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			tickers.add(new Ticker(this.node.registry, this.node.store, RunObserver.NONE,
					new SkipStreaks(RunObserver.NONE), this.node.engine::nextId));
		}
		tickers.forEach(Ticker::declare);
		for (int minute = 1; minute <= 20; minute++) {
			this.node.clock.advance(Duration.ofMinutes(1));
			List<Thread> threads = tickers.stream().map((ticker) -> new Thread(ticker::tick)).toList();
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
		}
		assertThat(this.node.jobs.list(RunQuery.newest()).items()).hasSize(20)
			.extracting(Run::scheduledAt)
			.doesNotHaveDuplicates();
	}

	// GB-T40, SC-007: none of many schedules is left out
	@Test
	void thousandJobsDueAtTheSameTimeAllRun() {
		AtomicInteger runs = new AtomicInteger();
		for (int i = 0; i < 1_000; i++) {
			this.node.registrar.fixedRate("job-" + i, Duration.ofSeconds(1), (context) -> runs.incrementAndGet());
		}
		this.node.start();
		this.node.advance(Duration.ofSeconds(1));
		EngineFixture.until(() -> runs.get() == 1_000);
		assertThat(this.node.jobs.jobs()).hasSize(1_000)
			.allSatisfy((job) -> assertThat(job.stats().skipped()).isZero());
	}

	private void record(JobContext context) {
		this.fireTimes.add(context.scheduledTime());
	}

	private static Instant at(long seconds) {
		return ManualClock.NOON.plusSeconds(seconds);
	}

}
