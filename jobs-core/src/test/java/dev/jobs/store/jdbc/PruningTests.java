package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.JobStore;
import dev.jobs.store.Outcome;
import dev.jobs.store.Retention;
import dev.jobs.store.ScheduleStore.DueSchedule;
import dev.jobs.store.ScheduleStore.ScheduleState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pruning}.
 */
class PruningTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final Retention DAYS = new Retention(DAY, Duration.ofDays(30), 10_000);

	private static Retention perJob(int count) {
		return new Retention(Duration.ofDays(400), Duration.ofDays(400), count);
	}

	@ParameterizedTest
	@EnumSource
	void labelsAndAttemptsGoWithTheirRun(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 2; i++) {
			at.add(at.run("job").label("order", "42"));
			ClaimedRun first = at.claim("node", 1, "job").get(0);
			at.write(new Outcome.Retry(first.id(), first.token(), Duration.ZERO, null, StoreFixture.ERROR));
			ClaimedRun second = at.claim("node", 1, "job").get(0);
			at.write(new Outcome.Succeeded(second.id(), second.token(), null));
			at.advance(Duration.ofHours(20));
		}
		assertThat(at.store.prune(DAYS, 100)).isEqualTo(1);
		assertThat(at.count("jobs_history")).isEqualTo(1);
		assertThat(at.count("jobs_label")).isEqualTo(1);
		assertThat(at.count("jobs_attempt")).isEqualTo(1);
		Run left = at.store.list(RunQuery.newest()).items().get(0);
		assertThat(left.labels()).containsEntry("order", "42");
		assertThat(left.attempts()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void keysThatHaveExpiredGo(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 5; i++) {
			at.store.cancel(at.add(at.run("job").key("old-" + i, "f")));
		}
		at.advance(DAY);
		at.store.cancel(at.add(at.run("job").key("fresh", "f")));
		at.add(at.run("job").key("waiting", "f"));
		at.store.prune(DAYS, 2);
		assertThat(at.count("jobs_key")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void nodesThatAreSilentForAWeekGoUnlessRunsAreTheirs(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.beat("silent");
		at.beat("node");
		at.add(at.run("job"));
		at.claim("node", 1, "job");
		at.advance(Duration.ofDays(5));
		at.beat("recent");
		at.advance(Duration.ofDays(3));
		at.store.prune(DAYS, 10);
		assertThat(at.store.nodes()).extracting((node) -> node.beat().nodeId()).containsExactly("node", "recent");
	}

	@ParameterizedTest
	@EnumSource
	void pausesOfQueuesThatHaveEndedGo(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.store.pauseJob("job", null, null, at.clock.instant().plusSeconds(1));
		at.store.pauseQueue("files", null, null, at.clock.instant().plusSeconds(1));
		at.store.pauseQueue("mail", null, null, null);
		at.advance(Duration.ofSeconds(1));
		at.store.prune(DAYS, 10);
		at.store.saveSchedule(new ScheduleState("job", "f", at.clock.instant(), at.clock.instant(), null), null);
		assertThat(at.store.dueSchedules(Set.of("job"), 1)).extracting(DueSchedule::pausedUntil)
			.as("its schedule is still to be moved over it")
			.containsExactly(at.clock.instant());
		assertThat(at.count("jobs_pause")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void surplusOfManyJobsGoesInBatches(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		for (int i = 0; i < 12; i++) {
			at.succeeded(at.run("job-" + (i % 3)), "job-" + (i % 3));
			at.advance(Duration.ofSeconds(1));
		}
		for (int expected : new int[] { 2, 2, 2, 0 }) {
			assertThat(at.store.prune(perJob(2), 2)).isEqualTo(expected);
		}
		List<Run> left = at.store.list(RunQuery.newest()).items();
		assertThat(left).extracting(Run::jobId).containsExactly("job-2", "job-1", "job-0", "job-2", "job-1", "job-0");
	}

	@ParameterizedTest
	@EnumSource
	void surplusIsCountedOverAllOutcomesAndLeavesOtherNamespacesAlone(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		JobStore other = at.another("other");
		at.store.cancel(at.add(at.run("job")));
		at.advance(Duration.ofSeconds(1));
		UUID kept = at.succeeded(at.run("job"), "job");
		other.prune(perJob(1), 10);
		assertThat(at.count("jobs_history")).isEqualTo(2);
		assertThat(at.store.prune(perJob(1), 10)).isEqualTo(1);
		assertThat(at.store.find(kept)).isPresent();
	}

	@ParameterizedTest
	@EnumSource
	void nodesThatPruneTogetherDeleteEachRunOnce(Dialect dialect) throws Exception {
		StoreFixture at = new StoreFixture(dialect);
		Set<UUID> added = new HashSet<>();
		for (int i = 0; i < 30; i++) {
			added.add(at.add(at.run("job").label("order", "42")));
		}
		added.forEach(at.store::cancel);
		at.advance(DAY.plusSeconds(1));
		Callable<Integer> node = () -> at.store.prune(DAYS, 20);
		int deleted = at.together(List.of(node, node, node)).stream().mapToInt(Integer::intValue).sum();
		assertThat(deleted + at.count("jobs_history")).isEqualTo(30);
		at.store.prune(DAYS, 100);
		assertThat(at.count("jobs_history")).isZero();
		assertThat(at.count("jobs_label")).isZero();
	}

}
