package dev.jobs.store.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.store.Known;
import dev.jobs.store.NodeStore.NodeBeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a look at a database in use finds, in real databases.
 */
class StoreCheckTests {

	private final List<HikariDataSource> pools = new ArrayList<>();

	@AfterEach
	void closePools() {
		this.pools.forEach(HikariDataSource::close);
	}

	private HikariDataSource database(Dialect dialect) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(switch (dialect) {
			case POSTGRESQL -> TestDatabase.emptyPostgresUrl();
			case H2 -> "jdbc:h2:mem:" + UUID.randomUUID();
		});
		pool.setMinimumIdle(1);
		this.pools.add(pool);
		new JdbcSchema(pool, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		return pool;
	}

	private static JdbcJobStore store(HikariDataSource database) {
		return new JdbcJobStore(database, JdbcSettings.standard(), null);
	}

	private static StoreContext context(HikariDataSource database, Dialect dialect) {
		return new StoreContext(new Database(database), dialect, JdbcSettings.standard(), null);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void findsWhatTheStartLooksAt(Dialect dialect) {
		String expected = switch (dialect) {
			case POSTGRESQL -> "postgresql-socket-timeout";
			case H2 -> "h2-in-memory";
		};
		assertThat(store(database(dialect)).diagnose()).extracting(Finding::code)
			.contains(expected)
			.doesNotContain("missing-indexes", "unusable-tables", "postgresql-long-transaction", "postgresql-pooler");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void findsAnIndexThatHasGoneMissing(Dialect dialect) {
		HikariDataSource database = database(dialect);
		JdbcJobStore store = store(database);
		store.prepare();
		TestDatabase.execute(database, "DROP INDEX jobs_run_waiting");
		assertThat(store.diagnose()).filteredOn((finding) -> finding.code().equals("missing-indexes"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("jobs_run_waiting"));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void findsTablesThatHaveChanged(Dialect dialect) {
		HikariDataSource database = database(dialect);
		JdbcJobStore store = store(database);
		store.prepare();
		TestDatabase.execute(database, "ALTER TABLE jobs_node DROP COLUMN capacity");
		assertThat(store.diagnose()).filteredOn((finding) -> finding.code().equals("unusable-tables"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.severity()).isEqualTo(Severity.ERROR);
				assertThat(finding.message()).startsWith("Table 'jobs_node' has no column 'capacity'; ");
				assertThat(finding.fix()).contains("classpath:dev/jobs/store/jdbc/V1__");
			});
	}

	// S16
	@Test
	void findsATransactionThatIsOpenForTooLong() throws SQLException {
		HikariDataSource database = database(Dialect.POSTGRESQL);
		StoreContext context = context(database, Dialect.POSTGRESQL);
		LongTransactions atOnce = new LongTransactions(context, Duration.ZERO);
		assertThat(atOnce.findings()).isEmpty();
		try (Connection other = database.getConnection(); Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("SELECT 's3cret'");
			int process = new JdbcTemplate(database)
				.queryForObject("SELECT pid FROM pg_stat_activity WHERE query = 'SELECT ''s3cret'''", Integer.class);
			assertThat(atOnce.findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("postgresql-long-transaction");
				assertThat(finding.message()).contains("(process " + process + ", idle in transaction)",
						"for 0 minutes");
				assertThat(finding.fix()).contains("WHERE pid = " + process);
				assertThat(finding.toString()).doesNotContain("s3cret");
			});
			assertThat(new LongTransactions(context, LongTransactions.LONG).findings()).isEmpty();
			assertThat(new LongTransactions(context(database(Dialect.H2), Dialect.H2), Duration.ZERO).findings())
				.isEmpty();
			other.rollback();
		}
		assertThat(atOnce.findings()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void looksAtTheHeadOfAQueueOnlyHoweverManyRunsWait(Dialect dialect) {
		HikariDataSource database = database(dialect);
		String series = switch (dialect) {
			case POSTGRESQL -> "generate_series(1, 3000) AS s (i)";
			case H2 -> "system_range(1, 3000) AS s (i)";
		};
		TestDatabase.execute(database,
				"""
						INSERT INTO jobs_run (id, due_at, created_at, scheduled_at, max_attempts, state, rank, trigger_code,
							namespace, queue, job_id, payload)
						SELECT %s, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 1, 1, 0, 3,
							'default', CASE WHEN i > 2900 THEN 'small' ELSE 'large' END, CASE WHEN i > 10 THEN 'gone' ELSE 'job' END, '{}'
						FROM %s"""
					.formatted((dialect == Dialect.H2) ? "random_uuid()" : "gen_random_uuid()", series));
		JdbcJobStore store = store(database);
		assertThat(store.strandedRuns(Known.jobs(), Duration.ZERO).values().stream().mapToInt(Integer::intValue).sum())
			.isEqualTo(1_100);
	}

	@Test
	void readsNoMoreOfAnIndexOfH2ThanItLooksAt() {
		HikariDataSource database = database(Dialect.H2);
		TestDatabase.execute(database, """
				INSERT INTO jobs_run (id, due_at, created_at, scheduled_at, max_attempts, state, rank, trigger_code,
					namespace, queue, job_id, payload)
				SELECT random_uuid(), CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 1, 1, 0, 3, 'default',
					'default', 'job', '{}'
				FROM system_range(1, 5000)""");
		List<String> plans = new ArrayList<>();
		new JdbcJobStore(explaining(database, plans), JdbcSettings.standard(), null).strandedRuns(Known.jobs("job"),
				Duration.ZERO);
		assertThat(plans).hasSize(3).allSatisfy((plan) -> assertThat(plan).contains("JOBS_RUN_READY"));
		assertThat(plans).extracting(StoreCheckTests::scanned)
			.satisfiesExactly((next) -> assertThat(next).isLessThan(10),
					(head) -> assertThat(head).isBetween(1_000, 1_010), (next) -> assertThat(next).isLessThan(10));
	}

	private static int scanned(String plan) {
		return Pattern.compile("scanCount: (\\d+)")
			.matcher(plan)
			.results()
			.mapToInt((found) -> Integer.parseInt(found.group(1)))
			.max()
			.orElseThrow();
	}

	// Runs each statement on runs once more, as one to be explained.
	private static DataSource explaining(DataSource target, List<String> plans) {
		return new DelegatingDataSource(target) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
							boolean explain = method.getName().equals("prepareStatement")
									&& arguments[0].toString().contains("jobs_run");
							return explain ? explained(connection, arguments[0].toString(), plans)
									: method.invoke(connection, arguments);
						});
			}

		};
	}

