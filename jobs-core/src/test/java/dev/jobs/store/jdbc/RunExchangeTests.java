package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.job.Trigger;
import dev.jobs.run.Attempt;
import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Known;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.OnRuns;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunExchange} beyond what every store must do.
 */
@Timeout(60)
class RunExchangeTests {

	private static final RunError ERROR = RunError.of("java.io.IOException", "no route");

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ManualClock clock = new ManualClock();

	private final RunIds ids = new RunIds(() -> this.clock.instant().toEpochMilli());

	private JdbcJobStore store;

	private void open(Dialect dialect) {
		this.store = new JdbcJobStore(TestDatabase.of(dialect), JdbcSettings.standard(), this.clock);
	}

	private RunBuilder run(String job) {
		return new RunBuilder(this.ids.next(), job);
	}

	private UUID add(RunBuilder run) {
		return this.store.insert(List.of(run.build()), Joining.OWN).get(0).runId();
	}

	private void addMany(int count, Duration delay, Duration deadline) {
		List<NewRun> runs = IntStream.range(0, count)
			.mapToObj((i) -> run("job").after(delay).deadline(deadline).build())
			.toList();
		this.store.insert(runs, Joining.OWN);
	}

	private static ClaimRequest request(String node, Map<String, Integer> room, Map<String, Integer> limits) {
		return new ClaimRequest(node, room, Known.jobs("job", "other", "third"), limits);
	}

	private Exchanged exchange(String node, int room) {
		return this.store.exchange(List.of(), request(node, Map.of("default", room), Map.of()));
	}

	private List<UUID> claim(int room) {
		return exchange("n", room).claimed().stream().map(ClaimedRun::id).toList();
	}

	@ParameterizedTest
	@EnumSource
	void runThatIsAddedDuringAnExchangeDoesNotBeginBeforeItWasCreated(Dialect dialect) {
		ScriptedDataSource dataSource = new ScriptedDataSource(TestDatabase.of(dialect));
		this.store = new JdbcJobStore(dataSource, JdbcSettings.standard(), this.clock);
		this.store.prepare();
		AtomicInteger looks = new AtomicInteger();
		dataSource.follow((what, connection, call) -> {
			Object result = call.make();
			if (what.contains("next_deadline") && looks.incrementAndGet() == 1) {
				this.clock.advance(SECOND);
				add(run("job"));
			}
			return result;
		});
		ClaimedRun run = exchange("node", 1).claimed().get(0);
		assertThat(run.claimedAt()).isEqualTo(run.createdAt());
	}

	@ParameterizedTest
	@EnumSource
	void runsThatAreGivenBackAreAnnouncedToAll(Dialect dialect) {
		open(dialect);
		add(run("job"));
		ClaimedRun run = exchange("node", 1).claimed().get(0);
		AtomicInteger announced = new AtomicInteger();
		this.store.addWorkListener(new OnRuns(announced::incrementAndGet));
		this.store.exchange(List.of(new Outcome.Succeeded(run.id(), run.token() + 1, null)),
				request("node", Map.of(), Map.of()));
		assertThat(announced).hasValue(0);
		this.store.exchange(List.of(new Outcome.Released(run.id(), run.token())), request("node", Map.of(), Map.of()));
		assertThat(announced).hasValue(1);
		this.store.close();
	}

	@ParameterizedTest
	@EnumSource
	void largeClaimFindsWhatCameBeforeTheEndOfTheLastOne(Dialect dialect) {
		open(dialect);
		addMany(150, Duration.ZERO, null);
		assertThat(claim(150)).hasSize(150);
		UUID high = add(run("job").priority(1));
		assertThat(claim(150)).containsExactly(high);
	}

	@ParameterizedTest
	@EnumSource
	void largeClaimsOfABacklogTakeEachRunOnceInOrder(Dialect dialect) {
		open(dialect);
		addMany(350, Duration.ZERO, null);
		List<UUID> all = Stream.generate(() -> claim(100)).limit(5).flatMap(List::stream).toList();
		assertThat(all).hasSize(350).doesNotHaveDuplicates().isSorted();
	}

	@ParameterizedTest
	@EnumSource
	void limitedJobGoesOnWhileABacklogIsWorkedOff(Dialect dialect) {
		open(dialect);
		add(run("other"));
		add(run("other"));
		addMany(300, Duration.ZERO, null);
		ClaimRequest request = request("n", Map.of("default", 100), Map.of("other", 1));
		List<ClaimedRun> first = this.store.exchange(List.of(), request).claimed();
		Outcome end = new Outcome.Succeeded(first.get(0).id(), first.get(0).token(), null);
		List<ClaimedRun> second = this.store.exchange(List.of(end), request).claimed();
		assertThat(List.of(first, second)).allSatisfy(
				(claimed) -> assertThat(claimed.stream().filter((run) -> run.jobId().equals("other"))).hasSize(1));
	}

