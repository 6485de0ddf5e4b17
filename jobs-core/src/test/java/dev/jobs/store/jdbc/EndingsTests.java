package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Endings} and {@link Tallies}.
 */
class EndingsTests {

	private static final Instant NOON = ManualClock.NOON;

	private static final UUID ONE = new UUID(1, 1);

	private static final UUID TWO = new UUID(1, 2);

	private static final RunError ERROR = RunError.of("java.io.IOException", "no route");

	private Database database;

	private StoreContext context;

	private Endings endings;

	private void open(Dialect dialect) {
		this.database = new Database(TestDatabase.of(dialect));
		this.context = new StoreContext(this.database, dialect, JdbcSettings.standard(), new ManualClock());
		this.endings = new Endings(this.context, new Tallies(this.context));
	}

	private void insert(UUID id, int state, long token, int trigger, @Nullable String key) {
		this.database.transact((session) -> session
			.update("""
					INSERT INTO jobs_run (id, due_at, created_at, scheduled_at, started_at, token, max_attempts, state, rank,
						trigger_code, namespace, queue, job_id, node_id, key_text, error_type, error_message, payload)
					VALUES (?, ?, ?, ?, ?, ?, 3, ?, 0, ?, 'default', 'mail', 'job', 'n', ?, 'old', 'before', '{}')""",
					id, NOON, NOON, NOON, NOON.minusSeconds(5), token, state, trigger, key));
	}

	private List<@Nullable RunState> write(Ending... endings) {
		return this.database.transact((session) -> this.endings.write(session, List.of(endings), NOON.plusSeconds(1)));
	}

	private static Ending ending(UUID id, long token, RunState state) {
		boolean failed = state == RunState.FAILED;
		return new Ending(id, token, true, state, failed ? Reason.EXHAUSTED : null, failed ? ERROR : null,
				(state == RunState.SUCCEEDED) ? "42" : null);
	}

	private <T> T one(String sql, Session.Row<T> row, @Nullable Object... parameters) {
		return this.database.transact((session) -> session.first(sql, row, parameters)).orElseThrow();
	}

	private List<@Nullable Object> history(UUID id) {
		return one("SELECT * FROM jobs_history WHERE id = ?",
				(row) -> Arrays.asList(Codes.state(row.getInt("state")), Codes.reason(row.getInt("reason")),
						row.getString("error_type"), row.getString("error_message"), row.getString("result"),
						Session.time(row, "finished_at")),
				id);
	}

	private Instant time(String sql) {
		return one(sql, (row) -> Session.requiredTime(row, "t"));
	}

	private long count(String table) {
		return one("SELECT count(*) AS c FROM " + table, (row) -> row.getLong("c"));
	}

