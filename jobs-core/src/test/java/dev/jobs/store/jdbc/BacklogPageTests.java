package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.Cursor;
import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.RunBuilder;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pages of runs that wait, of which there may be very many.
 */
class BacklogPageTests {

	private static final int LIMIT = 10;

	private static final String FILL = """
			INSERT INTO jobs_run (id, due_at, created_at, scheduled_at, max_attempts, state, rank, trigger_code, namespace,
				queue, job_id, payload)
			SELECT (lpad(to_hex(i), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid, t, t, t, 3, 1, 0, 3,
				'default', 'default', 'job', '{}'
			FROM (SELECT i, TIMESTAMPTZ '2026-01-01 00:00Z' + i * INTERVAL '1 second' AS t
				FROM generate_series(1, 20000) i) times""";

	private static final Pattern FOUND = Pattern.compile("Seq Scan on jobs_run[^\n]*actual time=\\S+ rows=(\\d+)");

	private static RunQuery query(Set<RunState> states, Cursor cursor, int limit) {
		return new RunQuery(states, null, "default", null, null, null, null, null, cursor, limit);
	}

	// All are read, for want of an index in this order, but to sort them would take
	// longer.
	@ParameterizedTest
	@CsvSource(textBlock = """
			false, false
			true,  false
			false, true
			true,  true""")
	void fewOfManyRunsAreSorted(boolean queued, boolean next) {
		StoreFixture at = new StoreFixture(Dialect.POSTGRESQL);
		TestDatabase.execute(at.dataSource, FILL);
		TestDatabase.execute(at.dataSource, "ANALYZE jobs_run");
		Cursor middle = new Cursor(Instant.parse("2026-01-01T01:00:00Z"),
				UUID.fromString("00000000-0e10-7000-8000-000000000e10"));
		RunQuery query = query(queued ? Set.of(RunState.QUEUED) : Set.of(), next ? middle : null, LIMIT);
		RunSelect.Statement statement = new RunSelect(at.context).page(query, ManualClock.NOON);
		List<String> lines = at.context.database()
			.transact((session) -> session.query("EXPLAIN (ANALYZE) " + statement.sql(), (row) -> row.getString(1),
					statement.parameters()));
		String plan = String.join("\n", lines);
		Matcher found = FOUND.matcher(plan);
		assertThat(found.find()).as(plan).isTrue();
		assertThat(Integer.parseInt(found.group(1))).as(plan).isLessThanOrEqualTo(LIMIT + 1);
	}

	// Nodes make the ids, by clocks of their own.
	@ParameterizedTest
	@EnumSource
	void orderIsThatOfTheClockOfTheStoreWhateverTheIdsSay(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			ids.add(at.run("job").build().id());
			at.advance(Duration.ofSeconds(1));
		}
		Collections.rotate(ids, 5);
		for (UUID id : ids) {
			at.insert(new RunBuilder(id, "job").build());
			at.advance(Duration.ofSeconds(1));
		}
		Collections.reverse(ids);
		assertThat(idsOfAllPages(at)).isEqualTo(ids);
	}

	private static List<UUID> idsOfAllPages(StoreFixture at) {
		List<UUID> ids = new ArrayList<>();
		Page<Run> page = at.store.list(query(Set.of(), null, 3));
		ids.addAll(page.items().stream().map(Run::id).toList());
		while (page.next() != null) {
			page = at.store.list(query(Set.of(), page.next(), 3));
			ids.addAll(page.items().stream().map(Run::id).toList());
		}
		return ids;
	}

}