	@ParameterizedTest
	@EnumSource
	void pauseOfAJobHoldsAllButWhatSomebodyTriggered(Dialect dialect) {
		open(dialect);
		add(run("job").priority(9));
		UUID low = add(run("job").trigger(Trigger.MANUAL).priority(-1));
		UUID other = add(run("other"));
		UUID high = add(run("job").trigger(Trigger.MANUAL).priority(1));
		this.store.pauseJob("job", null, null, null);
		assertThat(claim(2)).containsExactly(high, other);
		assertThat(claim(2)).containsExactly(low);
	}

	@ParameterizedTest
	@EnumSource
	void pauseOfAQueueHoldsAllButWhatSomebodyTriggered(Dialect dialect) {
		open(dialect);
		add(run("job").priority(9));
		UUID manual = add(run("job").trigger(Trigger.MANUAL));
		UUID unknown = add(run("unknown").trigger(Trigger.MANUAL));
		this.store.pauseQueue("default", null, null, null);
		assertThat(claim(5)).containsExactly(manual);
		assertThat(this.store.find(unknown).orElseThrow().state()).isEqualTo(RunState.QUEUED);
	}

	@ParameterizedTest
	@EnumSource
	void pauseHoldsARunThatANodeDiedOverUnlessSomebodyTriggeredIt(Dialect dialect) {
		open(dialect);
		UUID held = add(run("job"));
		UUID manual = add(run("job").trigger(Trigger.MANUAL));
		claim(2);
		this.store.heartbeat(new NodeBeat("n", "1", 1, 2), SECOND);
		this.clock.advance(SECOND);
		assertThat(this.store.rescue("other", 3, 10).requeued()).hasSize(2);
		this.store.pauseJob("job", null, null, null);
		assertThat(claim(5)).containsExactly(manual);
		this.store.resumeJob("job");
		assertThat(exchange("other", 5).claimed()).extracting(ClaimedRun::id).containsExactly(held);
	}

