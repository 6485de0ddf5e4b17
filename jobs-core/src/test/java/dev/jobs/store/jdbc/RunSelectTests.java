package dev.jobs.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.jobs.run.Cursor;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunSelect}: how many rows PostgreSQL reads for a page.
 */
class RunSelectTests {

	private static final int ROWS = 20_000;

	private static final int LIMIT = 10;

	private static final Pattern ROWS_READ = Pattern.compile(
			"Scan[^\n]*actual time=\\S+ rows=([\\d.]+) loops=(\\d+)|Rows Removed by (?:Filter|Join Filter): (\\d+)");

	private static StoreContext context;

	@BeforeAll
	static void fill() {
		DataSource dataSource = TestDatabase.postgres();
		context = new StoreContext(new Database(dataSource), Dialect.POSTGRESQL, JdbcSettings.standard(),
				new ManualClock());
		TestDatabase.execute(dataSource,
				"""
						INSERT INTO jobs_history (id, due_at, created_at, scheduled_at, token, attempt, max_attempts, state, rank,
							trigger_code, crashes, payload_version, cancel_requested, labelled, namespace, queue, job_id, key_text,
							payload, finished_at)
						SELECT gen_random_uuid(), t, t, t, 1, 1, 3, CASE WHEN i %% 100 = 0 THEN 5 ELSE 4 END, 0, 3, 0, 1, false, true,
							'default', 'default', CASE WHEN i < 5 THEN 'rare' ELSE 'job' END,
							CASE WHEN i %% 10 = 0 THEN 'key' END, '{}', t + INTERVAL '1 second'
						FROM (SELECT i, TIMESTAMPTZ '2026-01-01 00:00Z' + i * INTERVAL '1 second' AS t
							FROM generate_series(1, %d) i) times"""
					.formatted(ROWS));
		TestDatabase.execute(dataSource, """
				INSERT INTO jobs_label (run_id, created_at, namespace, label_key, label_value)
				SELECT id, created_at, namespace, 'tenant', 'big' FROM jobs_history""");
		TestDatabase.execute(dataSource, "ANALYZE jobs_history");
		TestDatabase.execute(dataSource, "ANALYZE jobs_label");
	}

	static Stream<Named<RunQuery>> pages() {
		Cursor middle = new Cursor(Instant.parse("2026-01-01T03:00:00Z"), new UUID(1, 1));
		return Stream.of(page("newest", query(Set.of(), null, null, null, null)),
				page("next page", query(Set.of(), null, null, null, middle)),
				page("job", query(Set.of(), "job", null, null, null)),
				page("rare job", query(Set.of(), "rare", null, null, null)),
				page("unknown job", query(Set.of(), "unknown", null, null, null)),
				page("failed", query(Set.of(RunState.FAILED), null, null, null, null)),
				page("cancelled", query(Set.of(RunState.CANCELLED), null, null, null, null)),
				page("failed of a job", query(Set.of(RunState.FAILED), "rare", null, null, null)),
				page("label", query(Set.of(), null, "big", null, null)),
				page("next page of a label", query(Set.of(), null, "big", null, middle)),
				page("unknown label", query(Set.of(), null, "small", null, null)),
				page("key", query(Set.of(), null, null, "key", null)),
				page("unknown key", query(Set.of(), null, null, "lock", middle)));
	}

	private static Named<RunQuery> page(String name, RunQuery query) {
		return Named.of(name, query);
	}

	private static RunQuery query(Set<RunState> states, String job, String tenant, String key, Cursor cursor) {
		return new RunQuery(states, job, null, (tenant != null) ? "tenant" : null, tenant, key, null, null, cursor,
				LIMIT);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageReadsNoMoreRowsThanItShowsFromEachPlace(RunQuery query) {
		RunSelect.Statement statement = new RunSelect(context).page(query, ManualClock.NOON);
		List<String> lines = context.database()
			.transact((session) -> session.query("EXPLAIN (ANALYZE) " + statement.sql(), (row) -> row.getString(1),
					statement.parameters()));
		String plan = String.join("\n", lines);
		assertThat(rowsRead(plan)).as(plan).isLessThanOrEqualTo(5 * (LIMIT + 1));
	}

	private static long rowsRead(String plan) {
		long rows = 0;
		Matcher matcher = ROWS_READ.matcher(plan);
		while (matcher.find()) {
			rows += (matcher.group(1) != null)
					? (long) (Double.parseDouble(matcher.group(1)) * Long.parseLong(matcher.group(2)))
					: Long.parseLong(matcher.group(3));
		}
		return rows;
	}

}
