package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.store.Inserted.Status;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Isolation}: the level that the connections of an application have is
 * none of the store's.
 */
class IsolationTests {

	private final HikariDataSource pool = new HikariDataSource();

	private StoreFixture at;

	private void open(Dialect dialect, String level) {
		this.pool.setJdbcUrl(switch (dialect) {
			case H2 -> TestDatabase.h2().getJdbcUrl();
			case POSTGRESQL -> TestDatabase.postgres().getJdbcUrl();
		});
		this.pool.setTransactionIsolation(level);
		this.at = new StoreFixture(dialect, this.pool);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	static Stream<Arguments> levels() {
		return Stream.of(Dialect.values())
			.flatMap((dialect) -> Stream.of("TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE")
				.map((level) -> Arguments.of(dialect, level)));
	}

	private static String level(Session session, Dialect dialect) throws SQLException {
		String sql = switch (dialect) {
			case POSTGRESQL -> "SELECT current_setting('transaction_isolation')";
			case H2 -> "SELECT lower(isolation_level) FROM information_schema.sessions WHERE session_id = session_id()";
		};
		return session.query(sql, (row) -> row.getString(1)).get(0);
	}

	@ParameterizedTest
	@MethodSource("levels")
	void transactionOfTheStoreReadsWhatIsCommittedAndGivesTheLevelBack(Dialect dialect, String level)
			throws SQLException {
		open(dialect, level);
		Database database = this.at.context.database();
		for (int i = 0; i < 3; i++) {
			assertThat(database.<String>transact((session) -> level(session, dialect))).isEqualTo("read committed");
		}
		try (Connection connection = this.pool.getConnection()) {
			assertThat(level(new Session(connection), dialect))
				.isEqualTo(level.substring(12).replace('_', ' ').toLowerCase(Locale.ROOT));
		}
	}

	@ParameterizedTest
	@MethodSource("levels")
	void eachTickIsFiredOnceByManyNodes(Dialect dialect, String level) throws Exception {
		open(dialect, level);
		List<ScheduleState> due = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			due.add(new ScheduleState("job-" + i, "f", this.at.clock.instant(), this.at.clock.instant(), null));
			this.at.store.saveSchedule(due.get(i), null);
		}
		Callable<List<Fired>> node = () -> this.at.store.fire(due.stream()
			.map((state) -> new Tick(state, new ScheduleState(state.jobId(), "f", state.anchor(), null, null),
					this.at.run(state.jobId()).slots(1).build(), Busy.SKIP))
			.toList());
		List<List<Fired>> fired = this.at.together(List.of(node, node, node, node));
		for (int i = 0; i < 20; i++) {
			int tick = i;
			List<Fired> ofTick = fired.stream().map((one) -> one.get(tick)).toList();
			assertThat(Collections.frequency(ofTick, Fired.FIRED)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource("levels")
	void slotAndKeyAreTakenOnceByManyCallers(Dialect dialect, String level) throws Exception {
		open(dialect, level);
		for (int i = 0; i < 20; i++) {
			String job = "job-" + i;
			Callable<Status> slot = () -> this.at.store.insert(List.of(this.at.run(job).slots(1).build()), Joining.OWN)
				.get(0)
				.status();
			assertThat(this.at.together(List.of(slot, slot, slot))).containsExactlyInAnyOrder(Status.CREATED,
					Status.SKIPPED, Status.SKIPPED);
			Callable<UUID> key = () -> this.at.store
				.insert(List.of(this.at.run(job).key("k", "f").build()), Joining.OWN)
				.get(0)
				.runId();
			assertThat(Set.copyOf(this.at.together(List.of(key, key, key)))).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void levelThatChangesLaterIsFoundOutByTheFirstConflict(Dialect dialect) {
		open(dialect, "TRANSACTION_SERIALIZABLE");
		AtomicInteger level = new AtomicInteger(Connection.TRANSACTION_READ_COMMITTED);
		Database database = new Database(new DelegatingDataSource(this.pool) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setTransactionIsolation(level.get());
				return connection;
			}

		});
		database.transact((session) -> true);
		level.set(Connection.TRANSACTION_SERIALIZABLE);
		List<String> levels = new ArrayList<>();
		database.transact((session) -> {
			levels.add(level(session, dialect));
			if (levels.size() == 1) {
				throw new SQLException("somebody else was first", "40001");
			}
			return true;
		});
		assertThat(levels).containsExactly("serializable", "read committed");
	}

	// The conflict is the caller's, who alone can repeat the transaction.
	@ParameterizedTest
	@EnumSource
	void conflictInTheCallersTransactionIsOneOfSpring(Dialect dialect) {
		open(dialect, "TRANSACTION_REPEATABLE_READ");
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(this.pool));
		JdbcJobStore store = new JdbcJobStore(this.pool, JdbcSettings.standard(), null);
		assertThatExceptionOfType(ConcurrencyFailureException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				new JdbcTemplate(this.pool).queryForObject("SELECT count(*) FROM jobs_key", Integer.class);
				this.at.add(this.at.run("job").key("k", "f"));
				store.insert(List.of(this.at.run("job").key("k", "f").build()), Joining.CALLER);
			}))
			.satisfies((ex) -> assertThat(ex.getMessage()).containsAnyOf("repeat it", "try again"));
	}

}
