package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.JobStats;
import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.QueueStats;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Counts}.
 */
class CountsTests {

	@ParameterizedTest
	@EnumSource
	void numbersOfAJobAreSumsAndItsStatusIsTheLast(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		Instant noon = at.clock.instant();
		count(at, "a", 2, 1, 4, noon.minusSeconds(20), noon, LastStatus.SUCCESS);
		count(at, "b", 3, 5, 0, noon.minusSeconds(10), noon.minusSeconds(1), LastStatus.FAILURE);
		at.add(at.run("job"));
		at.claim("node", 1, "job");
		at.statements.set(0);
		assertThat(at.store.jobStats(Set.of("job", "other"))).hasSize(1)
			.containsEntry("job", new JobStats(5, 6, 4, noon.minusSeconds(10), LastStatus.SUCCESS, 1));
		assertThat(at.statements).hasValue(1);
	}

	private static void count(StoreFixture at, String writer, int success, int failure, int skipped, Instant started,
			Instant ended, LastStatus status) {
		at.context.database()
			.transact((session) -> session.update("""
					INSERT INTO jobs_count (success, failure, skipped, last_execution_at, last_status_at, last_status,
						namespace, job_id, writer)
					VALUES (?, ?, ?, ?, ?, ?, 'default', 'job', ?)""", success, failure, skipped, started, ended,
					Codes.of(status), writer));
	}

	@ParameterizedTest
	@EnumSource
	void queueCountsReadyDueAndSuspectRunsOfAllPriorities(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.add(at.run("job"));
		at.claim("node", 1, "job");
		at.beat("node");
		Instant first = at.clock.instant();
		at.add(at.run("job").priority(9).after(Duration.ofSeconds(20)));
		at.advance(StoreFixture.LEASE);
		at.store.rescue("rescuer", 3, 10);
		at.add(at.run("job").priority(-9));
		at.add(at.run("job").priority(9).queue("mail"));
		at.add(at.run("job").priority(-9).queue("mail").at(at.clock.instant().minusSeconds(60)));
		at.add(at.run("job").queue("mail").after(Duration.ofSeconds(1)));
		at.another("other").pauseQueue("paused", null, null, null);
		assertThat(at.store.queueStats()).containsExactly(new QueueStats("default", 3, first, 0, null),
				new QueueStats("mail", 2, at.clock.instant().minusSeconds(60), 0, null));
	}

}
