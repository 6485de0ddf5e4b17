package dev.jobs.store.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.job.JobsException;
import dev.jobs.run.Attempt;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.NodeStore.RescuedRun;
import dev.jobs.store.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Rescues} and {@link NodeRows}.
 */
class RescuesTests {

	private static ClaimedRun lost(StoreFixture at) {
		at.add(at.run("job"));
		ClaimedRun run = at.claim("node", 1, "job").get(0);
		at.beat("node");
		at.advance(StoreFixture.LEASE);
		return run;
	}

	// A commit that hung may come after its node has left
	@ParameterizedTest
	@EnumSource
	void runOfANodeThatIsNotKnownIsRescuedAfterAWhile(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.add(at.run("job"));
		ClaimedRun run = at.claim("gone", 1, "job").get(0);
		at.advance(Duration.ofSeconds(59));
		assertThat(at.store.rescue("rescuer", 9, 10).requeued()).isEmpty();
		at.advance(Duration.ofSeconds(1));
		assertThat(at.store.rescue("gone", 9, 10).requeued()).as("its own").isEmpty();
		assertThat(at.store.rescue("rescuer", 9, 10).requeued()).extracting(RescuedRun::runId)
			.containsExactly(run.id());
	}

	// The node lives and keeps its run, or it is told that it has lost it.
	@ParameterizedTest
	@EnumSource
	void heartbeatComesBeforeARescueOrIsTold(Dialect dialect) throws Exception {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 15; i++) {
			ClaimedRun run = lost(at);
			List<Object> answers = at
				.together(List.of(() -> at.beat("node"), () -> at.store.rescue("rescuer", 9, 10).requeued().size()));
			assertThat(answers).isIn(List.of(true, 0), List.of(false, 1));
			at.store.cancel(run.id());
			at.write(new Outcome.Cancelled(run.id(), run.token()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void runIsEndedByItsNodeOrRescued(Dialect dialect) throws Exception {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 15; i++) {
			ClaimedRun run = lost(at);
			List<Object> answers = at.together(List.of(
					() -> String.valueOf(at.write(new Outcome.Succeeded(run.id(), run.token(), null)).states().get(0)),
					() -> at.store.rescue("rescuer", 1, 10).failed().size()));
			assertThat(answers).isIn(List.of("SUCCEEDED", 0), List.of("null", 1));
			RunState state = answers.get(1).equals(0) ? RunState.SUCCEEDED : RunState.FAILED;
			assertThat(at.store.find(run.id()).orElseThrow().state()).isEqualTo(state);
			at.beat("node");
		}
	}

	// Its node was slow and not dead: it gave the run back, and another has it now, or
	// the
	// same under another token.
	@ParameterizedTest
	@CsvSource({ "H2, other", "H2, node", "POSTGRESQL, other", "POSTGRESQL, node" })
	void runThatMovesOnBetweenTheLookAndTheRescueIsLeftAlone(Dialect dialect, String next) {
		StoreFixture at = new StoreFixture(dialect);
		ClaimedRun run = lost(at);
		DataSource slow = before("crashes = crashes + 1", at.dataSource, () -> {
			at.write(new Outcome.Released(run.id(), run.token()));
			assertThat(at.claim(next, 1, "job")).hasSize(1);
		});
		assertThat(new JdbcJobStore(slow, JdbcSettings.standard(), at.clock).rescue("rescuer", 9, 10))
			.isEqualTo(Rescued.NOTHING);
		Run now = at.store.find(run.id()).orElseThrow();
		assertThat(now.state()).isEqualTo(RunState.RUNNING);
		assertThat(now.node()).isEqualTo(next);
	}

	private static DataSource before(String statement, DataSource target, Runnable step) {
		AtomicBoolean done = new AtomicBoolean();
		return new DelegatingDataSource(target) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
							if (method.getName().equals("prepareStatement")
									&& arguments[0].toString().contains(statement) && !done.getAndSet(true)) {
								step.run();
							}
							return method.invoke(connection, arguments);
						});
			}

		};
	}

	@ParameterizedTest
	@EnumSource
	void runThatFailsKeepsItsErrorAndAllItsAttempts(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.add(at.run("job"));
		ClaimedRun first = at.claim("node", 1, "job").get(0);
		at.write(new Outcome.Retry(first.id(), first.token(), Duration.ZERO, null, StoreFixture.ERROR));
		at.claim("node", 1, "job");
		at.beat("node");
		at.advance(StoreFixture.LEASE);
		assertThat(at.store.rescue("rescuer", 1, 10).failed()).hasSize(1);
		Run run = at.store.find(first.id()).orElseThrow();
		assertThat(run.error()).isEqualTo(StoreFixture.ERROR);
		assertThat(run.attempts()).extracting(Attempt::number, Attempt::reason)
			.containsExactly(tuple(1, null), tuple(2, Reason.CRASHED));
		assertThat(at.store.list(RunQuery.newest()).items()).containsExactly(run);
	}

	@ParameterizedTest
	@EnumSource
	void idleNodeLosesNothing(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.beat("node");
		at.advance(StoreFixture.LEASE);
		assertThat(at.store.rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
		assertThat(at.beat("node")).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void nodesOfAnotherNamespaceAreLeftAlone(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		ClaimedRun run = lost(at);
		assertThat(at.another("other").rescue("rescuer", 3, 10)).isEqualTo(Rescued.NOTHING);
		assertThat(at.another("other").nodes()).isEmpty();
		assertThat(Objects.requireNonNull(at.store.find(run.id()).orElseThrow().node())).isEqualTo("node");
	}

	@ParameterizedTest
	@CsvSource({ "201, has 201 characters", "0, has 0 characters" })
	void nodeIdThatDoesNotFitIsRefused(int length, String message) {
		StoreFixture at = new StoreFixture(Dialect.H2);
		assertThatExceptionOfType(JobsException.class).isThrownBy(() -> at.beat("n".repeat(length)))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@EnumSource
	void longestNodeIdIsKeptAsItIs(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		NodeBeat beat = new NodeBeat("é".repeat(200), "v".repeat(64), 1, 0);
		at.store.heartbeat(beat, StoreFixture.LEASE);
		assertThat(at.store.nodes().get(0).beat()).isEqualTo(beat);
	}

}
