package dev.jobs.store.jdbc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.NewRun;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the plans that PostgreSQL makes for the statements of a run's way, with a
 * million unfinished runs, half of which are not due yet: none reads the table from end
 * to end, and none sorts what an index has in order. The oldest version that is supported
 * is the harder one: later ones skip through an index whose first columns do not fit.
 */
class QueryPlanTests {

	private static final String INDEXES = """
			SELECT indexdef FROM pg_indexes
			WHERE schemaname = current_schema() AND tablename = 'jobs_run' AND indexname <> 'jobs_run_pk'""";

	private static final String FILL = """
			INSERT INTO jobs_run (id, due_at, created_at, scheduled_at, deadline_at, max_attempts, state, rank, trigger_code,
				payload_version, namespace, queue, job_id, payload)
			SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
				now() + CASE WHEN i % 2 = 0 THEN i ELSE -i END * interval '1 second', now(), now(),
				CASE WHEN i % 100 = 0 THEN now() + i * interval '1 hour' END, 3, i % 2, i % 5, 3, 2, 'default', 'default',
				'job', '{}'
			FROM generate_series(1, 1000000) i""";

	// A plan that reads all of the table or of an index, or sorts rows of the table.
	private static final Pattern BAD = Pattern.compile("""
			Seq Scan on jobs_run\
			|Scan using \\w+ on jobs_run[^\n]*\n(?! *Index Cond)\
			|Sort Key[^\n]*\n *->  [^\n]*Scan[^\n]* on jobs_run""");

	// Those of the second version are not to be taken for few.
	private static final KnownJobs KNOWN = new KnownJobs(Map.of("job", 2, "other", 1));

	private final RunIds ids = new RunIds(System::currentTimeMillis);

	private DataSource target;

	private ExplainingDataSource dataSource;

	private JdbcJobStore store;

	private void open(DataSource target) {
		this.target = target;
		this.dataSource = new ExplainingDataSource(target);
		this.store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null);
	}

	// To index rows that are there is quicker than to add them to indexes.
	private void fill() {
		JdbcTemplate jdbc = new JdbcTemplate(this.target);
		List<String> indexes = jdbc.queryForList(INDEXES, String.class);
		indexes.forEach((index) -> jdbc.execute("DROP INDEX " + index.split(" INDEX | ON ")[1]));
		try {
			jdbc.execute(FILL);
		}
		finally {
			indexes.forEach(jdbc::execute);
		}
		jdbc.execute("VACUUM ANALYZE jobs_run");
	}

	private List<ClaimedRun> exchange(List<Outcome> outcomes, Map<String, Integer> limits) {
		return this.store.exchange(outcomes, request("n", 5, limits)).claimed();
	}

	private static ClaimRequest request(String node, int room, Map<String, Integer> limits) {
		return new ClaimRequest(node, Map.of("default", room), KNOWN, limits);
	}

	private void goTheWholeWay() {
		NewRun due = new RunBuilder(this.ids.next(), "job").priority(50).key("k", "f").slots(3).build();
		NewRun late = new RunBuilder(this.ids.next(), "job").after(Duration.ofNanos(1_000))
			.deadline(Duration.ofNanos(1_000))
			.build();
		this.store.insert(List.of(due, late), Joining.OWN);
		List<ClaimedRun> claimed = exchange(List.of(), Map.of());
		assertThat(claimed).hasSize(5).extracting(ClaimedRun::id).startsWith(due.id());
		List<Outcome> outcomes = new ArrayList<>();
		RunError error = RunError.of("e", "m");
		outcomes.add(new Outcome.Succeeded(claimed.get(0).id(), 1, null));
		outcomes.add(new Outcome.Failed(claimed.get(1).id(), 1, Reason.PERMANENT, error));
		outcomes.add(new Outcome.Retry(claimed.get(2).id(), 1, Duration.ZERO, null, error));
		outcomes.add(new Outcome.Released(claimed.get(3).id(), 1));
		this.store.cancel(claimed.get(4).id());
		outcomes.add(new Outcome.Released(claimed.get(4).id(), 1));
		this.store.pauseJob("other", null, null, null);
		assertThat(this.store.strandedRuns(KNOWN, Duration.ofMinutes(1))).isEmpty();
		assertThat(exchange(outcomes, Map.of("job", 3))).hasSize(3);
		this.store.cancel(exchange(List.of(), Map.of()).get(0).id());
	}

	@Test
	void largeClaimOfRunsWithANewerPayloadFollowsTheIndex() {
		open(TestDatabase.postgres());
		fill();
		assertThat(this.store.exchange(List.of(), request("n", 2_000, Map.of())).claimed()).hasSize(2_000);
		this.dataSource.plans().forEach((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(BAD));
	}

	@Test
	void readNoTableFromEndToEndAndSortNothing() {
		open(TestDatabase.postgres());
		lookAtThePlans();
	}

	@Test
	void readNoTableFromEndToEndAndSortNothingInTheOldestVersion() throws IOException {
		try (EmbeddedPostgres server = TestDatabase.startOldestPostgres();
				HikariDataSource oldest = TestDatabase.postgresAt(server.getJdbcUrl("postgres", "postgres"))) {
			assertThat(new JdbcTemplate(oldest).queryForObject("SHOW server_version", String.class)).startsWith("13.");
			open(oldest);
			lookAtThePlans();
		}
	}

	private void lookAtThePlans() {
		fill();
		goTheWholeWay();
		assertThat(this.dataSource.plans()).hasSizeGreaterThan(15);
		this.dataSource.plans().forEach((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(BAD));
		this.dataSource.plans()
			.keySet()
			.forEach((sql) -> assertThat(genericPlan(sql)).as("for any parameters: " + sql).doesNotContainPattern(BAD));
	}

	// The plan that is kept for a statement that is run often.
	private String genericPlan(String sql) {
		JdbcTemplate jdbc = new JdbcTemplate(this.target);
		return jdbc.execute((ConnectionCallback<String>) (one) -> {
			JdbcTemplate session = new JdbcTemplate(new SingleConnectionDataSource(one, true));
			Matcher parameters = Pattern.compile("\\?").matcher(sql);
			StringBuilder numbered = new StringBuilder();
			List<String> nulls = new ArrayList<>();
			while (parameters.find()) {
				nulls.add("NULL");
				parameters.appendReplacement(numbered, "\\$" + nulls.size());
			}
			parameters.appendTail(numbered);
			session.execute("SET plan_cache_mode = force_generic_plan");
			session.execute("PREPARE generic AS " + numbered);
			String values = nulls.isEmpty() ? "" : "(" + String.join(", ", nulls) + ")";
			List<String> plan = session.queryForList("EXPLAIN EXECUTE generic" + values, String.class);
			session.execute("DEALLOCATE generic");
			session.execute("RESET plan_cache_mode");
			return String.join("\n", plan);
		});
	}

}
