package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.Cursor;
import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunQueries}.
 */
class RunQueriesTests {

	private static RunQuery labelled(String value, Set<RunState> states) {
		return new RunQuery(states, null, null, "order", value, null, null, null, null, 50);
	}

	@ParameterizedTest
	@EnumSource
	void pageTakesThreeStatementsHoweverManyRunsItHolds(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 20; i++) {
			at.add(at.run("job").label("order", "42"));
		}
		for (ClaimedRun run : at.claim("node", 10, "job")) {
			at.write(new Outcome.Retry(run.id(), run.token(), Duration.ZERO, null, StoreFixture.ERROR));
		}
		for (ClaimedRun run : at.claim("node", 5, "job")) {
			at.write(new Outcome.Succeeded(run.id(), run.token(), "1"));
		}
		at.statements.set(0);
		List<Run> page = at.store.list(RunQuery.newest()).items();
		assertThat(at.statements).hasValue(3);
		assertThat(page).hasSize(20).extracting(Run::labels).allMatch((labels) -> labels.size() == 1);
		assertThat(page).flatExtracting(Run::attempts).hasSize(10);
		page.forEach((run) -> assertThat(at.store.find(run.id())).contains(run));
		assertThat(at.store.list(labelled("42", Set.of())).items()).isEqualTo(page);
	}

	@ParameterizedTest
	@EnumSource
	void statesOfALabelAreThoseByTime(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		UUID due = at.add(at.run("job").after(Duration.ofSeconds(1)).label("order", "42"));
		UUID cancelled = at.add(at.run("job").label("order", "42"));
		at.store.cancel(cancelled);
		assertThat(at.store.list(labelled("42", Set.of(RunState.QUEUED))).items()).isEmpty();
		at.advance(Duration.ofSeconds(1));
		assertThat(at.store.list(labelled("42", Set.of(RunState.QUEUED))).items()).extracting(Run::id)
			.containsExactly(due);
		assertThat(at.store.list(labelled("42", Set.of(RunState.CANCELLED))).items()).extracting(Run::id)
			.containsExactly(cancelled);
	}

	@ParameterizedTest
	@EnumSource
	void pagesOfALabelGoOnOverBothTables(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 6; i++) {
			UUID id = at.add(at.run("job").label("order", "42"));
			if (i % 2 == 0) {
				at.store.cancel(id);
			}
		}
		Page<Run> first = at.store.list(new RunQuery(Set.of(), null, null, "order", "42", null, null, null, null, 4));
		Page<Run> second = at.store
			.list(new RunQuery(Set.of(), null, null, "order", "42", null, null, null, first.next(), 4));
		assertThat(first.items()).hasSize(4);
		assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
		assertThat(second.next()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void textThatNoColumnHoldsIsInNoRun(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.add(at.run("job"));
		assertThat(at.store.list(RunQuery.newest().withJob("job\0")).items()).isEmpty();
		assertThat(at.store.list(labelled("\ud800", Set.of())).items()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void timesBeyondAllCalendarsAreNoError(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.add(at.run("job"));
		Cursor far = new Cursor(Instant.ofEpochSecond(999_999_999_999L), new UUID(0, 0));
		assertThat(at.store.list(new RunQuery(Set.of(), null, null, null, null, null, Instant.MIN, Instant.MAX, far, 9))
			.items()).hasSize(1);
	}

}
