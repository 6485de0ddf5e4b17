package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.job.JobsException;
import dev.jobs.run.Run;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Inserted;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.Known;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.NewRun;
import dev.jobs.store.OnRuns;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.SavepointTransactions;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RunInserts} beyond what every store must do.
 */
class RunInsertsTests {

	private final RunIds ids = new RunIds(System::currentTimeMillis);

	private final AtomicInteger signals = new AtomicInteger();

	private HikariDataSource dataSource;

	private JdbcJobStore store;

	private void open(Dialect dialect) {
		this.dataSource = TestDatabase.of(dialect);
		this.store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null);
		this.store.addWorkListener(new OnRuns(this.signals::incrementAndGet));
	}

	// Each listens on a connection of its own.
	@AfterEach
	void close() {
		this.store.close();
	}

	private RunBuilder run() {
		return new RunBuilder(this.ids.next(), "job");
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(new DataSourceTransactionManager(this.dataSource));
	}

	private UUID join() {
		return this.store.insert(List.of(run().build()), Joining.CALLER).get(0).runId();
	}

	private static ClaimRequest request(String node) {
		return new ClaimRequest(node, Map.of("default", 10), Known.jobs("job"), Map.of());
	}

	private int count() {
		return new JdbcTemplate(this.dataSource).queryForObject("SELECT count(*) FROM jobs_run", Integer.class);
	}

	private static NewRun detailed(NewRun run, Map<String, String> trace) {
		return new NewRun(run.id(), run.jobId(), run.queue(), run.priority(), run.trigger(), run.maxAttempts(),
				run.payload(), 7, run.due(), Duration.ofNanos(1), run.deadline(), run.slots(), run.key(),
				run.fingerprint(), run.labels(), trace, new UUID(1, 1), new UUID(2, 2));
	}

	@ParameterizedTest
	@EnumSource
	void thousandsAreAddedInOneCall(Dialect dialect) {
		open(dialect);
		for (int size : List.of(1_000, 10_000)) {
			List<NewRun> runs = IntStream.range(0, size).mapToObj((i) -> run().build()).toList();
			assertThat(this.store.insert(runs, Joining.OWN))
				.isEqualTo(runs.stream().map((run) -> new Inserted(Status.CREATED, run.id())).toList());
		}
		assertThat(count()).isEqualTo(11_000);
	}

	@ParameterizedTest
	@EnumSource
	void thousandKeysAreTakenInOneCallAndFoundInTheNext(Dialect dialect) {
		open(dialect);
		List<NewRun> runs = IntStream.range(0, 1_000).mapToObj((i) -> run().key("k" + i, "f").build()).toList();
		List<NewRun> again = IntStream.range(0, 1_000).mapToObj((i) -> run().key("k" + i, "f").build()).toList();
		assertThat(this.store.insert(runs, Joining.OWN)).extracting(Inserted::status).containsOnly(Status.CREATED);
		assertThat(this.store.insert(again, Joining.OWN))
			.isEqualTo(runs.stream().map((run) -> new Inserted(Status.EXISTING, run.id())).toList());
	}

	@ParameterizedTest
	@EnumSource
	void keyThatARunWithoutASlotGivesBackGoesToTheNext(Dialect dialect) {
		open(dialect);
		this.store.insert(List.of(run().slots(1).build()), Joining.OWN);
		NewRun skipped = run().slots(1).key("k", "f").build();
		NewRun next = run().key("k", "g").build();
		assertThat(this.store.insert(List.of(skipped, next), Joining.OWN))
			.containsExactly(new Inserted(Status.SKIPPED, skipped.id()), new Inserted(Status.CREATED, next.id()));
	}

	@ParameterizedTest
	@EnumSource
	void everyTextAndTimeComesBackAsItWent(Dialect dialect) {
		open(dialect);
		Map<String, String> trace = Map.of("baggage", "a=b&c=d e+f%20", "tracestate", "\u00e4\u20ac\uD83D\uDE00");
		NewRun run = detailed(run().at(ManualClock.NOON.plusNanos(1_999)).priority(-100).build(), trace);
		this.store.insert(List.of(run), Joining.OWN);
		Run found = this.store.find(run.id()).orElseThrow();
		assertThat(found.trace()).isEqualTo(trace);
		assertThat(found.scheduledAt()).isEqualTo(ManualClock.NOON.plusNanos(1_000));
		assertThat(found.timeout()).as("never shorter than asked for").isEqualTo(Duration.ofMillis(1));
		assertThat(found.payloadVersion()).isEqualTo(7);
		assertThat(found.replayOf()).isEqualTo(new UUID(1, 1));
		assertThat(found.parentRunId()).isEqualTo(new UUID(2, 2));
		ClaimedRun claimed = this.store
			.exchange(List.of(), new ClaimRequest("n", Map.of("default", 1), new KnownJobs(Map.of("job", 7)), Map.of()))
			.claimed()
			.get(0);
		assertThat(claimed.trace()).isEqualTo(trace);
		assertThat(claimed.payloadVersion()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	void manyThreadsAddTheirRuns(Dialect dialect) throws Exception {
		open(dialect);
		ExecutorService threads = Executors.newFixedThreadPool(32);
		try {
			List<Future<List<UUID>>> futures = new ArrayList<>();
			for (int i = 0; i < 32; i++) {
				futures.add(threads.submit(() -> IntStream.range(0, 20).mapToObj((n) -> join()).toList()));
			}
			Set<UUID> added = new HashSet<>();
			for (Future<List<UUID>> future : futures) {
				added.addAll(future.get(30, TimeUnit.SECONDS));
			}
			assertThat(added).hasSize(640);
			assertThat(count()).isEqualTo(640);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@ParameterizedTest
	@EnumSource
	void runThatFitsNoColumnFailsAlone(Dialect dialect) throws Exception {
		open(dialect);
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Future<List<Inserted>>> futures = new ArrayList<>();
			for (int i = 0; i < 64; i++) {
				RunBuilder run = run().queue((i % 8 == 0) ? "q".repeat(200) : "default");
				futures.add(threads.submit(() -> this.store.insert(List.of(run.build()), Joining.OWN)));
			}
			for (int i = 0; i < 64; i++) {
				Future<List<Inserted>> future = futures.get(i);
				if (i % 8 == 0) {
					assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
						.withCauseInstanceOf(JobsException.class);
				}
				else {
					assertThat(future.get()).extracting(Inserted::status).containsExactly(Status.CREATED);
				}
			}
			assertThat(count()).isEqualTo(56);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@ParameterizedTest
	@EnumSource
	void interruptedThreadAddsItsRunAndStaysInterrupted(Dialect dialect) {
		open(dialect);
		Thread.currentThread().interrupt();
		UUID id = join();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.store.find(id)).isPresent();
	}

	@ParameterizedTest
	@EnumSource
	void transactionThatAddsManyRunsIsSignalledOnce(Dialect dialect) {
		open(dialect);
		transaction().executeWithoutResult((status) -> {
			for (int i = 0; i < 20; i++) {
				join();
			}
		});
		assertThat(count()).isEqualTo(20);
		assertThat(this.signals).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void runThatIsAddedAfterACommitIsNotLost(Dialect dialect) {
		open(dialect);
		addAfterACommit();
	}

	@ParameterizedTest
	@EnumSource
	void runThatIsAddedAfterACommitIsNotLostIfConnectionsDoNotCommitByThemselves(Dialect dialect) {
		open(dialect);
		try (HikariDataSource pool = new HikariDataSource()) {
			this.dataSource.copyStateTo(pool);
			pool.setAutoCommit(false);
			this.store = new JdbcJobStore(pool, JdbcSettings.standard(), null);
			this.store.addWorkListener(new OnRuns(this.signals::incrementAndGet));
			HikariDataSource shared = this.dataSource;
			this.dataSource = pool;
			addAfterACommit();
			this.dataSource = shared;
		}
		assertThat(count()).isEqualTo(2);
	}

	private void addAfterACommit() {
		transaction().executeWithoutResult(
				(status) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						join();
					}

					@Override
					public void afterCompletion(int status) {
						join();
					}

				}));
		assertThat(count()).isEqualTo(2);
		assertThat(this.signals).hasValue(2);
	}

	@ParameterizedTest
	@EnumSource
	void runJoinsATransactionBehindAProxy(Dialect dialect) {
		open(dialect);
		this.store = new JdbcJobStore(new TransactionAwareDataSourceProxy(this.dataSource), JdbcSettings.standard(),
				null);
		transaction().executeWithoutResult((status) -> {
			join();
			status.setRollbackOnly();
		});
		assertThat(count()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void runInATransactionOnSomethingElseStaysAndThatIsSaidOnce(Dialect dialect) {
		open(dialect);
		List<ILoggingEvent> events = logged(() -> {
			for (int i = 0; i < 2; i++) {
				new TransactionTemplate(new SavepointTransactions()).executeWithoutResult((status) -> {
					new JdbcTemplate(this.dataSource).queryForObject("SELECT 1", Integer.class);
					join();
					status.setRollbackOnly();
				});
			}
		});
		assertThat(count()).isEqualTo(2);
		assertThat(events).hasSize(1);
		assertThat(events.get(0).getLevel()).isEqualTo(Level.WARN);
		assertThat(events.get(0).getFormattedMessage()).contains("not on the data source of the job store",
				"spring.datasource.url=jdbc:h2:async:./data/app;WRITE_DELAY=0", "@Transactional(\"jobs\")");
	}

	@ParameterizedTest
	@EnumSource
	void runInATransactionOnSomethingElseIsAFindingFromThenOn(Dialect dialect) {
		open(dialect);
		transaction().executeWithoutResult((status) -> join());
		assertThat(this.store.diagnose()).extracting(Finding::code).doesNotContain("foreign-transactions");
		new TransactionTemplate(new SavepointTransactions()).executeWithoutResult((status) -> join());
		assertThat(this.store.diagnose()).filteredOn((finding) -> finding.code().equals("foreign-transactions"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.severity()).isEqualTo(Severity.WARNING);
				assertThat(finding.message()).contains("stay even if that transaction is rolled back");
				assertThat(finding.fix()).contains("Use one data source for both");
			});
	}

	private static List<ILoggingEvent> logged(Runnable work) {
		Logger logger = (Logger) LoggerFactory.getLogger(ForeignTransactions.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.setLevel(Level.INFO);
		logger.addAppender(appender);
		try {
			work.run();
			return appender.list;
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(null);
		}
	}

	@Test
	void runIsClaimedAsItIsAddedJustAsByTheNextExchange() {
		open(Dialect.POSTGRESQL);
		NewRun run = run().build();
		ClaimedRun claimed = this.store.insert(List.of(run.claimedBy("node")), Joining.OWN).get(0).claimed();
		assertThat(this.signals).as("nobody else has anything to do").hasValue(0);
		UUID other = join();
		ClaimedRun later = this.store.exchange(List.of(), request("node")).claimed().get(0);
		assertThat(later.id()).isEqualTo(other);
		assertThat(claimed).usingRecursiveComparison()
			.ignoringFields("id", "scheduledAt", "dueAt", "createdAt", "claimedAt")
			.isEqualTo(later);
		Run stored = this.store.find(run.id()).orElseThrow();
		assertThat(List.of(stored.scheduledAt(), stored.createdAt(), stored.startedAt()))
			.isEqualTo(List.of(claimed.scheduledAt(), claimed.createdAt(), claimed.claimedAt()));
		Outcome outcome = new Outcome.Succeeded(run.id(), claimed.token(), null);
		assertThat(this.store.exchange(List.of(outcome), request("node")).states()).containsOnly(RunState.SUCCEEDED);
	}

	@Test
	void ofRunsThatAreAddedTogetherThoseWithAClaimantAreClaimed() {
		open(Dialect.POSTGRESQL);
		List<NewRun> runs = List.of(run().build(), run().label("a", "b").build().claimedBy("node"), run().build());
		assertThat(this.store.insert(runs, Joining.OWN)).extracting((one) -> one.claimed() != null)
			.containsExactly(false, true, false);
		assertThat(this.signals).as("the others wait").hasValue(1);
		assertThat(this.store.exchange(List.of(), request("node")).claimed()).extracting(ClaimedRun::id)
			.containsExactly(runs.get(0).id(), runs.get(2).id());
	}

	static Stream<Arguments> reasonsToWait() {
		Instant past = Instant.parse("2020-01-01T00:00:00Z");
		return Stream.of(Arguments.of("its job is paused", onStore((store) -> store.pauseJob("job", null, null, null))),
				Arguments.of("its queue is paused",
						onStore((store) -> store.pauseQueue("default", null, null, store.now().plusSeconds(60)))),
				Arguments.of("its job has slots", onRun((run) -> run.slots(1))),
				Arguments.of("it is due later", onRun((run) -> run.after(Duration.ofMinutes(1)))),
				Arguments.of("it may expire", onRun((run) -> run.deadline(Duration.ofMinutes(1)))),
				Arguments.of("(and not because it was due in the past)",
						onRun((run) -> run.at(past).deadline(Duration.ofDays(10_000)))));
	}

	private static BiConsumer<JdbcJobStore, RunBuilder> onStore(Consumer<JdbcJobStore> change) {
		return (store, run) -> change.accept(store);
	}

	private static BiConsumer<JdbcJobStore, RunBuilder> onRun(Consumer<RunBuilder> change) {
		return (store, run) -> change.accept(run);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("reasonsToWait")
	void runIsNotClaimedAsItIsAddedIf(String reason, BiConsumer<JdbcJobStore, RunBuilder> setting) {
		open(Dialect.POSTGRESQL);
		RunBuilder run = run();
		setting.accept(this.store, run);
		NewRun added = run.build().claimedBy("node");
		assertThat(this.store.insert(List.of(added), Joining.OWN))
			.containsExactly(new Inserted(Status.CREATED, added.id()));
		assertThat(this.store.find(added.id()).orElseThrow().state()).isIn(RunState.QUEUED, RunState.SCHEDULED);
		assertThat(this.signals).hasPositiveValue();
	}

	@Test
	void pausesOfOthersAndThoseThatHaveEndedKeepNoRunFromBeingClaimedAsItIsAdded() throws Exception {
		open(Dialect.POSTGRESQL);
		this.store.pauseJob("other", null, null, null);
		this.store.pauseQueue("job", null, null, null);
		this.store.pauseJob("default", null, null, null);
		this.store.pauseJob("job", null, null, Instant.parse("2020-01-01T00:00:00Z"));
		NewRun run = run().build().claimedBy("node");
		assertThat(this.store.insert(List.of(run), Joining.OWN).get(0).claimed()).extracting(ClaimedRun::id)
			.isEqualTo(run.id());
	}

	// Its rollback would leave the node with a run that is not there
	@ParameterizedTest
	@EnumSource
	void runThatJoinsATransactionIsNotClaimed(Dialect dialect) {
		open(dialect);
		NewRun run = run().build().claimedBy("node");
		transaction().executeWithoutResult((status) -> assertThat(this.store.insert(List.of(run), Joining.CALLER))
			.containsExactly(new Inserted(Status.CREATED, run.id())));
		assertThat(this.store.find(run.id()).orElseThrow().state()).isEqualTo(RunState.QUEUED);
		assertThat(this.signals).hasValue(1);
	}

	@Test
	void readOnlyTransactionIsRefusedWithAWayOut() {
		open(Dialect.POSTGRESQL);
		TransactionTemplate readOnly = transaction();
		readOnly.setReadOnly(true);
		assertThatExceptionOfType(JobsException.class)
			.isThrownBy(() -> readOnly.executeWithoutResult((status) -> join()))
			.withMessageContaining("readOnly = true");
	}

	@ParameterizedTest
	@EnumSource
	void transactionOfTheCallerIsUsableAfterASkipAndAKnownKey(Dialect dialect) {
		open(dialect);
		this.store.insert(List.of(run().slots(1).key("k", "f").build()), Joining.OWN);
		transaction().executeWithoutResult((status) -> {
			List<NewRun> runs = List.of(run().slots(1).build(), run().key("k", "f").build(), run().build());
			assertThat(this.store.insert(runs, Joining.CALLER)).extracting(Inserted::status)
				.containsExactly(Status.SKIPPED, Status.EXISTING, Status.CREATED);
			assertThat(new JdbcTemplate(this.dataSource).queryForObject("SELECT 1", Integer.class)).isEqualTo(1);
		});
		assertThat(count()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	@Timeout(60)
	void skipInATransactionThatTakesLongHoldsNobodyUp(Dialect dialect) {
		open(dialect);
		this.store.insert(List.of(run().slots(1).build()), Joining.OWN);
		transaction().executeWithoutResult((status) -> {
			assertThat(this.store.insert(List.of(run().slots(1).build()), Joining.CALLER)).extracting(Inserted::status)
				.containsExactly(Status.SKIPPED);
			assertThat(this.store.insert(List.of(run().slots(1).build()), Joining.OWN)).extracting(Inserted::status)
				.containsExactly(Status.SKIPPED);
		});
		assertThat(this.store.jobStats(Set.of("job")).get("job").skipped()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void errorInTheCallersTransactionIsTheCallers(Dialect dialect) {
		open(dialect);
		assertThatIllegalStateException().isThrownBy(() -> transaction().executeWithoutResult((status) -> {
			join();
			throw new IllegalStateException("of the caller");
		})).withMessage("of the caller");
		assertThat(count()).isZero();
		assertThat(this.signals).hasValue(0);
	}

	@ParameterizedTest
	@EnumSource
	void laterRunIsScheduled(Dialect dialect) {
		open(dialect);
		NewRun run = run().after(Duration.ofHours(1)).deadline(Duration.ofMinutes(1)).build();
		this.store.insert(List.of(run), Joining.OWN);
		Run found = this.store.find(run.id()).orElseThrow();
		assertThat(found.state()).isEqualTo(RunState.SCHEDULED);
		assertThat(found.scheduledAt()).isEqualTo(found.createdAt().plus(Duration.ofHours(1)));
		assertThat(found.deadline()).isEqualTo(found.scheduledAt().plus(Duration.ofMinutes(1)));
	}

}