	private static PreparedStatement explained(Connection connection, String sql, List<String> plans)
			throws SQLException {
		PreparedStatement real = connection.prepareStatement(sql);
		PreparedStatement explain = connection.prepareStatement("EXPLAIN ANALYZE " + sql);
		return (PreparedStatement) Proxy.newProxyInstance(StoreCheckTests.class.getClassLoader(),
				new Class<?>[] { PreparedStatement.class }, (proxy, method, arguments) -> {
					if (method.getName().startsWith("set")) {
						method.invoke(explain, arguments);
					}
					if (method.getName().equals("executeQuery")) {
						ResultSet plan = explain.executeQuery();
						plan.next();
						plans.add(plan.getString(1));
					}
					return method.invoke(real, arguments);
				});
	}

	// A clock that has lost its battery is wrong by more than a column of milliseconds
	// holds.
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void keepsTheSkewOfAClockThatIsWrongByYears(Dialect dialect) {
		JdbcJobStore store = store(database(dialect));
		store.heartbeat(new NodeBeat("ahead", "1", 1, 0, Duration.ofDays(20_000)), Duration.ofSeconds(30));
		store.heartbeat(new NodeBeat("behind", "1", 1, 0, Duration.ofDays(-20_000)), Duration.ofSeconds(30));
		assertThat(store.nodes()).extracting((node) -> node.beat().clockSkew())
			.containsExactly(Duration.ofMillis(Integer.MAX_VALUE), Duration.ofMillis(Integer.MIN_VALUE));
	}

}
