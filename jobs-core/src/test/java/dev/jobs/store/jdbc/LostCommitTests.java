package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.jobs.run.JobStats;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Inserted;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.JobStore;
import dev.jobs.store.Known;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.OnRuns;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreBusyException;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.jdbc.LosingDataSource.Loss;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link JdbcJobStore} when the answer to a commit is lost.
 */
class LostCommitTests {

	private static final RunError ERROR = RunError.of("java.io.IOException", "no route");

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ManualClock clock = new ManualClock();

	private final RunIds ids = new RunIds(() -> this.clock.instant().toEpochMilli());

	private LosingDataSource dataSource;

	private JobStore store;

	private void open(Dialect dialect) {
		this.dataSource = new LosingDataSource(TestDatabase.of(dialect));
		this.store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), this.clock);
		this.store.prepare();
	}

	private RunBuilder run() {
		return new RunBuilder(this.ids.next(), "job");
	}

	private Inserted insert(RunBuilder run) {
		return this.store.insert(List.of(run.build()), Joining.OWN).get(0);
	}

	private static ClaimRequest request(String node, int room) {
		return new ClaimRequest(node, (room > 0) ? Map.of("default", room) : Map.of(), Known.jobs("job"), Map.of());
	}

	private List<ClaimedRun> claim(String node) {
		return this.store.exchange(List.of(), request(node, 10)).claimed();
	}

	private @Nullable RunState write(Outcome outcome) {
		return this.store.exchange(List.of(outcome), request("n", 0)).states().get(0);
	}

	private void writeInVain(Outcome outcome) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> write(outcome));
	}

	private JobStats stats() {
		return this.store.jobStats(Set.of("job")).getOrDefault("job", JobStats.NONE);
	}

	private Run only() {
		List<Run> runs = this.store.list(RunQuery.newest()).items();
		assertThat(runs).hasSize(1);
		return runs.get(0);
	}

	static Stream<Arguments> losses() {
		return Stream.of(Dialect.values())
			.flatMap((dialect) -> Stream.of(Loss.BEFORE, Loss.AFTER).map((loss) -> Arguments.of(dialect, loss)));
	}

	@ParameterizedTest
	@MethodSource("losses")
	void runIsAddedOnceAndSaidToBe(Dialect dialect, Loss loss) {
		open(dialect);
		AtomicInteger signals = new AtomicInteger();
		this.store.addWorkListener(new OnRuns(signals::incrementAndGet));
		this.dataSource.loseNext(loss);
		assertThat(insert(run()).status()).isEqualTo(Status.CREATED);
		assertThat(only().state()).isEqualTo(RunState.QUEUED);
		assertThat(signals.get()).isPositive();
	}

	@ParameterizedTest
	@MethodSource("losses")
	void runWithKeySlotAndLabelIsAddedOnce(Dialect dialect, Loss loss) {
		open(dialect);
		this.dataSource.loseNext(loss);
		RunBuilder run = run().key("k", "f").slots(1).label("order", "42");
		assertThat(insert(run)).isEqualTo(new Inserted(Status.CREATED, run.build().id()));
		assertThat(only().labels()).containsEntry("order", "42");
		assertThat(insert(run().key("k", "f")).status()).isEqualTo(Status.EXISTING);
		assertThat(insert(run().slots(1)).status()).isEqualTo(Status.SKIPPED);
	}

	@ParameterizedTest
	@EnumSource
	void runIsNotAddedAgainIfItHasEndedMeanwhile(Dialect dialect) {
		open(dialect);
		RunBuilder run = run();
		this.store.addWorkListener(new OnRuns(() -> this.store.cancel(run.build().id())));
		insert(run);
		assertThat(only().state()).isEqualTo(RunState.CANCELLED);
		Database database = new Database(this.dataSource);
		StoreContext context = new StoreContext(database, dialect, JdbcSettings.standard(), this.clock);
		this.dataSource.loseNext(Loss.BEFORE);
		assertThat(new RunInserts(context, new Tallies(context), new Doubts(), new ForeignTransactions())
			.insert(List.of(run.build()), Joining.OWN)).containsExactly(new Inserted(Status.CREATED, run.build().id()));
		assertThat(only().state()).isEqualTo(RunState.CANCELLED);
	}

	@ParameterizedTest
	@EnumSource
	void skipIsCountedOnce(Dialect dialect) {
		open(dialect);
		insert(run().slots(1));
		this.dataSource.loseNext(Loss.AFTER);
		assertThat(insert(run().slots(1)).status()).isEqualTo(Status.SKIPPED);
		assertThat(stats().skipped()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void callerIsToldIfNobodyCanTell(Dialect dialect) {
		open(dialect);
		this.dataSource.loseNext(Loss.AFTER_AND_AWAY);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> insert(run()));
		this.dataSource.comeBack();
		assertThat(insert(run()).status()).isEqualTo(Status.CREATED);
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE", "AFTER", "AFTER_AND_AWAY" })
	void claimOfARunThatIsAddedIsTakenBackIfNobodyWasToldOfIt(Loss loss) {
		open(Dialect.POSTGRESQL);
		NewRun run = run().build().claimedBy("n");
		this.dataSource.loseNext(loss);
		try {
			assertThat(this.store.insert(List.of(run), Joining.OWN))
				.containsExactly(new Inserted(Status.CREATED, run.id()));
		}
		catch (StoreUnavailableException ex) {
			assertThat(loss).isEqualTo(Loss.AFTER_AND_AWAY);
			this.dataSource.comeBack();
		}
		assertThat(claim("n")).extracting(ClaimedRun::id, ClaimedRun::attempt).containsExactly(tuple(run.id(), 1));
		assertThat(claim("n")).as("what it knows of is not taken back").isEmpty();
	}

	// A commit that waits for the disk, or for a standby, longer than the socket time-out
	@Test
	@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
	void callerIsToldAfterSomeTimeIfTheLostTransactionHasNotEnded() throws SQLException {
		open(Dialect.POSTGRESQL);
		RunBuilder run = run().slots(1);
		this.dataSource.loseNext(Loss.LATER);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> insert(run))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(StoreBusyException.class));
		this.dataSource.commitLate();
		assertThat(only().id()).isEqualTo(run.build().id());
	}

	static Stream<Arguments> outcomes() {
		return losses().flatMap((one) -> Stream
			.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.RETRYING, RunState.QUEUED)
			.map((state) -> Arguments.of(one.get()[0], one.get()[1], state)));
	}

	private static Outcome outcome(RunState state, ClaimedRun run) {
		return switch (state) {
			case SUCCEEDED -> new Outcome.Succeeded(run.id(), run.token(), "42");
			case FAILED -> new Outcome.Failed(run.id(), run.token(), Reason.EXHAUSTED, ERROR);
			case CANCELLED -> new Outcome.Cancelled(run.id(), run.token());
			case RETRYING -> new Outcome.Retry(run.id(), run.token(), SECOND, null, ERROR);
			case QUEUED -> new Outcome.Released(run.id(), run.token());
			case SCHEDULED, RUNNING -> throw new IllegalArgumentException(state.toString());
		};
	}

	private ClaimedRun running() {
		insert(run());
		return claim("n").get(0);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void outcomeThatComesAgainIsWonOnce(Dialect dialect, Loss loss, RunState state) {
		open(dialect);
		Outcome outcome = outcome(state, running());
		this.dataSource.loseNext(loss);
		writeInVain(outcome);
		assertThat(write(outcome)).isEqualTo(state);
		assertThat(write(outcome)).as("once").isNull();
		assertThat(only().state()).isEqualTo(state);
		assertThat(only().attempts()).hasSize((state == RunState.RETRYING) ? 1 : 0);
		assertThat(stats().total()).isEqualTo((state == RunState.SUCCEEDED || state == RunState.FAILED) ? 1 : 0);
	}

	@ParameterizedTest
	@MethodSource("losses")
	void outcomeIsStillWonIfItTakesThreeCalls(Dialect dialect, Loss loss) {
		open(dialect);
		Outcome outcome = outcome(RunState.SUCCEEDED, running());
		this.dataSource.loseNext(loss);
		writeInVain(outcome);
		this.dataSource.loseNext(loss);
		writeInVain(outcome);
		assertThat(write(outcome)).isEqualTo(RunState.SUCCEEDED);
		assertThat(stats().success()).isEqualTo(1);
	}

	static Stream<Arguments> notWritten() {
		return Stream.of(Dialect.values())
			.flatMap((dialect) -> Stream.of(RunState.SUCCEEDED, RunState.CANCELLED, RunState.RETRYING, RunState.QUEUED)
				.map((state) -> Arguments.of(dialect, state)));
	}

	@ParameterizedTest
	@MethodSource("notWritten")
	void outcomeIsLostIfAnotherNodeHasTheRunMeanwhile(Dialect dialect, RunState state) {
		open(dialect);
		Outcome outcome = notWritten(state);
		assertThat(this.store.rescue("other", 3, 10).requeued()).hasSize(1);
		assertThat(claim("other")).hasSize(1);
		this.dataSource.loseNext(Loss.BEFORE);
		writeInVain(outcome);
		assertThat(write(outcome)).isNull();
		assertThat(only().state()).isEqualTo(RunState.RUNNING);
	}

	// The end is written under the token of the outcome.
	@ParameterizedTest
	@MethodSource("notWritten")
	void outcomeIsLostIfTheRunHasCrashedTooOftenMeanwhile(Dialect dialect, RunState state) {
		open(dialect);
		Outcome outcome = notWritten(state);
		assertThat(this.store.rescue("other", 1, 10).failed()).hasSize(1);
		assertThat(write(outcome)).isNull();
		assertThat(only().reason()).isEqualTo(Reason.CRASHED);
	}

	private Outcome notWritten(RunState state) {
		ClaimedRun run = running();
		this.store.heartbeat(new NodeBeat("n", "1", 1, 1), SECOND);
		this.dataSource.loseNext(Loss.BEFORE);
		writeInVain(outcome(state, run));
		this.clock.advance(SECOND);
		return outcome(state, run);
	}

	@ParameterizedTest
	@EnumSource
	void outcomeThatComesTwiceAtOnceIsWonOnce(Dialect dialect) {
		open(dialect);
		Outcome outcome = outcome(RunState.SUCCEEDED, running());
		this.dataSource.loseNext(Loss.AFTER);
		writeInVain(outcome);
		assertThat(this.store.exchange(List.of(outcome, outcome), request("n", 0)).states())
			.containsExactly(RunState.SUCCEEDED, null);
	}

	@ParameterizedTest
	@MethodSource("losses")
	void runThatWasClaimedUnknowinglyIsClaimedAgain(Dialect dialect, Loss loss) {
		open(dialect);
		insert(run());
		this.dataSource.loseNext(loss);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> claim("n"));
		assertThat(only().state()).isEqualTo((loss == Loss.AFTER) ? RunState.RUNNING : RunState.QUEUED);
		List<ClaimedRun> again = claim("n");
		assertThat(again).extracting(ClaimedRun::attempt).containsExactly(1);
		assertThat(claim("n")).isEmpty();
		assertThat(write(outcome(RunState.SUCCEEDED, again.get(0)))).isEqualTo(RunState.SUCCEEDED);
	}

	@ParameterizedTest
	@EnumSource
	void runIsClaimedAgainThoughTheNextExchangeIsLostToo(Dialect dialect) {
		open(dialect);
		insert(run());
		for (Loss loss : List.of(Loss.AFTER, Loss.BEFORE)) {
			this.dataSource.loseNext(loss);
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> claim("n"));
			assertThat(only().state()).isEqualTo(RunState.RUNNING);
		}
		assertThat(claim("n")).extracting(ClaimedRun::attempt).containsExactly(1);
	}

	// A commit that waits for the disk, or for a standby, longer than the socket time-out
	@Test
	void runIsClaimedAgainThoughTheLostCommitSucceedsAfterTheNextExchange() throws SQLException {
		open(Dialect.POSTGRESQL);
		insert(run());
		this.dataSource.loseNext(Loss.LATER);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> claim("n"));
		assertThat(claim("n")).isEmpty();
		this.dataSource.commitLate();
		assertThat(only().state()).isEqualTo(RunState.RUNNING);
		assertThat(claim("n")).extracting(ClaimedRun::attempt).containsExactly(1);
		assertThat(claim("n")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void runThatWasClaimedUnknowinglyAndAskedToEndIsCancelled(Dialect dialect) {
		open(dialect);
		insert(run());
		this.dataSource.loseNext(Loss.AFTER);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> claim("n"));
		this.store.cancel(only().id());
		assertThat(claim("n")).isEmpty();
		assertThat(only().state()).isEqualTo(RunState.CANCELLED);
	}

	@ParameterizedTest
	@EnumSource
	void runIsNotTakenBackFromAnotherNodeThatClaimedIt(Dialect dialect) {
		open(dialect);
		insert(run());
		this.dataSource.loseNext(Loss.BEFORE);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> claim("n"));
		assertThat(claim("other")).hasSize(1);
		assertThat(claim("n")).isEmpty();
		assertThat(only().node()).isEqualTo("other");
	}

	// Two connections of a node write outcomes at the same time: what is settled on one
	// says nothing about the other.
	@ParameterizedTest
	@EnumSource
	void exchangeThatSucceedsForgetsNothingOfOneThatWasLost(Dialect dialect) {
		open(dialect);
		insert(run());
		insert(run());
		List<ClaimedRun> claimed = claim("n");
		Outcome lost = new Outcome.Succeeded(claimed.get(0).id(), claimed.get(0).token(), null);
		this.dataSource.loseNext(Loss.AFTER);
		writeInVain(lost);
		write(new Outcome.Succeeded(claimed.get(1).id(), claimed.get(1).token(), null));
		assertThat(write(lost)).isEqualTo(RunState.SUCCEEDED);
		assertThat(write(lost)).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void exchangeThatIsLostForgetsNothingOfOneThatWasLostBefore(Dialect dialect) {
		open(dialect);
		insert(run());
		insert(run());
		List<Outcome> lost = claim("n").stream().map((run) -> outcome(RunState.SUCCEEDED, run)).toList();
		for (Outcome outcome : lost) {
			this.dataSource.loseNext(Loss.AFTER);
			writeInVain(outcome);
		}
		assertThat(lost).extracting(this::write).containsExactly(RunState.SUCCEEDED, RunState.SUCCEEDED);
	}

}
