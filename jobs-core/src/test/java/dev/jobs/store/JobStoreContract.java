package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.job.Trigger;
import dev.jobs.run.Attempt;
import dev.jobs.run.Cursor;
import dev.jobs.run.JobStats;
import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.Page;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NodeStore.HeartbeatReply;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.NodeState;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.NodeStore.RescuedRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.DueSchedule;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleChange;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What every {@link JobStore} must do. To check a store, extend this class. The store
 * begins empty, keeps keys for a day, and its time moves only by
 * {@link #advance(Duration)}.
 */
@Timeout(60)
public abstract class JobStoreContract {

	private static final String NODE = "node-1";

	private static final String OTHER = "node-2";

	private static final Set<String> JOBS = Set.of("job", "other", "third");

	private static final KnownJobs KNOWN = Known.jobs("job", "other", "third");

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final RunError ERROR = RunError.of("java.io.IOException", "no route");

	private JobStore store;

	private RunIds ids;

	/**
	 * Create the store under test, holding nothing.
	 * @return the store
	 */
	protected abstract JobStore createStore();

	/**
	 * Move the store's time.
	 * @param by how far
	 */
	protected abstract void advance(Duration by);

	/**
	 * Return the manager whose transactions the store joins.
	 * @return the manager
	 */
	protected abstract PlatformTransactionManager transactions();

	@BeforeEach
	void open() {
		this.store = createStore();
		this.ids = new RunIds(() -> this.store.now().toEpochMilli());
	}

	@AfterEach
	void shut() {
		this.store.close();
	}

	protected final JobStore store() {
		return this.store;
	}

	protected final RunBuilder run(String job) {
		return new RunBuilder(this.ids.next(), job);
	}

	protected final Inserted insert(RunBuilder run) {
		return this.store.insert(List.of(run.build()), Joining.OWN).get(0);
	}

	protected final UUID add(RunBuilder run) {
		Inserted inserted = insert(run);
		assertThat(inserted.status()).isEqualTo(Status.CREATED);
		return inserted.runId();
	}

	protected final UUID join(RunBuilder run) {
		return this.store.insert(List.of(run.build()), Joining.CALLER).get(0).runId();
	}

	protected final TransactionTemplate transaction() {
		return new TransactionTemplate(transactions());
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate template = transaction();
		template.setPropagationBehavior(propagation);
		return template;
	}

	private static ClaimRequest request(String node, int room) {
		return new ClaimRequest(node, Map.of("default", room), KNOWN, Map.of());
	}

	private static ClaimRequest nothing() {
		return new ClaimRequest(NODE, Map.of(), KNOWN, Map.of());
	}

	private List<ClaimedRun> claim(ClaimRequest request) {
		return this.store.exchange(List.of(), request).claimed();
	}

	private List<UUID> claimIds(ClaimRequest request) {
		return claim(request).stream().map(ClaimedRun::id).toList();
	}

	private ClaimedRun claimOne(String node) {
		List<ClaimedRun> claimed = claim(request(node, 1));
		assertThat(claimed).hasSize(1);
		return claimed.get(0);
	}

	private ClaimedRun running(RunBuilder run) {
		UUID id = add(run);
		ClaimedRun claimed = claimOne(NODE);
		assertThat(claimed.id()).isEqualTo(id);
		return claimed;
	}

	private @Nullable RunState write(Outcome outcome) {
		return this.store.exchange(List.of(outcome), nothing()).states().get(0);
	}

	private static Outcome outcome(String kind, UUID id, long token) {
		return switch (kind) {
			case "succeeded" -> new Outcome.Succeeded(id, token, "42");
			case "retry" -> new Outcome.Retry(id, token, SECOND, null, ERROR);
			case "failed" -> new Outcome.Failed(id, token, Reason.EXHAUSTED, ERROR);
			case "cancelled" -> new Outcome.Cancelled(id, token);
			case "released" -> new Outcome.Released(id, token);
			default -> throw new IllegalArgumentException(kind);
		};
	}

	private static Outcome succeeded(ClaimedRun run) {
		return outcome("succeeded", run.id(), run.token());
	}

	private static Outcome retry(ClaimedRun run, Duration delay) {
		return new Outcome.Retry(run.id(), run.token(), delay, null, ERROR);
	}

	private Run find(UUID id) {
		return this.store.find(id).orElseThrow();
	}

	private JobStats stats(String job) {
		return this.store.jobStats(Set.of(job)).getOrDefault(job, JobStats.NONE);
	}

	private HeartbeatReply beat(String node) {
		return this.store.heartbeat(new NodeBeat(node, "1.0", 8, 0), LEASE);
	}

	private void crash(String node) {
		beat(node);
		advance(LEASE);
	}

	private <T> List<T> together(int threads, Callable<T> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		CyclicBarrier start = new CyclicBarrier(threads);
		try {
			List<Future<T>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				futures.add(executor.submit(() -> {
					start.await();
					return work.call();
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get(30, TimeUnit.SECONDS));
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Do any sequence of calls to the store and to a model, and compare them after each.
	 * {@code -Djqwik.tries.default} says how many.
	 * @param steps numbers, which say what to do
	 */
	@Property(edgeCases = EdgeCasesMode.NONE)
	protected void doesNothingThatTheModelWouldNot(@ForAll("sequences") List<List<Integer>> steps) {
		JobStore fresh = createStore();
		new RandomSequence(fresh, this::advance).run(steps);
		fresh.close();
	}

	// 840 can be divided by all that there is to choose from, or nearly.
	@Provide
	protected Arbitrary<List<List<Integer>>> sequences() {
		return Arbitraries.integers()
			.between(0, 839)
			.withDistribution(RandomDistribution.uniform())
			.list()
			.ofSize(7)
			.list()
			.ofMaxSize(120)
			.withSizeDistribution(RandomDistribution.uniform());
	}

	/**
	 * Adding runs.
	 */
	@Nested
	class Insert {

		// GA-T34, GQ-T1
		@Test
		void dueRunIsQueuedAndKeepsAllItWasGiven() {
			NewRun run = run("job").queue("mail")
				.priority(7)
				.payloadVersion(2)
				.key("k", "f")
				.label("order", "42")
				.deadline(Duration.ofHours(1))
				.build();
			store().insert(List.of(run), Joining.OWN);
			Run found = find(run.id());
			Instant now = store().now();
			assertThat(found).isEqualTo(new Run(run.id(), "job", "mail", RunState.QUEUED, null, Trigger.ENQUEUED, 7, 0,
					3, 0, 0, now, now, null, null, null, now.plus(Duration.ofHours(1)), Duration.ofMinutes(1), null,
					"k", Map.of("order", "42"), null, null, false, "{\"n\":1}", 2, run.trace(), null, null, List.of()));
		}

		@Test
		void answersInTheOrderGiven() {
			NewRun first = run("job").key("k", "f").build();
			NewRun same = run("job").key("k", "f").build();
			NewRun different = run("job").key("k", "g").build();
			NewRun last = run("job").build();
			assertThat(store().insert(List.of(first, same, different, last), Joining.OWN)).containsExactly(
					new Inserted(Status.CREATED, first.id()), new Inserted(Status.EXISTING, first.id()),
					new Inserted(Status.CONFLICT, first.id()), new Inserted(Status.CREATED, last.id()));
		}

		@Test
		void nothingIsAddedForNothing() {
			assertThat(store().insert(List.of(), Joining.OWN)).isEmpty();
		}

		@Test
		void delayedRunIsScheduled() {
			UUID id = add(run("job").after(SECOND));
			assertThat(find(id).state()).isEqualTo(RunState.SCHEDULED);
			assertThat(find(id).scheduledAt()).isEqualTo(store().now().plus(SECOND));
		}

		// T7
		@Test
		void timeInThePastMeansAtOnce() {
			UUID id = add(run("job").at(store().now().minusSeconds(3600)));
			assertThat(find(id).state()).isEqualTo(RunState.QUEUED);
			assertThat(claimIds(request(NODE, 1))).containsExactly(id);
		}

		// A late promotion is never visible.
		@Test
		void delayedRunIsShownAsQueuedOnceItIsDue() {
			UUID id = add(run("job").after(SECOND));
			advance(SECOND);
			assertThat(find(id).state()).isEqualTo(RunState.QUEUED);
		}

		// GW-T17
		@Test
		void keyGivesTheSameRunBackForTheSameRequestAndAConflictForAnother() {
			UUID first = add(run("job").key("k", "f"));
			assertThat(insert(run("job").key("k", "f"))).isEqualTo(new Inserted(Status.EXISTING, first));
			assertThat(insert(run("job").key("k", "g"))).isEqualTo(new Inserted(Status.CONFLICT, first));
			assertThat(store().list(RunQuery.newest()).items()).hasSize(1);
		}

		@Test
		void keysOfDifferentJobsDoNotMeet() {
			add(run("job").key("k", "f"));
			assertThat(insert(run("other").key("k", "g")).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void keyIsKeptForItsRetentionAfterTheRunHasEnded() {
			UUID first = add(run("job").key("k", "f"));
			advance(Duration.ofDays(2));
			assertThat(insert(run("job").key("k", "f")).status()).as("unfinished").isEqualTo(Status.EXISTING);
			store().cancel(first);
			advance(Duration.ofDays(1).minusMillis(1));
			assertThat(insert(run("job").key("k", "f")).status()).as("just before").isEqualTo(Status.EXISTING);
			advance(Duration.ofMillis(1));
			assertThat(insert(run("job").key("k", "g")).status()).as("after").isEqualTo(Status.CREATED);
		}

		@Test
		void runWithoutAFreeSlotIsSkippedAndCounted() {
			add(run("job").slots(1));
			NewRun refused = run("job").slots(1).build();
			assertThat(store().insert(List.of(refused), Joining.OWN))
				.containsExactly(new Inserted(Status.SKIPPED, refused.id()));
			assertThat(store().find(refused.id())).isEmpty();
			assertThat(stats("job").skipped()).isEqualTo(1);
		}

		@Test
		void slotIsHeldWhileARunWaitsForARetry() {
			ClaimedRun run = running(run("job").slots(1));
			write(retry(run, SECOND));
			assertThat(insert(run("job").slots(1)).status()).isEqualTo(Status.SKIPPED);
		}

		@ParameterizedTest
		@CsvSource({ "succeeded", "failed", "cancelled" })
		void slotIsFreeOnceTheRunHasEnded(String kind) {
			ClaimedRun run = running(run("job").slots(1));
			write(outcome(kind, run.id(), run.token()));
			assertThat(insert(run("job").slots(1)).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void asManyRunsAsSlotsMayBeUnfinished() {
			add(run("job").slots(2));
			add(run("job").slots(2));
			assertThat(insert(run("job").slots(2)).status()).isEqualTo(Status.SKIPPED);
		}

		@Test
		void skippedRunDoesNotTakeItsKey() {
			add(run("job").slots(1));
			insert(run("job").slots(1).key("k", "f"));
			assertThat(insert(run("job").key("k", "g")).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void onlyOneOfManyThreadsGetsTheKey() throws Exception {
			List<Inserted> answers = together(8, () -> insert(run("job").key("k", "f")));
			assertThat(answers).extracting(Inserted::status).containsOnlyOnce(Status.CREATED);
			assertThat(answers).extracting(Inserted::runId).containsOnly(answers.get(0).runId());
		}

		@Test
		void onlyOneOfManyThreadsGetsTheSlot() throws Exception {
			List<Inserted> answers = together(8, () -> insert(run("job").slots(1)));
			assertThat(answers).extracting(Inserted::status).containsOnlyOnce(Status.CREATED);
			assertThat(stats("job").skipped()).isEqualTo(7);
		}

	}

	/**
	 * Claiming runs.
	 */
	@Nested
	class Claim {

		@Test
		void comesByPriorityThenDueTimeThenId() {
			Instant now = store().now();
			UUID late = add(run("job").at(now.minusSeconds(1)));
			UUID early = add(run("other").at(now.minusSeconds(2)));
			UUID sameTimeLaterId = add(run("job").at(now.minusSeconds(2)));
			UUID high = add(run("third").priority(5));
			UUID low = add(run("job").priority(-100).at(now.minusSeconds(60)));
			assertThat(claimIds(request(NODE, 10))).containsExactly(high, early, sameTimeLaterId, late, low);
		}

		// GQ-T6
		@Test
		void givesARunningRunWithTokenAttemptAndNode() {
			UUID id = add(run("job"));
			advance(SECOND);
			ClaimedRun claimed = claimOne(NODE);
			assertThat(claimed)
				.isEqualTo(new ClaimedRun(id, "job", "default", 1, 1, 3, 0, Trigger.ENQUEUED, "{\"n\":1}", 1,
						store().now().minus(SECOND), store().now().minus(SECOND), store().now().minus(SECOND),
						store().now(), Duration.ofMinutes(1), null, Map.of("traceparent", "00-1-2-01")));
			Run run = find(id);
			assertThat(run.state()).isEqualTo(RunState.RUNNING);
			assertThat(run.node()).isEqualTo(NODE);
			assertThat(run.startedAt()).isEqualTo(store().now());
		}

		@Test
		void runWithANewerPayloadThanTheNodeKnowsWaitsForAnotherAndHoldsUpNone() {
			List<UUID> newer = List.of(add(run("job").payloadVersion(3)),
					add(run("job").payloadVersion(3).trigger(Trigger.MANUAL)));
			UUID known = add(run("job").payloadVersion(2));
			ClaimRequest old = new ClaimRequest(NODE, Map.of("default", 1), new KnownJobs(Map.of("job", 2, "other", 9)),
					Map.of());
			assertThat(claimIds(old)).containsExactly(known);
			assertThat(claimIds(old)).isEmpty();
			ClaimRequest current = new ClaimRequest(OTHER, Map.of("default", 9), new KnownJobs(Map.of("job", 3)),
					Map.of());
			assertThat(claim(current)).extracting(ClaimedRun::id, ClaimedRun::payloadVersion)
				.containsExactly(tuple(newer.get(0), 3), tuple(newer.get(1), 3));
		}

		@Test
		void runWithANewerPayloadThatANodeDiedOverWaitsToo() {
			add(run("job").payloadVersion(2));
			KnownJobs newer = new KnownJobs(Map.of("job", 2));
			claim(new ClaimRequest(NODE, Map.of("default", 1), newer, Map.of()));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			assertThat(claim(request(OTHER, 1))).isEmpty();
			assertThat(claim(new ClaimRequest(OTHER, Map.of("default", 1), newer, Map.of()))).hasSize(1);
		}

		// GW-T20
		@Test
		void claimedRunBelongsToNoOtherNode() {
			add(run("job"));
			claimOne(NODE);
			assertThat(claim(request(OTHER, 10))).isEmpty();
		}

		@Test
		void runIsNeverClaimedEarly() {
			UUID id = add(run("job").after(SECOND));
			advance(SECOND.minusNanos(1_000_000));
			assertThat(claim(request(NODE, 1))).isEmpty();
			advance(Duration.ofMillis(1));
			assertThat(claimIds(request(NODE, 1))).containsExactly(id);
		}

		@Test
		void saysWhenTheNextWaitingRunIsDue() {
			add(run("job").after(Duration.ofMinutes(5)));
			add(run("job").after(Duration.ofMinutes(2)));
			assertThat(store().exchange(List.of(), nothing()).untilNextDue()).isEqualTo(Duration.ofMinutes(2));
		}

		@Test
		void saysNothingOfTheNextDueTimeIfNoRunWaitsForIt() {
			running(run("job").deadline(Duration.ofMinutes(1)));
			assertThat(store().exchange(List.of(), nothing()).untilNextDue()).isNull();
		}

		@Test
		void takesNoMoreOfAQueueThanThereIsRoomFor() {
			UUID first = add(run("job"));
			add(run("job"));
			UUID mail = add(run("job").queue("mail"));
			add(run("job").queue("mail"));
			add(run("job").queue("unnamed"));
			ClaimRequest request = new ClaimRequest(NODE, Map.of("default", 1, "mail", 1), KNOWN, Map.of());
			assertThat(claimIds(request)).containsExactlyInAnyOrder(first, mail);
		}

		@Test
		void takesNothingOfAQueueWithoutRoom() {
			UUID suspect = running(run("job")).id();
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			add(run("job"));
			assertThat(claim(request(OTHER, 0))).isEmpty();
			assertThat(find(suspect).state()).isEqualTo(RunState.QUEUED);
		}

		@Test
		void takesOnlyJobsTheNodeKnows() {
			add(run("unknown").priority(9));
			UUID known = add(run("job"));
			assertThat(claimIds(request(NODE, 10))).containsExactly(known);
		}

		@Test
		void jobAtItsLimitStandsInNobodysWay() {
			for (int i = 0; i < 50; i++) {
				add(run("job").priority(9));
			}
			UUID behind = add(run("other"));
			ClaimRequest request = new ClaimRequest(NODE, Map.of("default", 10), KNOWN, Map.of("job", 2));
			List<ClaimedRun> claimed = claim(request);
			assertThat(claimed).extracting(ClaimedRun::jobId).containsExactly("job", "job", "other");
			assertThat(claimed.get(2).id()).isEqualTo(behind);
		}

		@Test
		void limitHoldsForAllNodesAndQueuesTogether() {
			for (int i = 0; i < 4; i++) {
				add(run("job"));
				add(run("job").queue("mail"));
			}
			Map<String, Integer> room = Map.of("default", 10, "mail", 10);
			assertThat(claim(new ClaimRequest(NODE, room, KNOWN, Map.of("job", 3)))).hasSize(3);
			assertThat(claim(new ClaimRequest(OTHER, room, KNOWN, Map.of("job", 3)))).isEmpty();
		}

		@Test
		void limitCountsRunsAnodeHasDiedOver() {
			ClaimedRun first = running(run("job"));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			add(run("job"));
			ClaimRequest request = new ClaimRequest(OTHER, Map.of("default", 10), KNOWN, Map.of("job", 1));
			assertThat(claimIds(request)).containsExactly(first.id());
		}

		@ParameterizedTest
		@CsvSource({ "succeeded", "retry", "failed", "cancelled", "released" })
		void endOfAnAttemptGivesItsPermitBack(String kind) {
			ClaimedRun first = running(run("job"));
			UUID second = add(run("job").priority(1));
			ClaimRequest request = new ClaimRequest(NODE, Map.of("default", 10), KNOWN, Map.of("job", 1));
			assertThat(claim(request)).isEmpty();
			Exchanged exchanged = store().exchange(List.of(outcome(kind, first.id(), first.token())), request);
			assertThat(exchanged.claimed()).extracting(ClaimedRun::id).containsExactly(second);
		}

		@Test
		void staleOutcomeGivesNoPermitBack() {
			ClaimedRun lost = running(run("job"));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			add(run("job"));
			ClaimRequest request = new ClaimRequest(OTHER, Map.of("default", 10), KNOWN, Map.of("job", 1));
			assertThat(claim(request)).hasSize(1);
			store().exchange(List.of(succeeded(lost), succeeded(lost)), nothing());
			assertThat(claim(request)).isEmpty();
		}

		@Test
		void pausedQueueHoldsItsRunsBack() {
			UUID held = add(run("job"));
			UUID open = add(run("job").queue("mail"));
			store().pauseQueue("default", "ada", "upgrade", null);
			ClaimRequest request = new ClaimRequest(NODE, Map.of("default", 10, "mail", 10), KNOWN, Map.of());
			assertThat(claimIds(request)).containsExactly(open);
			store().resumeQueue("default");
			assertThat(claimIds(request)).containsExactly(held);
		}

		@Test
		void pausedJobHoldsItsRunsBackAndNoOthers() {
			UUID held = add(run("job").priority(9));
			UUID open = add(run("other"));
			store().pauseJob("job", null, null, null);
			assertThat(claimIds(request(NODE, 10))).containsExactly(open);
			store().resumeJob("job");
			assertThat(claimIds(request(NODE, 10))).containsExactly(held);
		}

		@Test
		void outcomesAreWrittenBeforeRunsAreClaimed() {
			ClaimedRun run = running(run("job"));
			Exchanged exchanged = store().exchange(List.of(retry(run, Duration.ZERO)), request(NODE, 1));
			assertThat(exchanged.states()).containsExactly(RunState.RETRYING);
			assertThat(exchanged.claimed()).extracting(ClaimedRun::id, ClaimedRun::attempt)
				.containsExactly(tuple(run.id(), 2));
		}

		// GW-T28
		@Test
		void eachOfManyRunsIsClaimedOnceByManyThreads() throws Exception {
			List<NewRun> runs = new ArrayList<>();
			for (int i = 0; i < 2_000; i++) {
				runs.add(run("job").build());
			}
			store().insert(runs, Joining.OWN);
			AtomicInteger nodes = new AtomicInteger();
			List<List<UUID>> claimed = together(8, () -> {
				String node = "node-" + nodes.incrementAndGet();
				List<UUID> mine = new ArrayList<>();
				List<UUID> more = claimIds(request(node, 7));
				while (!more.isEmpty()) {
					mine.addAll(more);
					more = claimIds(request(node, 7));
				}
				return mine;
			});
			assertThat(claimed.stream().flatMap(List::stream)).hasSize(2_000).doesNotHaveDuplicates();
		}

		// GA-T35, GA-T39
		@Test
		void manyThreadsRunTheirOwnJobs() throws Exception {
			AtomicInteger threads = new AtomicInteger();
			together(24, () -> {
				String job = "job-" + threads.incrementAndGet();
				ClaimRequest request = new ClaimRequest(job, Map.of(job, 1), Known.jobs(job), Map.of());
				for (int i = 0; i < 5; i++) {
					add(run(job).queue(job));
					ClaimedRun run = claim(request).get(0);
					assertThat(write(succeeded(run))).isEqualTo(RunState.SUCCEEDED);
				}
				return job;
			});
			for (int i = 1; i <= 24; i++) {
				assertThat(stats("job-" + i).success()).isEqualTo(5);
			}
		}

	}

	/**
	 * Writing what became of attempts.
	 */
	@Nested
	class Outcomes {

		// GQ-T7
		@Test
		void successKeepsTheResultAndClearsTheError() {
			ClaimedRun first = running(run("job"));
			write(retry(first, Duration.ZERO));
			assertThat(write(succeeded(claimOne(NODE)))).isEqualTo(RunState.SUCCEEDED);
			Run run = find(first.id());
			assertThat(run.result()).isEqualTo("42");
			assertThat(run.error()).isNull();
			assertThat(run.reason()).isNull();
			assertThat(run.finishedAt()).isEqualTo(store().now());
			assertThat(run.attempt()).isEqualTo(2);
		}

		// GQ-T9, GW-T24
		@Test
		void failureKeepsErrorAndReason() {
			ClaimedRun run = running(run("job"));
			assertThat(write(outcome("failed", run.id(), run.token()))).isEqualTo(RunState.FAILED);
			assertThat(find(run.id()).error()).isEqualTo(ERROR);
			assertThat(find(run.id()).reason()).isEqualTo(Reason.EXHAUSTED);
			assertThat(find(run.id()).finishedAt()).isEqualTo(store().now());
		}

		// GQ-T8, GW-T21
		@Test
		void retryWaitsForItsDelayAndRecordsTheAttempt() {
			ClaimedRun first = running(run("job"));
			Instant started = store().now();
			advance(SECOND);
			assertThat(write(new Outcome.Retry(first.id(), first.token(), SECOND, Reason.TIMEOUT, ERROR)))
				.isEqualTo(RunState.RETRYING);
			Run run = find(first.id());
			assertThat(run.state()).isEqualTo(RunState.RETRYING);
			assertThat(run.reason()).isEqualTo(Reason.TIMEOUT);
			assertThat(run.error()).isEqualTo(ERROR);
			assertThat(run.nextAttemptAt()).isEqualTo(store().now().plus(SECOND));
			assertThat(run.attempts())
				.containsExactly(new Attempt(1, 1, NODE, started, store().now(), Reason.TIMEOUT, ERROR));
			assertThat(claim(request(NODE, 1))).isEmpty();
			advance(SECOND);
			assertThat(find(first.id()).state()).isEqualTo(RunState.QUEUED);
			assertThat(find(first.id()).nextAttemptAt()).isNull();
			ClaimedRun second = claimOne(OTHER);
			assertThat(second.token()).isEqualTo(2);
			assertThat(second.attempt()).isEqualTo(2);
			assertThat(second.scheduledAt()).isEqualTo(started);
		}

		@Test
		void bodyThatEndedByCancellationIsCancelled() {
			ClaimedRun run = running(run("job"));
			assertThat(write(outcome("cancelled", run.id(), run.token()))).isEqualTo(RunState.CANCELLED);
			assertThat(find(run.id()).finishedAt()).isEqualTo(store().now());
		}

		@Test
		void releaseGivesTheAttemptBackButNotTheToken() {
			ClaimedRun first = running(run("job"));
			assertThat(write(outcome("released", first.id(), first.token()))).isEqualTo(RunState.QUEUED);
			assertThat(find(first.id()).attempt()).isZero();
			assertThat(find(first.id()).attempts()).isEmpty();
			assertThat(find(first.id()).crashes()).isZero();
			ClaimedRun second = claimOne(OTHER);
			assertThat(second.attempt()).isEqualTo(1);
			assertThat(second.token()).isEqualTo(2);
		}

		// I1, GW-T36
		@ParameterizedTest
		@CsvSource({ "succeeded", "retry", "failed", "cancelled", "released" })
		void outcomeUnderAnOldTokenIsLost(String kind) {
			ClaimedRun first = running(run("job"));
			write(outcome("released", first.id(), first.token()));
			claimOne(OTHER);
			Run before = find(first.id());
			assertThat(write(outcome(kind, first.id(), first.token()))).isNull();
			assertThat(find(first.id())).isEqualTo(before);
		}

		@ParameterizedTest
		@CsvSource({ "succeeded", "retry", "failed", "cancelled", "released" })
		void outcomeOfAWaitingRunIsLost(String kind) {
			ClaimedRun first = running(run("job"));
			write(retry(first, SECOND));
			Run before = find(first.id());
			assertThat(write(outcome(kind, first.id(), first.token()))).isNull();
			assertThat(find(first.id())).isEqualTo(before);
		}

		// GA-T36, I2, I4
		@ParameterizedTest
		@CsvSource({ "succeeded", "retry", "failed", "cancelled", "released" })
		void outcomeOfAnEndedRunIsLost(String kind) {
			ClaimedRun run = running(run("job"));
			write(succeeded(run));
			Run before = find(run.id());
			assertThat(write(outcome(kind, run.id(), run.token()))).isNull();
			assertThat(find(run.id())).isEqualTo(before);
			assertThat(stats("job").total()).isEqualTo(1);
		}

		// GQ-T14
		@Test
		void outcomeOfAnUnknownRunIsLost() {
			assertThat(write(outcome("succeeded", new UUID(1, 2), 1))).isNull();
		}

		@Test
		void eachOutcomeIsWonOrLostByItself() {
			ClaimedRun one = running(run("job"));
			ClaimedRun two = running(run("job"));
			Exchanged exchanged = store()
				.exchange(List.of(outcome("failed", one.id(), 99), succeeded(two), succeeded(two)), nothing());
			assertThat(exchanged.states()).isEqualTo(Arrays.asList(null, RunState.SUCCEEDED, null));
		}

		@Test
		void onlyOneOfManyThreadsEndsARun() throws Exception {
			ClaimedRun run = running(run("job"));
			List<String> won = together(8, () -> (write(succeeded(run)) != null) ? "won" : "lost");
			assertThat(won).containsOnlyOnce("won");
			assertThat(stats("job").success()).isEqualTo(1);
		}

	}

	/**
	 * Deadlines.
	 */
	@Nested
	class Deadlines {

		@Test
		void waitingRunFailsOnceItsDeadlineHasPassed() {
			UUID id = add(run("job").queue("mail").deadline(Duration.ofMinutes(1)));
			advance(Duration.ofMinutes(1).minusMillis(1));
			assertThat(store().exchange(List.of(), nothing()).expired()).isEmpty();
			advance(Duration.ofMillis(1));
			assertThat(store().exchange(List.of(), nothing()).expired())
				.containsExactly(new Exchanged.ExpiredRun("job", "mail"));
			assertThat(find(id).state()).isEqualTo(RunState.FAILED);
			assertThat(find(id).reason()).isEqualTo(Reason.EXPIRED);
			assertThat(stats("job").failure()).isEqualTo(1);
			assertThat(store().exchange(List.of(), nothing()).expired()).isEmpty();
		}

		@Test
		void expiredRunIsNotClaimed() {
			add(run("job").deadline(Duration.ofMinutes(1)));
			advance(Duration.ofMinutes(1));
			assertThat(claim(request(NODE, 1))).isEmpty();
		}

		@Test
		void countsFromTheDueTime() {
			UUID id = add(run("job").after(Duration.ofMinutes(5)).deadline(Duration.ofMinutes(1)));
			assertThat(find(id).deadline()).isEqualTo(store().now().plus(Duration.ofMinutes(6)));
		}

		@Test
		void runThatIsMadeLateHasItsWholeTimeLeft() {
			UUID id = add(run("job").at(store().now().minusSeconds(3600)).deadline(Duration.ofMinutes(1)));
			assertThat(find(id).deadline()).isEqualTo(store().now().plus(Duration.ofMinutes(1)));
		}

		@Test
		void retryThatWouldBeDueTooLateFailsAtOnce() {
			ClaimedRun run = running(run("job").deadline(Duration.ofMinutes(1)));
			assertThat(write(retry(run, Duration.ofMinutes(1)))).isEqualTo(RunState.FAILED);
			assertThat(find(run.id()).reason()).isEqualTo(Reason.EXPIRED);
			assertThat(find(run.id()).error()).isEqualTo(ERROR);
		}

		@Test
		void runThatWaitsForARetryFailsToo() {
			ClaimedRun run = running(run("job").deadline(Duration.ofMinutes(1)));
			write(retry(run, Duration.ofSeconds(59)));
			advance(Duration.ofMinutes(1));
			assertThat(store().exchange(List.of(), request(NODE, 1)).expired()).hasSize(1);
			assertThat(find(run.id()).state()).isEqualTo(RunState.FAILED);
		}

		@Test
		void runningRunIsLeftToItsNode() {
			ClaimedRun run = running(run("job").deadline(Duration.ofMinutes(1)));
			advance(Duration.ofMinutes(2));
			assertThat(store().exchange(List.of(), nothing()).expired()).isEmpty();
			assertThat(write(succeeded(run))).isEqualTo(RunState.SUCCEEDED);
		}

		@Test
		void runThatIsGivenBackAfterItsDeadlineFails() {
			ClaimedRun run = running(run("job").deadline(Duration.ofMinutes(1)));
			advance(Duration.ofMinutes(2));
			store().exchange(List.of(), nothing());
			write(outcome("released", run.id(), run.token()));
			assertThat(claim(request(NODE, 1))).isEmpty();
			assertThat(find(run.id()).reason()).isEqualTo(Reason.EXPIRED);
		}

		@Test
		void runThatIsRescuedAfterItsDeadlineFails() {
			ClaimedRun run = running(run("job").deadline(SECOND));
			crash(NODE);
			store().exchange(List.of(), nothing());
			store().rescue("rescuer", 3, 10);
			assertThat(claim(request(OTHER, 1))).isEmpty();
			assertThat(find(run.id()).reason()).isEqualTo(Reason.EXPIRED);
		}

		@Test
		void pauseDoesNotHoldADeadline() {
			add(run("job").deadline(SECOND));
			store().pauseJob("job", null, null, null);
			advance(SECOND);
			assertThat(store().exchange(List.of(), nothing()).expired()).hasSize(1);
		}

		@Test
		void nextDeadlineIsATimeToLookAgain() {
			add(run("job").deadline(Duration.ofMinutes(3)));
			add(run("job").after(Duration.ofMinutes(5)));
			assertThat(store().exchange(List.of(), nothing()).untilNextDue()).isEqualTo(Duration.ofMinutes(3));
		}

	}

	/**
	 * Cancelling runs.
	 */
	@Nested
	class Cancel {

		@Test
		void waitingRunIsCancelledAtOnce() {
			UUID scheduled = add(run("job").after(SECOND));
			UUID queued = add(run("job"));
			for (UUID id : List.of(scheduled, queued)) {
				CancelResult result = store().cancel(id);
				assertThat(result.status()).isEqualTo(CancelResult.Status.CANCELLED);
				assertThat(result.run()).isEqualTo(find(id));
				assertThat(find(id).state()).isEqualTo(RunState.CANCELLED);
				assertThat(find(id).finishedAt()).isEqualTo(store().now());
			}
			advance(SECOND);
			assertThat(claim(request(NODE, 10))).isEmpty();
		}

		// GW-T10
		@Test
		void runThatWaitsForARetryIsCancelledAtOnce() {
			ClaimedRun run = running(run("job"));
			write(retry(run, SECOND));
			assertThat(store().cancel(run.id()).status()).isEqualTo(CancelResult.Status.CANCELLED);
			advance(SECOND);
			assertThat(claim(request(NODE, 10))).isEmpty();
		}

		@Test
		void runningRunIsOnlyAskedToEnd() {
			ClaimedRun run = running(run("job"));
			beat(NODE);
			CancelResult result = store().cancel(run.id());
			assertThat(result.status()).isEqualTo(CancelResult.Status.REQUESTED);
			assertThat(find(run.id()).state()).isEqualTo(RunState.RUNNING);
			assertThat(find(run.id()).cancelRequested()).isTrue();
			assertThat(beat(NODE).cancelled()).containsExactly(run.id());
			assertThat(beat(OTHER).cancelled()).isEmpty();
		}

		// GW-T36
		@ParameterizedTest
		@CsvSource({ "succeeded", "retry", "failed", "cancelled", "released" })
		void runThatWasAskedToEndIsCancelledWhateverItsOutcome(String kind) {
			ClaimedRun run = running(run("job").slots(1));
			store().cancel(run.id());
			assertThat(write(outcome(kind, run.id(), run.token()))).isEqualTo(RunState.CANCELLED);
			assertThat(write(outcome(kind, run.id(), run.token()))).as("once").isNull();
			assertThat(find(run.id()).state()).isEqualTo(RunState.CANCELLED);
			assertThat(stats("job").total()).isZero();
			assertThat(stats("job").running()).isZero();
			assertThat(insert(run("job").slots(1)).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void secondCancelOfACancelledRunIsFine() {
			UUID id = add(run("job"));
			store().cancel(id);
			assertThat(store().cancel(id).status()).isEqualTo(CancelResult.Status.ALREADY_CANCELLED);
		}

		@ParameterizedTest
		@CsvSource({ "succeeded", "failed" })
		void endedRunIsAConflict(String kind) {
			ClaimedRun run = running(run("job"));
			write(outcome(kind, run.id(), run.token()));
			Run before = find(run.id());
			assertThat(store().cancel(run.id())).isEqualTo(new CancelResult(CancelResult.Status.FINISHED, before));
			assertThat(find(run.id())).isEqualTo(before);
		}

		// GW-T18
		@Test
		void unknownRunIsUnknown() {
			assertThat(store().cancel(new UUID(1, 2))).isEqualTo(new CancelResult(CancelResult.Status.UNKNOWN, null));
		}

		@Test
		void manyCancelledRunsLeaveTheDepthOfTheirQueueRight() {
			List<UUID> added = new ArrayList<>();
			for (int i = 0; i < 150; i++) {
				added.add(add(run("job")));
			}
			added.subList(0, 149).forEach(store()::cancel);
			assertThat(store().queueStats()).extracting(QueueStats::depth).containsExactly(1);
			claimOne(NODE);
			assertThat(store().queueStats()).extracting(QueueStats::depth).containsExactly(0);
		}

		@Test
		void cancelAndSuccessTogetherMakeOneTransition() throws Exception {
			for (int i = 0; i < 50; i++) {
				ClaimedRun run = running(run("job"));
				AtomicInteger turn = new AtomicInteger();
				together(2, () -> (turn.getAndIncrement() == 0) ? store().cancel(run.id()).status()
						: String.valueOf(write(succeeded(run))));
				assertThat(find(run.id()).state()).isIn(RunState.SUCCEEDED, RunState.CANCELLED);
				assertThat(stats("job").running()).isZero();
			}
		}

	}

	/**
	 * Nodes, their leases and what becomes of the runs of dead ones.
	 */
	@Nested
	class Nodes {

		@Test
		void firstHeartbeatMakesANodeKnown() {
			assertThat(beat(NODE)).isEqualTo(new HeartbeatReply(true, List.of(), store().now()));
			Instant first = store().now();
			advance(SECOND);
			NodeBeat said = new NodeBeat(NODE, "1.1", 9, 3, Duration.ofMillis(-1_500));
			store().heartbeat(said, LEASE);
			assertThat(store().nodes())
				.containsExactly(new NodeState(said, first, store().now(), store().now().plus(LEASE)));
		}

		@Test
		void nodeThatHasNotComparedItsClockSaysNothingOfIt() {
			beat(NODE);
			assertThat(store().nodes()).extracting((node) -> node.beat().clockSkew()).containsOnlyNulls();
		}

		@Test
		void nodesComeByTheirStart() {
			beat("b");
			advance(SECOND);
			beat("a");
			claimNothingAs("b");
			assertThat(store().nodes()).extracting((node) -> node.beat().nodeId()).containsExactly("b", "a");
			add(run("job"));
			claimOne("b");
			advance(LEASE);
			beat("a");
			store().rescue("rescuer", 3, 10);
			beat("b");
			assertThat(store().nodes()).extracting((node) -> node.beat().nodeId()).containsExactly("a", "b");
		}

		private void claimNothingAs(String node) {
			assertThat(claim(request(node, 1))).isEmpty();
		}

		// GW-T23
		@Test
		void runOfALivingNodeIsLeftAlone() {
			ClaimedRun run = running(run("job"));
			beat(NODE);
			advance(LEASE.minusMillis(1));
			assertThat(store().rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
			beat(NODE);
			advance(LEASE.minusMillis(1));
			assertThat(store().rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
			assertThat(find(run.id()).state()).isEqualTo(RunState.RUNNING);
		}

		// GW-T22
		@Test
		void runOfADeadNodeWaitsAgainWithOneMoreCrashAndNoAttemptUsed() {
			ClaimedRun run = running(run("job"));
			Instant started = store().now();
			crash(NODE);
			Rescued rescued = store().rescue("rescuer", 3, 10);
			assertThat(rescued.requeued()).containsExactly(new RescuedRun(run.id(), "job", "default", NODE));
			assertThat(rescued.failed()).isEmpty();
			Run after = find(run.id());
			assertThat(after.state()).isEqualTo(RunState.QUEUED);
			assertThat(after.crashes()).isEqualTo(1);
			assertThat(after.attempt()).isZero();
			assertThat(after.attempts())
				.containsExactly(new Attempt(1, 1, NODE, started, store().now(), Reason.CRASHED, null));
			ClaimedRun again = claimOne(OTHER);
			assertThat(again.token()).isEqualTo(2);
			assertThat(again.attempt()).isEqualTo(1);
			assertThat(again.crashes()).isEqualTo(1);
			assertThat(write(succeeded(run))).as("the dead node's outcome").isNull();
		}

		@Test
		void rescueTakesEachRunOnce() throws Exception {
			for (int i = 0; i < 20; i++) {
				add(run("job"));
			}
			claim(request(NODE, 20));
			crash(NODE);
			List<Rescued> rescued = together(8, () -> store().rescue("rescuer", 3, 100));
			assertThat(rescued.stream().flatMap((one) -> one.requeued().stream())).hasSize(20).doesNotHaveDuplicates();
		}

		@Test
		void runThatCrashesTooOftenFails() {
			UUID id = add(run("job"));
			for (int crash = 1; crash <= 3; crash++) {
				claimOne(NODE);
				crash(NODE);
				Rescued rescued = store().rescue("rescuer", 3, 10);
				assertThat(rescued.failed()).hasSize((crash == 3) ? 1 : 0);
			}
			assertThat(find(id).state()).isEqualTo(RunState.FAILED);
			assertThat(find(id).reason()).isEqualTo(Reason.CRASHED);
			assertThat(find(id).crashes()).isEqualTo(3);
			assertThat(stats("job").failure()).isEqualTo(1);
			assertThat(stats("job").running()).isZero();
		}

		@Test
		void runThatWasAskedToEndIsCancelledWhenItsNodeDies() {
			ClaimedRun run = running(run("job"));
			store().cancel(run.id());
			crash(NODE);
			Rescued rescued = store().rescue("rescuer", 3, 10);
			assertThat(rescued.requeued()).isEmpty();
			assertThat(rescued.failed()).isEmpty();
			assertThat(rescued.cancelled()).extracting(RescuedRun::runId).containsExactly(run.id());
			assertThat(find(run.id()).state()).isEqualTo(RunState.CANCELLED);
		}

		@Test
		void rescueLooksAtNoMoreRunsThanAsked() {
			for (int i = 0; i < 3; i++) {
				add(run("job"));
				add(run("job"));
				claim(request("dead-" + i, 2));
				beat("dead-" + i);
			}
			advance(LEASE);
			assertThat(store().rescue("rescuer", 3, 4).requeued()).hasSize(4);
			assertThat(store().rescue("rescuer", 3, 4).requeued()).hasSize(2);
			assertThat(store().rescue("rescuer", 3, 4)).isEqualTo(Rescued.NOTHING);
		}

		@Test
		void nodeIsToldOnceThatItsRunsWereTaken() {
			running(run("job"));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			assertThat(beat(NODE).alive()).isFalse();
			assertThat(beat(NODE).alive()).isTrue();
		}

		@Test
		void nodeThatComesBackBeforeARescueKeepsItsRuns() {
			ClaimedRun run = running(run("job"));
			crash(NODE);
			assertThat(beat(NODE).alive()).isTrue();
			assertThat(store().rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
			assertThat(write(succeeded(run))).isEqualTo(RunState.SUCCEEDED);
		}

		@Test
		void runThatANodeDiedOverIsClaimedOneAtATimeWhileOthersGoOn() {
			for (int i = 0; i < 4; i++) {
				add(run("job"));
			}
			claim(request(NODE, 4));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			UUID fresh = add(run("other"));
			List<ClaimedRun> first = claim(request(OTHER, 10));
			assertThat(first).extracting(ClaimedRun::crashes).containsExactlyInAnyOrder(0, 1);
			assertThat(first).extracting(ClaimedRun::id).contains(fresh);
			assertThat(claim(request(OTHER, 10))).as("while it runs").isEmpty();
			assertThat(claim(request("node-3", 10))).as("another node").hasSize(1);
			List<Outcome> ended = first.stream().map(JobStoreContract::succeeded).toList();
			assertThat(store().exchange(ended, request(OTHER, 10)).claimed()).hasSize(1);
		}

		@Test
		void runThatANodeDiedOverIsOneAtATimeHoweverLittleRoomThereIs() {
			add(run("job"));
			add(run("third"));
			claim(request(NODE, 2));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			for (int i = 0; i < 20; i++) {
				add(run("other"));
			}
			assertThat(claim(request(OTHER, 21))).extracting(ClaimedRun::crashes).containsOnlyOnce(1).hasSize(21);
			assertThat(claim(request(OTHER, 1))).isEmpty();
		}

		@Test
		void runThatANodeDiedOverIsOneAtATimeBesideAJobAtItsLimit() {
			add(run("job"));
			add(run("job"));
			claim(request(NODE, 2));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			add(run("third"));
			add(run("third"));
			ClaimRequest request = new ClaimRequest(OTHER, Map.of("default", 3), KNOWN, Map.of("third", 1));
			assertThat(claim(request)).extracting(ClaimedRun::crashes).containsExactlyInAnyOrder(0, 1);
		}

		@Test
		void runThatANodeDiedOverIsOneAtATimeInAllQueues() {
			add(run("job"));
			add(run("job").queue("mail"));
			claim(new ClaimRequest(NODE, Map.of("default", 1, "mail", 1), KNOWN, Map.of()));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			assertThat(claim(new ClaimRequest(OTHER, Map.of("default", 1, "mail", 1), KNOWN, Map.of()))).hasSize(1);
		}

		@Test
		void runThatANodeDiedOverWaitsItsTurn() {
			ClaimedRun suspect = running(run("job").priority(-5));
			crash(NODE);
			store().rescue("rescuer", 3, 10);
			UUID better = add(run("other"));
			assertThat(claimIds(request(OTHER, 1))).containsExactly(better);
			assertThat(claimIds(request(OTHER, 1))).containsExactly(suspect.id());
		}

		@Test
		void nodeThatLeavesIsForgotten() {
			beat(NODE);
			store().leave(NODE);
			assertThat(store().nodes()).isEmpty();
		}

		@Test
		void runsOfANodeThatLeftKeepTheirLease() {
			ClaimedRun run = running(run("job"));
			beat(NODE);
			store().leave(NODE);
			assertThat(store().rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
			assertThat(find(run.id()).state()).isEqualTo(RunState.RUNNING);
			advance(LEASE);
			assertThat(store().rescue("rescuer", 3, 10).requeued()).hasSize(1);
		}

	}

	/**
	 * Schedules.
	 */
	@Nested
	class Schedules {

		private ScheduleState state(String job, @Nullable Instant next) {
			return new ScheduleState(job, "every-minute", store().now(), next, null);
		}

		private ScheduleState delayed(@Nullable Instant next) {
			return new ScheduleState("job", "delay", Instant.EPOCH, next, Duration.ofSeconds(10));
		}

		private ScheduleState saved(ScheduleState state) {
			assertThat(store().saveSchedule(state, store().findSchedule(state.jobId()).orElse(null))).isTrue();
			return state;
		}

		private RunBuilder scheduled() {
			return run("job").trigger(Trigger.SCHEDULED).slots(1);
		}

		private Fired fire(Tick tick) {
			return store().fire(List.of(tick)).get(0);
		}

		@Test
		void isWrittenIfNobodyHasChangedIt() {
			ScheduleState first = state("job", store().now());
			ScheduleState second = state("job", store().now().plus(SECOND));
			assertThat(store().findSchedule("job")).isEmpty();
			assertThat(store().saveSchedule(second, first)).as("not there").isFalse();
			assertThat(store().saveSchedule(first, null)).isTrue();
			assertThat(store().saveSchedule(second, null)).as("already there").isFalse();
			assertThat(store().saveSchedule(second, first)).isTrue();
			assertThat(store().saveSchedule(first, first)).as("stale").isFalse();
			assertThat(store().findSchedule("job")).contains(second);
		}

		@Test
		void ofManyChangesEachIsWrittenOrNotByItself() {
			ScheduleState known = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			ScheduleState other = state("other", null);
			ScheduleState third = state("third", null);
			assertThat(store().saveSchedules(List.of(new ScheduleChange(third, known), new ScheduleChange(other, null),
					new ScheduleChange(next, known))))
				.containsExactly(false, true, true);
			assertThat(store().findSchedules(JOBS)).isEqualTo(Map.of("job", next, "other", other));
			assertThat(store().saveSchedules(List.of(new ScheduleChange(third, null), new ScheduleChange(other, null))))
				.containsExactly(true, false);
		}

		@Test
		void isGoneOnceRemoved() {
			saved(state("job", store().now()));
			store().removeSchedules(Set.of("job", "unknown"));
			assertThat(store().findSchedule("job")).isEmpty();
			assertThat(store().nextFireTimes()).isEmpty();
			assertThat(store().untilNextSchedule(JOBS)).isEmpty();
		}

		@Test
		void dueOnesComeLongestDueFirst() {
			Instant now = store().now();
			ScheduleState later = saved(state("job", now));
			ScheduleState earlier = saved(state("other", now.minusSeconds(1)));
			saved(state("third", now.plusMillis(1)));
			saved(state("unknown", now));
			assertThat(store().dueSchedules(JOBS, 10)).extracting(DueSchedule::state).containsExactly(earlier, later);
			assertThat(store().dueSchedules(JOBS, 1)).containsExactly(new DueSchedule(earlier, now, null));
		}

		@Test
		void ofAPausedJobIsNotDue() {
			saved(state("job", store().now()));
			store().pauseJob("job", null, null, null);
			assertThat(store().dueSchedules(JOBS, 10)).isEmpty();
			assertThat(store().untilNextSchedule(JOBS)).isEmpty();
			store().resumeJob("job");
			assertThat(store().dueSchedules(JOBS, 10)).hasSize(1);
		}

		@Test
		void saysHowLongUntilTheNextOneAndNeverANegativeTime() {
			saved(state("job", store().now().plusSeconds(90)));
			saved(state("other", null));
			saved(state("unknown", store().now()));
			assertThat(store().untilNextSchedule(JOBS)).contains(Duration.ofSeconds(90));
			advance(Duration.ofMinutes(10));
			assertThat(store().untilNextSchedule(JOBS)).contains(Duration.ZERO);
		}

		@Test
		void nextFireTimesLeaveOutWhatWillNotFire() {
			Instant next = store().now().plusSeconds(90);
			saved(state("job", next));
			saved(state("other", null));
			assertThat(store().nextFireTimes()).isEqualTo(Map.of("job", next));
		}

		@Test
		void tickAddsItsRunAndMovesTheScheduleOn() {
			ScheduleState due = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			NewRun run = scheduled().at(store().now()).build();
			assertThat(fire(new Tick(due, next, run, Busy.SKIP))).isEqualTo(Fired.FIRED);
			assertThat(store().findSchedule("job")).contains(next);
			assertThat(find(run.id()).state()).isEqualTo(RunState.QUEUED);
			assertThat(find(run.id()).trigger()).isEqualTo(Trigger.SCHEDULED);
		}

		@Test
		void tickWithoutARunOnlyMovesOn() {
			ScheduleState due = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			assertThat(fire(new Tick(due, next, null, Busy.SKIP))).isEqualTo(Fired.FIRED);
			assertThat(store().findSchedule("job")).contains(next);
			assertThat(store().list(RunQuery.newest()).items()).isEmpty();
		}

		// GW-T31
		@Test
		void tickOfAMovedScheduleIsLost() {
			ScheduleState due = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			saved(next);
			NewRun run = scheduled().build();
			assertThat(fire(new Tick(due, state("job", null), run, Busy.SKIP))).isEqualTo(Fired.LOST);
			assertThat(store().find(run.id())).isEmpty();
			assertThat(store().findSchedule("job")).contains(next);
		}

		// I12: at most one run of each schedule and fire time.
		@Test
		void firesOnceHoweverManyFireAtOnce() throws Exception {
			ScheduleState due = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			List<Fired> fired = together(8,
					() -> fire(new Tick(due, next, run("job").trigger(Trigger.SCHEDULED).build(), Busy.SKIP)));
			assertThat(Collections.frequency(fired, Fired.FIRED)).isEqualTo(1);
			assertThat(Collections.frequency(fired, Fired.LOST)).isEqualTo(7);
			assertThat(store().list(RunQuery.newest()).items()).hasSize(1);
		}

		// GB-T7
		@Test
		void tickThatFindsTheJobBusyIsSkippedAndCounted() {
			add(scheduled());
			ScheduleState due = saved(state("job", store().now()));
			ScheduleState next = state("job", store().now().plusSeconds(60));
			assertThat(fire(new Tick(due, next, scheduled().build(), Busy.SKIP))).isEqualTo(Fired.SKIPPED);
			assertThat(store().findSchedule("job")).contains(next);
			assertThat(stats("job").skipped()).isEqualTo(1);
			assertThat(stats("job").lastStatus()).isEqualTo(LastStatus.SKIPPED);
		}

		@Test
		void tickThatMayWaitLeavesTheScheduleUntilTheJobIsFree() {
			ClaimedRun busy = running(scheduled());
			ScheduleState due = saved(state("job", store().now()));
			Tick tick = new Tick(due, state("job", null), scheduled().build(), Busy.WAIT);
			assertThat(fire(tick)).isEqualTo(Fired.WAITING);
			assertThat(store().findSchedule("job")).contains(due);
			assertThat(stats("job").skipped()).isZero();
			write(succeeded(busy));
			assertThat(fire(tick)).isEqualTo(Fired.FIRED);
		}

		@Test
		void eachTickIsAnsweredInTheOrderGiven() {
			ScheduleState one = saved(state("job", store().now()));
			ScheduleState two = saved(state("other", store().now()));
			Tick lost = new Tick(state("job", null), one, null, Busy.SKIP);
			Tick fired = new Tick(two, state("other", null), null, Busy.SKIP);
			assertThat(store().fire(List.of(lost, fired))).containsExactly(Fired.LOST, Fired.FIRED);
		}

		private ClaimedRun runningFixedDelay() {
			ScheduleState due = saved(delayed(store().now()));
			assertThat(fire(new Tick(due, delayed(null), scheduled().build(), Busy.SKIP))).isEqualTo(Fired.FIRED);
			assertThat(store().nextFireTimes()).isEmpty();
			return claimOne(NODE);
		}

		@ParameterizedTest
		@CsvSource({ "succeeded", "failed", "cancelled" })
		void fixedDelayBeginsInTheStepThatEndsTheRun(String kind) {
			ClaimedRun run = runningFixedDelay();
			advance(SECOND);
			write(outcome(kind, run.id(), run.token()));
			assertThat(store().nextFireTimes()).isEqualTo(Map.of("job", store().now().plusSeconds(10)));
		}

		@Test
		void fixedDelayDoesNotBeginBeforeTheRetriesHaveEnded() {
			ClaimedRun run = runningFixedDelay();
			write(retry(run, SECOND));
			assertThat(store().nextFireTimes()).isEmpty();
			store().cancel(run.id());
			assertThat(store().nextFireTimes()).containsKey("job");
		}

		@Test
		void fixedDelayBeginsWhenTheRunCrashesForGood() {
			runningFixedDelay();
			crash(NODE);
			store().rescue("rescuer", 1, 10);
			assertThat(store().nextFireTimes()).isEqualTo(Map.of("job", store().now().plusSeconds(10)));
		}

		@Test
		void fixedDelayIsLeftAloneByOtherRuns() {
			runningFixedDelay();
			store().cancel(add(run("job").trigger(Trigger.MANUAL)));
			assertThat(store().nextFireTimes()).isEmpty();
		}

		@Test
		void fixedDelaysOfRunsThatEndTogetherBeginTogether() {
			List.of("other", "job").forEach((job) -> {
				saved(new ScheduleState(job, "delay", Instant.EPOCH, null,
						Duration.ofSeconds("job".equals(job) ? 1 : 2)));
				add(run(job).trigger(Trigger.SCHEDULED).slots(1));
			});
			saved(new ScheduleState("third", "every-minute", Instant.EPOCH, null, null));
			add(run("third").trigger(Trigger.SCHEDULED).slots(1));
			List<Outcome> outcomes = claim(request(NODE, 9)).stream().map(JobStoreContract::succeeded).toList();
			assertThat(store().exchange(outcomes, nothing()).states()).hasSize(3).containsOnly(RunState.SUCCEEDED);
			Instant now = store().now();
			assertThat(store().nextFireTimes())
				.isEqualTo(Map.of("job", now.plusSeconds(1), "other", now.plusSeconds(2)));
		}

		@Test
		void fixedDelayThatIsSkippedBeginsAnew() {
			add(scheduled().trigger(Trigger.MANUAL));
			ScheduleState due = saved(delayed(store().now()));
			assertThat(fire(new Tick(due, delayed(null), scheduled().build(), Busy.SKIP))).isEqualTo(Fired.SKIPPED);
			assertThat(store().nextFireTimes()).isEqualTo(Map.of("job", store().now().plusSeconds(10)));
		}

	}

	/**
	 * Pauses and numbers.
	 */
	@Nested
	class Control {

		@Test
		void pauseKeepsWhoAndWhyAndUntilWhen() {
			Instant until = store().now().plusSeconds(60);
			store().pauseJob("job", "ada", "upgrade", until);
			assertThat(store().pausedJobs())
				.isEqualTo(Map.of("job", new Pause(store().now(), "ada", "upgrade", until)));
		}

		@Test
		void resumeSaysWhetherThereWasAPause() {
			assertThat(store().resumeJob("job")).isFalse();
			assertThat(store().resumeQueue("default")).isFalse();
			store().pauseJob("job", null, null, null);
			store().pauseQueue("default", null, null, null);
			assertThat(store().resumeJob("job")).isTrue();
			assertThat(store().resumeQueue("default")).isTrue();
			assertThat(store().pausedJobs()).isEmpty();
			assertThat(store().resumeJob("job")).isFalse();
		}

		@Test
		void pauseEndsByItself() {
			add(run("job"));
			add(run("other").queue("mail"));
			store().pauseJob("job", null, null, store().now().plusSeconds(1));
			store().pauseQueue("mail", null, null, store().now().plusSeconds(1));
			ClaimRequest request = new ClaimRequest(NODE, Map.of("default", 9, "mail", 9), KNOWN, Map.of());
			assertThat(claim(request)).isEmpty();
			advance(SECOND);
			assertThat(store().pausedJobs()).isEmpty();
			assertThat(store().resumeQueue("mail")).isFalse();
			assertThat(claim(request)).hasSize(2);
		}

		@Test
		void endOfAPauseIsKnownUntilTheJobIsPausedAgainOrResumed() {
			Instant now = store().now();
			Set.of("job", "other")
				.forEach((job) -> store().saveSchedule(new ScheduleState(job, "f", now, now, null), null));
			Instant until = store().now().plusSeconds(1);
			store().pauseJob("job", null, null, until);
			assertThat(endsOfPauses()).containsExactly(entry("other", Optional.empty()));
			advance(Duration.ofSeconds(5));
			assertThat(store().pausedJobs()).isEmpty();
			assertThat(endsOfPauses()).containsOnly(entry("job", Optional.of(until)), entry("other", Optional.empty()));
			store().pauseJob("job", null, null, store().now().plusSeconds(1));
			assertThat(endsOfPauses()).containsOnlyKeys("other");
			advance(Duration.ofSeconds(1));
			store().resumeJob("job");
			assertThat(endsOfPauses()).containsEntry("job", Optional.empty());
		}

		private Map<String, Optional<Instant>> endsOfPauses() {
			return store().dueSchedules(JOBS, 10)
				.stream()
				.collect(Collectors.toMap((due) -> due.state().jobId(),
						(due) -> Optional.ofNullable(due.pausedUntil())));
		}

		@Test
		void runsOfAPausedJobGoOn() {
			ClaimedRun run = running(run("job"));
			store().pauseJob("job", null, null, null);
			assertThat(write(succeeded(run))).isEqualTo(RunState.SUCCEEDED);
		}

		@Test
		void totalIsSuccessAndFailureAndCancelledCountInNeither() {
			write(succeeded(running(run("job"))));
			write(succeeded(running(run("job"))));
			ClaimedRun failed = running(run("job"));
			write(retry(failed, Duration.ZERO));
			ClaimedRun again = claimOne(NODE);
			write(outcome("failed", again.id(), again.token()));
			store().cancel(add(run("job")));
			running(run("job"));
			JobStats stats = stats("job");
			assertThat(stats.success()).isEqualTo(2);
			assertThat(stats.failure()).isEqualTo(1);
			assertThat(stats.total()).isEqualTo(3);
			assertThat(stats.running()).isEqualTo(1);
			assertThat(stats.lastStatus()).isEqualTo(LastStatus.FAILURE);
		}

		@Test
		void skipSetsTheStatusAndNotTheTime() {
			ClaimedRun run = running(run("job"));
			Instant started = store().now();
			advance(SECOND);
			write(succeeded(run));
			add(run("job").slots(1));
			advance(SECOND);
			insert(run("job").slots(1));
			assertThat(stats("job")).isEqualTo(new JobStats(1, 0, 1, started, LastStatus.SKIPPED, 0));
		}

		@Test
		void jobsThatNothingIsKnownOfAreLeftOut() {
			running(run("job"));
			assertThat(store().jobStats(Set.of("job", "other"))).containsOnlyKeys("job");
		}

		@Test
		void queuesShowDepthAgeRunningAndPause() {
			Instant now = store().now();
			add(run("job").queue("b").at(now.minusSeconds(5)));
			add(run("job").queue("b"));
			add(run("job").queue("b").after(Duration.ofHours(1)));
			running(run("job"));
			store().pauseQueue("a", "ada", null, null);
			assertThat(store().queueStats()).containsExactly(
					new QueueStats("a", 0, null, 0, new Pause(now, "ada", null, null)),
					new QueueStats("b", 2, now.minusSeconds(5), 0, null), new QueueStats("default", 0, null, 1, null));
		}

		@Test
		void queueWhoseDelayedRunsAreDueShowsThem() {
			add(run("job").after(SECOND));
			Instant due = store().now().plus(SECOND);
			advance(Duration.ofSeconds(3));
			assertThat(store().queueStats()).containsExactly(new QueueStats("default", 1, due, 0, null));
		}

		@Test
		void dueRunsOfUnknownJobsAreCountedOnceTheyHaveWaited() {
			add(run("gone"));
			add(run("gone").queue("mail"));
			add(run("gone").queue("mail").after(Duration.ofHours(1)));
			add(run("old").queue("mail").priority(7));
			add(run("job"));
			advance(SECOND);
			add(run("gone"));
			assertThat(store().strandedRuns(KNOWN, Duration.ofSeconds(2))).isEmpty();
			assertThat(store().strandedRuns(KNOWN, SECOND)).containsOnly(Map.entry("gone", 2), Map.entry("old", 1));
			assertThat(store().strandedRuns(Known.jobs("job", "gone"), SECOND)).containsOnlyKeys("old");
			assertThat(store().strandedRuns(Known.jobs("job", "gone", "old"), SECOND)).isEmpty();
		}

		@Test
		void dueRunsWithANewerPayloadAreCounted() {
			add(run("job").payloadVersion(2));
			add(run("job").payloadVersion(3));
			assertThat(store().strandedRuns(new KnownJobs(Map.of("job", 2)), Duration.ZERO))
				.isEqualTo(Map.of("job", 1));
			assertThat(store().strandedRuns(new KnownJobs(Map.of("job", 3)), Duration.ZERO)).isEmpty();
		}

		@Test
		void runsOfUnknownJobsThatRunOrHaveEndedAreNotStranded() {
			running(run("job"));
			store().cancel(add(run("other")));
			advance(SECOND);
			assertThat(store().strandedRuns(Known.jobs(), SECOND)).isEmpty();
		}

		@Test
		void queueWithNothingButAPauseThatEndedIsNotListed() {
			store().pauseQueue("mail", null, null, store().now().plus(SECOND));
			advance(SECOND);
			assertThat(store().queueStats()).isEmpty();
		}

	}

	/**
	 * Listing runs.
	 */
	@Nested
	class Listing {

		private List<UUID> list(RunQuery query) {
			return store().list(query).items().stream().map(Run::id).toList();
		}

		private RunQuery page(@Nullable Cursor cursor, int limit) {
			return new RunQuery(Set.of(), null, null, null, null, null, null, null, cursor, limit);
		}

		@Test
		void newestComeFirst() {
			UUID first = add(run("job"));
			UUID second = add(run("job"));
			advance(SECOND);
			UUID third = add(run("job"));
			assertThat(list(RunQuery.newest())).containsExactly(third, second, first);
		}

		@Test
		void eachFilterNarrowsTheList() {
			Instant start = store().now();
			UUID plain = add(run("job"));
			advance(SECOND);
			UUID other = add(run("other").queue("mail").key("k", "f").label("order", "42"));
			assertThat(list(RunQuery.newest().withJob("job"))).containsExactly(plain);
			assertThat(list(query(Set.of(), "mail", null, null, null, null, null))).containsExactly(other);
			assertThat(list(query(Set.of(), null, "order", "42", null, null, null))).containsExactly(other);
			assertThat(list(query(Set.of(), null, "order", "43", null, null, null))).isEmpty();
			assertThat(list(query(Set.of(), null, null, null, "k", null, null))).containsExactly(other);
			assertThat(list(query(Set.of(), null, null, null, null, start.plus(SECOND), null))).containsExactly(other);
			assertThat(list(query(Set.of(), null, null, null, null, null, start.plus(SECOND)))).containsExactly(plain);
		}

		private RunQuery query(Set<RunState> states, @Nullable String queue, @Nullable String label,
				@Nullable String value, @Nullable String key, @Nullable Instant from, @Nullable Instant to) {
			return new RunQuery(states, null, queue, label, value, key, from, to, null, 50);
		}

		@ParameterizedTest
		@EnumSource(RunState.class)
		void stateFilterSeesTheStateByTime(RunState state) {
			UUID succeeded = ended("succeeded");
			UUID failed = ended("failed");
			UUID cancelled = ended("cancelled");
			ClaimedRun retrying = running(run("job"));
			write(retry(retrying, Duration.ofHours(1)));
			UUID running = running(run("job")).id();
			UUID scheduled = add(run("job").after(Duration.ofHours(1)));
			UUID queued = add(run("job").after(SECOND));
			advance(SECOND);
			UUID expected = switch (state) {
				case SCHEDULED -> scheduled;
				case QUEUED -> queued;
				case RUNNING -> running;
				case RETRYING -> retrying.id();
				case SUCCEEDED -> succeeded;
				case FAILED -> failed;
				case CANCELLED -> cancelled;
			};
			assertThat(list(query(Set.of(state), null, null, null, null, null, null))).containsExactly(expected);
		}

		private UUID ended(String kind) {
			ClaimedRun run = running(run("job"));
			write(outcome(kind, run.id(), run.token()));
			return run.id();
		}

		// I18
		@ParameterizedTest
		@CsvSource({ "1", "2", "3", "7", "8", "50" })
		void pagesOfASetThatStandsStillShowEachRunOnce(int limit) {
			List<UUID> added = new ArrayList<>();
			for (int i = 0; i < 7; i++) {
				added.add(0, add(run("job")));
				advance((i % 2 == 0) ? SECOND : Duration.ZERO);
			}
			List<UUID> seen = new ArrayList<>();
			Page<Run> page = store().list(page(null, limit));
			page.items().forEach((run) -> seen.add(run.id()));
			while (page.next() != null) {
				page = store().list(page(Cursor.decode(page.next().encode()), limit));
				assertThat(page.items()).isNotEmpty();
				page.items().forEach((run) -> seen.add(run.id()));
				assertThat(seen).doesNotHaveDuplicates();
			}
			assertThat(seen).isEqualTo(added);
		}

		// I18
		@Test
		void pagesOfASetThatChangesNeverShowARunTwice() {
			for (int i = 0; i < 20; i++) {
				add(run("job"));
			}
			Set<UUID> seen = new HashSet<>();
			Page<Run> page = store().list(page(null, 3));
			while (page.next() != null) {
				page.items().forEach((run) -> assertThat(seen.add(run.id())).isTrue());
				add(run("job"));
				store().cancel(page.items().get(0).id());
				advance(SECOND);
				store().prune(new Retention(Duration.ZERO, Duration.ZERO, 100), 100);
				page = store().list(page(page.next(), 3));
			}
			page.items().forEach((run) -> assertThat(seen.add(run.id())).isTrue());
			assertThat(seen).hasSize(20);
		}

	}

	/**
	 * Deleting finished runs.
	 */
	@Nested
	class Prune {

		private static final Retention DAYS = new Retention(Duration.ofDays(1), Duration.ofDays(30), 10_000);

		private UUID ended(String job, String kind) {
			ClaimedRun run = running(run(job));
			write(outcome(kind, run.id(), run.token()));
			return run.id();
		}

		// GW-T5
		// GA-T42
		@Test
		void keepsRunsByAgeAndOutcome() {
			UUID succeeded = ended("job", "succeeded");
			UUID cancelled = ended("job", "cancelled");
			UUID failed = ended("job", "failed");
			advance(Duration.ofDays(1));
			assertThat(store().prune(DAYS, 100)).as("not older").isZero();
			advance(Duration.ofMillis(1));
			assertThat(store().prune(DAYS, 100)).isEqualTo(2);
			assertThat(store().find(succeeded)).isEmpty();
			assertThat(store().find(cancelled)).isEmpty();
			assertThat(store().find(failed)).isPresent();
			advance(Duration.ofDays(29));
			assertThat(store().prune(DAYS, 100)).isEqualTo(1);
		}

		// GW-T4
		// GA-T41
		@Test
		void keepsTheNewestOfEachJob() {
			List<UUID> ended = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				ended.add(ended("job", "succeeded"));
			}
			UUID other = ended("other", "succeeded");
			Retention two = new Retention(Duration.ofDays(1), Duration.ofDays(1), 2);
			assertThat(store().prune(two, 100)).isEqualTo(2);
			assertThat(store().list(RunQuery.newest()).items()).extracting(Run::id)
				.containsExactlyInAnyOrder(ended.get(2), ended.get(3), other);
		}

		@Test
		void deletesNoMoreThanAskedAndTheOldestFirst() {
			UUID oldest = ended("job", "succeeded");
			UUID newest = ended("job", "succeeded");
			advance(Duration.ofDays(2));
			assertThat(store().prune(DAYS, 1)).isEqualTo(1);
			assertThat(store().find(oldest)).isEmpty();
			assertThat(store().find(newest)).isPresent();
		}

		// GW-T6
		// I19
		@Test
		void neverDeletesWhatIsNotFinished() {
			ClaimedRun retrying = running(run("job"));
			write(retry(retrying, Duration.ofDays(100)));
			running(run("job"));
			add(run("job"));
			add(run("job").after(Duration.ofDays(100)));
			advance(Duration.ofDays(90));
			assertThat(store().prune(new Retention(Duration.ZERO, Duration.ZERO, 1), 100)).isZero();
			assertThat(store().list(RunQuery.newest()).items()).hasSize(4);
		}

		@Test
		void countsSurvive() {
			ended("job", "succeeded");
			ended("job", "failed");
			JobStats before = stats("job");
			advance(Duration.ofDays(31));
			assertThat(store().prune(DAYS, 100)).isEqualTo(2);
			assertThat(stats("job")).isEqualTo(before);
		}

		@Test
		void keySurvivesItsRun() {
			UUID id = add(run("job").key("k", "f"));
			store().cancel(id);
			advance(SECOND);
			assertThat(store().prune(new Retention(Duration.ZERO, Duration.ZERO, 1), 100)).isEqualTo(1);
			assertThat(insert(run("job").key("k", "f"))).isEqualTo(new Inserted(Status.EXISTING, id));
		}

	}

	/**
	 * Transactions of the caller.
	 */
	@Nested
	class Transactions {

		private final AtomicInteger signals = new AtomicInteger();

		@BeforeEach
		void listen() {
			store().addWorkListener(new OnRuns(this.signals::incrementAndGet));
		}

		@Test
		void runAppearsAndIsSignalledWithTheCommit() {
			UUID id = transaction().execute((status) -> {
				UUID joined = join(run("job"));
				assertThat(claim(request(NODE, 10))).isEmpty();
				assertThat(this.signals).hasValue(0);
				return joined;
			});
			assertThat(this.signals.get()).isPositive();
			assertThat(claimIds(request(NODE, 10))).containsExactly(id);
		}

		@Test
		void rolledBackRunNeverWas() {
			UUID id = transaction().execute((status) -> {
				status.setRollbackOnly();
				return join(run("job"));
			});
			assertThat(this.signals).hasValue(0);
			assertThat(store().find(id)).isEmpty();
			assertThat(claim(request(NODE, 10))).isEmpty();
		}

		@Test
		void keyIsTakenAtOnceAndFreeAfterARollback() {
			transaction().executeWithoutResult((status) -> {
				UUID first = join(run("job").key("k", "f"));
				assertThat(join(run("job").key("k", "f"))).isEqualTo(first);
				status.setRollbackOnly();
			});
			assertThat(insert(run("job").key("k", "g")).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void slotIsTakenAtOnceAndFreeAfterARollback() {
			transaction().executeWithoutResult((status) -> {
				join(run("job").slots(1));
				NewRun second = run("job").slots(1).build();
				assertThat(store().insert(List.of(second), Joining.CALLER).get(0).status()).isEqualTo(Status.SKIPPED);
				status.setRollbackOnly();
			});
			assertThat(insert(run("job").slots(1)).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void runOfItsOwnTransactionStaysWhenTheCallersIsRolledBack() {
			UUID id = transaction().execute((status) -> {
				status.setRollbackOnly();
				return add(run("job"));
			});
			assertThat(claimIds(request(NODE, 10))).containsExactly(id);
		}

		@Test
		void withoutATransactionTheRunAppearsAtOnce() {
			UUID id = join(run("job"));
			assertThat(claimIds(request(NODE, 10))).containsExactly(id);
		}

		@Test
		void innerTransactionCommitsByItself() {
			List<UUID> added = new ArrayList<>();
			transaction().executeWithoutResult((outer) -> {
				added.add(join(run("job")));
				transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
					.executeWithoutResult((inner) -> added.add(join(run("other"))));
				assertThat(claimIds(request(NODE, 10))).containsExactly(added.get(1));
				outer.setRollbackOnly();
			});
			assertThat(store().find(added.get(0))).isEmpty();
			assertThat(store().find(added.get(1))).isPresent();
		}

		@Test
		void rollbackToASavepointTakesBackOnlyWhatCameAfterIt() {
			List<UUID> added = new ArrayList<>();
			transaction().executeWithoutResult((outer) -> {
				added.add(join(run("job")));
				transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((nested) -> {
					added.add(join(run("job").slots(2).key("k", "f")));
					nested.setRollbackOnly();
				});
				added.add(join(run("job").slots(2).key("k", "g")));
			});
			assertThat(claimIds(request(NODE, 10))).containsExactly(added.get(0), added.get(2));
			assertThat(store().find(added.get(1))).isEmpty();
		}

		@Test
		void savepointThatHoldsKeepsItsRuns() {
			transaction().executeWithoutResult((outer) -> {
				join(run("job"));
				transaction(TransactionDefinition.PROPAGATION_NESTED)
					.executeWithoutResult((nested) -> join(run("job")));
			});
			assertThat(claim(request(NODE, 10))).hasSize(2);
		}

		@Test
		void savepointThatHoldsDoesNotOutliveItsTransaction() {
			transaction().executeWithoutResult((outer) -> {
				transaction(TransactionDefinition.PROPAGATION_NESTED)
					.executeWithoutResult((nested) -> join(run("job").slots(1)));
				outer.setRollbackOnly();
			});
			assertThat(claim(request(NODE, 10))).isEmpty();
			assertThat(insert(run("job").slots(1)).status()).isEqualTo(Status.CREATED);
		}

		@Test
		void runIsNotLostIfSomethingElseFailsAfterTheCommit() {
			assertThatThrownBy(() -> transaction().executeWithoutResult((status) -> {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void afterCommit() {
						throw new IllegalStateException("after commit");
					}
				});
				join(run("job"));
			})).hasMessage("after commit");
			assertThat(claim(request(NODE, 10))).hasSize(1);
			assertThat(this.signals.get()).isPositive();
		}

		@ParameterizedTest
		@CsvSource({ "true, EXISTING", "false, CREATED" })
		void keyOfAnotherTransactionIsWaitedFor(boolean commit, Status expected) throws Exception {
			ExecutorService executor = Executors.newSingleThreadExecutor();
			CountDownLatch taken = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			try {
				Future<?> holder = executor.submit(() -> transaction().executeWithoutResult((status) -> {
					join(run("job").key("k", "f"));
					taken.countDown();
					await(end);
					if (!commit) {
						status.setRollbackOnly();
					}
				}));
				await(taken);
				Future<Inserted> waiting = startWaiting();
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS));
				end.countDown();
				assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(expected);
				holder.get(10, TimeUnit.SECONDS);
			}
			finally {
				executor.shutdownNow();
			}
		}

		private Future<Inserted> startWaiting() {
			FutureTask<Inserted> task = new FutureTask<>(() -> insert(run("job").key("k", "f")));
			new Thread(task).start();
			return task;
		}

		private static void await(CountDownLatch latch) {
			try {
				assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * The store as a whole.
	 */
	@Nested
	class Store {

		@Test
		void listenerIsToldOfWorkUntilItIsRemoved() {
			AtomicInteger signals = new AtomicInteger();
			WorkListener listener = new OnRuns(signals::incrementAndGet);
			store().addWorkListener(listener);
			add(run("job"));
			int heard = signals.get();
			assertThat(heard).isPositive();
			store().removeWorkListener(listener);
			store().removeWorkListener(new OnRuns(() -> {
			}));
			add(run("job"));
			assertThat(signals).hasValue(heard);
		}

		@Test
		void listenerIsToldOfTicksRescuesResumesAndSchedules() {
			List<String> heard = new ArrayList<>();
			List<String> now = new ArrayList<>(List.of(""));
			store().addWorkListener(new WorkListener() {

				@Override
				public void runsChanged() {
					heard.add(now.get(0) + ": runs");
				}

				@Override
				public void schedulesChanged() {
					heard.add(now.get(0) + ": schedules");
				}

			});
			ScheduleState due = new ScheduleState("job", "f", store().now(), store().now(), Duration.ofSeconds(10));
			ScheduleState waiting = new ScheduleState("job", "f", store().now(), null, Duration.ofSeconds(10));
			now.set(0, "save");
			store().saveSchedule(due, null);
			now.set(0, "fire");
			store().fire(List.of(new Tick(due, waiting, run("job").trigger(Trigger.SCHEDULED).build(), Busy.SKIP)));
			ClaimedRun run = claimOne(NODE);
			crash(NODE);
			now.set(0, "rescue");
			store().rescue("rescuer", 3, 10);
			store().pauseJob("job", null, null, null);
			now.set(0, "resume");
			store().resumeJob("job");
			now.set(0, "rearm");
			store().cancel(run.id());
			now.set(0, "insert");
			add(run("other"));
			assertThat(heard).containsExactlyInAnyOrder("save: schedules", "fire: runs", "rescue: runs", "resume: runs",
					"resume: schedules", "rearm: schedules", "insert: runs");
		}

		@Test
		void hasANameAndATime() {
			assertThat(store().name()).isNotBlank();
			Instant before = store().now();
			advance(SECOND);
			assertThat(store().now()).isEqualTo(before.plus(SECOND));
		}

		// GQ-T14
		@Test
		void unknownRunIsNotFound() {
			assertThat(store().find(new UUID(1, 2))).isEmpty();
		}

		@Test
		void callsFailOnceItIsClosed() {
			UUID id = add(run("job"));
			store().close();
			store().close();
			assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> insert(run("job")));
			assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> store().find(id));
			assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> claim(request(NODE, 1)));
			assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> beat(NODE));
			assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> store().fire(List.of()));
		}

	}

}