	@ParameterizedTest
	@EnumSource
	void manyRunsThatComeDueAtOnceAreQueuedInParts(Dialect dialect) {
		open(dialect);
		addMany(4_500, SECOND, null);
		this.clock.advance(SECOND);
		List<Duration> untilNext = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			untilNext.add(exchange("n", 0).untilNextDue());
		}
		assertThat(untilNext).containsExactly(Duration.ZERO, Duration.ZERO, null);
		assertThat(claim(5_000)).hasSize(4_500);
	}

	@ParameterizedTest
	@EnumSource
	void manyDeadlinesThatPassAtOnceAreKeptInParts(Dialect dialect) {
		open(dialect);
		addMany(1_500, Duration.ZERO, SECOND);
		this.clock.advance(SECOND);
		Exchanged first = exchange("n", 10);
		assertThat(first.expired()).hasSize(1_000);
		assertThat(first.claimed()).as("too late as well").isEmpty();
		assertThat(first.untilNextDue()).isZero();
		assertThat(exchange("n", 10).expired()).hasSize(500);
	}

	@ParameterizedTest
	@EnumSource
	void deadlineOfAClaimedRunIsNoTimeToLookAgain(Dialect dialect) {
		open(dialect);
		add(run("job").deadline(SECOND));
		assertThat(exchange("n", 0).untilNextDue()).isEqualTo(SECOND);
		assertThat(exchange("n", 1).untilNextDue()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void runThatHasWaitedPastItsDeadlineExpiresAtOnce(Dialect dialect) {
		open(dialect);
		add(run("job").after(SECOND).deadline(SECOND));
		this.clock.advance(SECOND.multipliedBy(3));
		Exchanged exchanged = exchange("n", 1);
		assertThat(exchanged.expired()).hasSize(1);
		assertThat(exchanged.untilNextDue()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void manyThatEndInDifferentWaysEndEachInItsOwn(Dialect dialect) {
		open(dialect);
		addMany(150, Duration.ZERO, null);
		List<ClaimedRun> claimed = exchange("n", 150).claimed();
		List<Outcome> outcomes = new ArrayList<>();
		for (int i = 0; i < claimed.size(); i++) {
			ClaimedRun run = claimed.get(i);
			boolean lost = i % 70 == 69;
			outcomes
				.add(new Outcome.Succeeded(run.id(), lost ? 9 : run.token(), (i % 40 == 0) ? "\"" + i + "\"" : null));
		}
		List<@Nullable RunState> states = this.store.exchange(outcomes, request("n", Map.of("default", 0), Map.of()))
			.states();
		for (int i = 0; i < claimed.size(); i++) {
			boolean lost = i % 70 == 69;
			assertThat(states.get(i)).isEqualTo(lost ? null : RunState.SUCCEEDED);
			assertThat(this.store.find(claimed.get(i).id()).orElseThrow().result())
				.isEqualTo((i % 40 == 0 && !lost) ? "\"" + i + "\"" : null);
		}
	}

	@ParameterizedTest
	@EnumSource
	void hundredAttemptsAreKept(Dialect dialect) {
		open(dialect);
		UUID id = add(run("job"));
		ClaimRequest request = request("n", Map.of("default", 1), Map.of());
		ClaimedRun claimed = this.store.exchange(List.of(), request).claimed().get(0);
		for (int i = 0; i < 103; i++) {
			Outcome retry = new Outcome.Retry(id, claimed.token(), Duration.ZERO, null, ERROR);
			claimed = this.store.exchange(List.of(retry), request).claimed().get(0);
		}
		assertThat(this.store.find(id).orElseThrow().attempts()).hasSize(100)
			.extracting(Attempt::number)
			.startsWith(4)
			.endsWith(103);
	}

	@ParameterizedTest
	@EnumSource
	void limitHoldsHoweverManyNodesClaimAtOnce(Dialect dialect) throws Exception {
		open(dialect);
		for (int i = 0; i < 60; i++) {
			add(run((i % 3 == 0) ? "other" : "job").queue((i % 2 == 0) ? "default" : "mail"));
		}
		Map<String, Integer> limits = Map.of("job", 3, "other", 1);
		Map<String, AtomicInteger> running = Map.of("job", new AtomicInteger(), "other", new AtomicInteger());
		AtomicInteger done = new AtomicInteger();
		ExecutorService nodes = Executors.newFixedThreadPool(6);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				ClaimRequest request = request("n" + i, Map.of("default", 2, "mail", 2), limits);
				futures.add(nodes.submit(() -> {
					while (done.get() < 60) {
						List<ClaimedRun> claimed = this.store.exchange(List.of(), request).claimed();
						claimed.forEach((run) -> assertThat(running.get(run.jobId()).incrementAndGet())
							.isLessThanOrEqualTo(limits.get(run.jobId())));
						List<Outcome> outcomes = new ArrayList<>();
						for (ClaimedRun run : claimed) {
							running.get(run.jobId()).decrementAndGet();
							outcomes.add(new Outcome.Succeeded(run.id(), run.token(), null));
						}
						this.store.exchange(outcomes, request("n", Map.of(), Map.of()));
						done.addAndGet(claimed.size());
					}
				}));
			}
			for (Future<?> future : futures) {
				future.get(50, TimeUnit.SECONDS);
			}
			assertThat(done).hasValue(60);
		}
		finally {
			nodes.shutdownNow();
		}
	}

	@ParameterizedTest
	@EnumSource
	void outcomesOfManyNodesDoNotGetInEachOthersWay(Dialect dialect) throws Exception {
		open(dialect);
		addMany(800, Duration.ZERO, null);
		ExecutorService nodes = Executors.newFixedThreadPool(4);
		try {
			List<Future<Integer>> futures = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				ClaimRequest request = request("n" + i, Map.of("default", 20), Map.of());
				futures.add(nodes.submit(() -> work(request)));
			}
			int done = 0;
			for (Future<Integer> future : futures) {
				done += future.get(50, TimeUnit.SECONDS);
			}
			assertThat(done).isEqualTo(800);
			assertThat(this.store.jobStats(Set.of("job")).get("job").success()).isEqualTo(800);
		}
		finally {
			nodes.shutdownNow();
		}
	}

	// Each run is retried once, then it succeeds.
	private int work(ClaimRequest request) {
		int done = 0;
		List<Outcome> outcomes = new ArrayList<>();
		List<ClaimedRun> claimed = this.store.exchange(outcomes, request).claimed();
		while (!claimed.isEmpty()) {
			outcomes = new ArrayList<>();
			for (ClaimedRun run : claimed) {
				outcomes.add((run.attempt() == 1) ? new Outcome.Retry(run.id(), run.token(), Duration.ZERO, null, ERROR)
						: new Outcome.Succeeded(run.id(), run.token(), null));
				done += (run.attempt() == 1) ? 0 : 1;
			}
			Exchanged exchanged = this.store.exchange(outcomes, request);
			assertThat(exchanged.states()).doesNotContainNull();
			claimed = exchanged.claimed();
		}
		return done;
	}

}
