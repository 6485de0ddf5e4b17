package dev.jobs.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunIds;
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The database that nodes in other processes share, looked at from outside.
 */
final class FaultFixture implements AutoCloseable {

	/** How many times the small numbers. */
	static final int FACTOR = Integer.getInteger("jobs.faults.factor", 1);

	/** Longer than anything here takes, and only waited for when something is wrong. */
	static final Duration LONG = Duration.ofSeconds(60);

	private final HikariDataSource dataSource;

	private final JobStore store;

	private final RunIds ids = new RunIds(Clock.systemUTC()::millis);

	private final String url;

	private FaultFixture(String url) {
		this.url = url;
		this.dataSource = onlooker(url);
		this.store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null);
	}

	static FaultFixture postgres() {
		return new FaultFixture(TestDatabase.postgres().getJdbcUrl());
	}

	static FaultFixture file(String url) {
		return new FaultFixture(url);
	}

	// Whoever looks on must not be cut off with the others.
	private static HikariDataSource onlooker(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(3);
		if (url.startsWith("jdbc:postgresql:")) {
			config.addDataSourceProperty("ApplicationName", "onlooker");
		}
		return new HikariDataSource(config);
	}

	/**
	 * Return a server of its own, which gets its tables.
	 */
	static FaultFixture at(String url) {
		TestDatabase.postgresAt(url).close();
		return new FaultFixture(url);
	}

	String url() {
		return this.url;
	}

	@Override
	public void close() {
		this.store.close();
		this.dataSource.close();
	}

	Set<String> enqueue(String job, int count) {
		return enqueue(job, count, 3, NewRun.Due.NOW);
	}

	Set<String> enqueue(String job, int count, int maxAttempts, NewRun.Due due) {
		List<NewRun> runs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			runs.add(new NewRun(this.ids.next(), job, "default", 0, Trigger.ENQUEUED, maxAttempts, "null", 1, due, null,
					null, 0, null, null, Map.of("number", Integer.toString(i)), Map.of(), null, null));
		}
		this.store.insert(runs, Joining.OWN);
		Set<String> ids = new HashSet<>();
		runs.forEach((run) -> ids.add(run.id().toString()));
		return ids;
	}

	void awaitSucceeded(Set<String> runs, Duration atMost) {
		await().atMost(atMost).until(() -> unfinished() == 0);
		assertThat(statesOf(runs)).hasSize(runs.size()).containsOnly("SUCCEEDED/-");
	}

	private long unfinished() {
		return query("SELECT count(*) FROM jobs_run WHERE job_id <> 'poison'", Long.class).get(0);
	}

	/**
	 * Return what ended, in the form {@code STATE/REASON}.
	 */
	List<String> statesOf(Set<String> runs) {
		return query("""
				SELECT CASE state WHEN 4 THEN 'SUCCEEDED' WHEN 5 THEN 'FAILED' WHEN 6 THEN 'CANCELLED' ELSE '?' END
					|| '/' || CASE reason WHEN 4 THEN 'CRASHED' ELSE coalesce(reason::text, '-') END
				FROM jobs_history WHERE id = ANY(?)""", String.class, runs);
	}

	List<Integer> attemptsOf(Set<String> runs) {
		return query("SELECT attempt FROM jobs_history WHERE id = ANY(?)", Integer.class, runs);
	}

	List<Long> tokensOf(Set<String> runs) {
		return query("SELECT token FROM jobs_history WHERE id = ANY(?)", Long.class, runs);
	}

	List<String> nodesOf(Set<String> runs) {
		return query("SELECT node_id FROM jobs_history WHERE id = ANY(?)", String.class, runs);
	}

	/**
	 * Return the tokens and the nodes of runs that go on.
	 */
	List<String> running(Set<String> runs) {
		return query("SELECT token || ' ' || node_id FROM jobs_run WHERE state = 2 AND id = ANY(?)", String.class,
				runs);
	}

	/**
	 * Return those of some runs that the store knows.
	 */
	List<UUID> known(Set<String> runs) {
		return query("""
				SELECT id FROM (SELECT id FROM jobs_run UNION ALL SELECT id FROM jobs_history) r
				WHERE id = ANY(?)""", UUID.class, runs);
	}

	/**
	 * Return how many runs began before they were due.
	 */
	long earlyStarts() {
		return query("SELECT count(*) FROM jobs_history WHERE started_at < due_at", Long.class).get(0);
	}

	/**
	 * Return how many rows belong to a run that is no more.
	 */
	long orphans() {
		return query("""
				SELECT count(*) FROM (SELECT run_id FROM jobs_label UNION ALL SELECT run_id FROM jobs_attempt) r
				WHERE NOT EXISTS (SELECT 1 FROM jobs_run WHERE id = r.run_id)
				AND NOT EXISTS (SELECT 1 FROM jobs_history WHERE id = r.run_id)""", Long.class).get(0);
	}

	/**
	 * Return how far the clock of each node is ahead of the database's, least first.
	 */
	List<Integer> hoursAhead() {
		return query("SELECT round(clock_skew_ms / 3600000.0)::int FROM jobs_node ORDER BY 1", Integer.class);
	}

	long count(String table) {
		return query("SELECT count(*) FROM " + table, Long.class).get(0);
	}

	/**
	 * Wait until the database answers, and forget the connections of before.
	 */
	void awaitBack() {
		await().atMost(LONG).ignoreExceptions().until(() -> {
			this.dataSource.getHikariPoolMXBean().softEvictConnections();
			return count("jobs_node") >= 0;
		});
	}

	/**
	 * Return the server's processes for the connections of nodes.
	 */
	List<Integer> connections() {
		return query("""
				SELECT pid FROM pg_stat_activity
				WHERE datname = current_database() AND application_name <> 'onlooker'
				AND backend_type = 'client backend' ORDER BY pid""", Integer.class);
	}

	/**
	 * Let all transactions that begin from now on be read-only, or not.
	 */
	void readOnly(boolean readOnly) {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("SET default_transaction_read_only = off");
			statement.execute("ALTER SYSTEM "
					+ (readOnly ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only"));
			statement.execute("SELECT pg_reload_conf()");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	List<String> history() {
		return query("SELECT id || ' ' || token || ' ' || state || ' ' || finished_at FROM jobs_history", String.class);
	}

	Map<String, Integer> runsByFireTime(String job) {
		Map<String, Integer> runs = new HashMap<>();
		query("""
				SELECT scheduled_at::text FROM jobs_run WHERE job_id = '%1$s'
				UNION ALL SELECT scheduled_at::text FROM jobs_history WHERE job_id = '%1$s'""".formatted(job),
				String.class)
			.forEach((time) -> runs.merge(time, 1, Integer::sum));
		return runs;
	}

	void cutConnections() {
		query("""
				SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
				WHERE pid <> pg_backend_pid() AND datname = current_database()
				AND application_name <> 'onlooker' AND random() < 0.5""", String.class);
	}

	private <T> List<T> query(String sql, Class<T> type) {
		return query(sql, type, Set.of());
	}

	private <T> List<T> query(String sql, Class<T> type, Set<String> runs) {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			if (sql.contains("?")) {
				statement.setArray(1, connection.createArrayOf("uuid", runs.stream().map(UUID::fromString).toArray()));
			}
			List<T> values = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					values.add(rows.getObject(1, type));
				}
			}
			return values;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