	@ParameterizedTest
	@EnumSource
	void moveRunsAndSayWhoseRowHadMovedOn(Dialect dialect) {
		open(dialect);
		insert(ONE, 2, 7, 3, null);
		insert(TWO, 2, 8, 3, null);
		assertThat(write(ending(TWO, 8, RunState.FAILED), ending(new UUID(9, 9), 1, RunState.SUCCEEDED),
				ending(ONE, 7, RunState.SUCCEEDED)))
			.containsExactly(RunState.FAILED, null, RunState.SUCCEEDED);
		assertThat(history(ONE)).containsExactly(RunState.SUCCEEDED, null, null, null, "42", NOON.plusSeconds(1));
		assertThat(history(TWO)).containsExactly(RunState.FAILED, Reason.EXHAUSTED, "java.io.IOException", "no route",
				null, NOON.plusSeconds(1));
		assertThat(count("jobs_run")).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void writeNothingUnlessTokenAndStandingAreAsSaid(Dialect dialect) {
		open(dialect);
		insert(ONE, 2, 7, 3, null);
		insert(TWO, 1, 8, 3, null);
		Ending waiting = new Ending(ONE, 7, false, RunState.CANCELLED, null, null, null);
		assertThat(write(waiting)).containsOnlyNulls();
		assertThat(write(ending(ONE, 6, RunState.SUCCEEDED), ending(TWO, 8, RunState.SUCCEEDED))).containsOnlyNulls();
		assertThat(count("jobs_run")).isEqualTo(2);
		assertThat(count("jobs_history")).isZero();
		assertThat(count("jobs_count")).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void runThatWaitsKeepsTheErrorOfItsLastAttempt(Dialect dialect) {
		open(dialect);
		insert(ONE, 3, 7, 3, null);
		assertThat(write(new Ending(ONE, 7, false, RunState.FAILED, Reason.EXPIRED, null, null)))
			.containsExactly(RunState.FAILED);
		assertThat(history(ONE)).startsWith(RunState.FAILED, Reason.EXPIRED, "old", "before");
	}

	@ParameterizedTest
	@EnumSource
	void runThatWasAskedToEndIsCancelled(Dialect dialect) {
		open(dialect);
		insert(ONE, 2, 7, 3, null);
		this.database.transact((session) -> session.update("UPDATE jobs_run SET cancel_requested = true"));
		assertThat(write(ending(ONE, 7, RunState.FAILED))).containsExactly(RunState.CANCELLED);
		assertThat(history(ONE)).startsWith(RunState.CANCELLED, null, "old", "before", null);
		assertThat(count("jobs_count")).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void keyBeginsToExpireAndAFixedDelayBegins(Dialect dialect) {
		open(dialect);
		insert(ONE, 2, 7, 1, "k");
		this.database.transact((session) -> {
			session.update(
					"INSERT INTO jobs_key (run_id, namespace, job_id, key_text) VALUES (?, 'default', 'job', 'k')",
					ONE);
			return session.update("""
					INSERT INTO jobs_schedule (anchor, delay_ms, namespace, job_id, fingerprint)
					VALUES (?, 1500, 'default', 'job', 'f')""", NOON);
		});
		boolean work = this.database.transact((session) -> {
			this.endings.write(session, List.of(ending(ONE, 7, RunState.SUCCEEDED)), NOON);
			return session.hasAnnouncedWork();
		});
		assertThat(work).isTrue();
		assertThat(time("SELECT expires_at AS t FROM jobs_key")).isEqualTo(NOON.plus(Duration.ofDays(1)));
		assertThat(time("SELECT next_fire AS t FROM jobs_schedule")).isEqualTo(NOON.plusMillis(1500));
	}

	@ParameterizedTest
	@EnumSource
	void endsAndSkipsAreCounted(Dialect dialect) {
		open(dialect);
		insert(ONE, 2, 7, 3, null);
		insert(TWO, 2, 8, 3, null);
		write(ending(ONE, 7, RunState.SUCCEEDED), ending(TWO, 8, RunState.FAILED));
		assertThat(numbers()).containsExactly(1L, 1L, 0L, NOON.minusSeconds(5), NOON.plusSeconds(1), 2);
		Tallies tallies = new Tallies(this.context);
		this.database.transact((session) -> {
			tallies.skipped(session, Map.of("job", 3), NOON.plusSeconds(2));
			return true;
		});
		assertThat(this.<Long>one("SELECT sum(skipped) AS c FROM jobs_count", (row) -> row.getLong("c"))).isEqualTo(3);
		this.database.transact((session) -> {
			tallies.skipped(session, Map.of("other", 1), null);
			return true;
		});
		assertThat(time("SELECT last_status_at AS t FROM jobs_count WHERE job_id = 'other'")).isNotNull();
	}

	private List<@Nullable Object> numbers() {
		return one("SELECT * FROM jobs_count", EndingsTests::numbers);
	}

	private static List<@Nullable Object> numbers(ResultSet row) throws java.sql.SQLException {
		return Arrays.asList(row.getLong("success"), row.getLong("failure"), row.getLong("skipped"),
				Session.time(row, "last_execution_at"), Session.time(row, "last_status_at"), row.getInt("last_status"));
	}

}
