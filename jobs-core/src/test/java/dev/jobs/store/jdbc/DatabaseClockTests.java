package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.Pause;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.NodeState;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.Retention;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.DueSchedule;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a {@link JdbcJobStore} without a clock of its own takes all times from the
 * database.
 */
class DatabaseClockTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private JobStore store;

	private Instant before;

	private void open(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		this.store = new JdbcJobStore(at.dataSource, JdbcSettings.standard(), null);
		this.before = this.store.now();
	}

	private void assertNow(Instant time) {
		assertThat(time).isBetween(this.before, this.store.now());
	}

	@ParameterizedTest
	@EnumSource
	void leasesAndPausesAreMeasuredByIt(Dialect dialect) {
		open(dialect);
		this.store.heartbeat(new NodeBeat("node", "1", 1, 0), LONG);
		NodeState node = this.store.nodes().get(0);
		assertNow(node.heartbeatAt());
		assertThat(node.leaseEnd()).isEqualTo(node.heartbeatAt().plus(LONG));
		assertThat(this.store.rescue("other", 3, 10)).isEqualTo(Rescued.NOTHING);
		this.store.pauseJob("job", null, null, this.before.plus(LONG));
		this.store.pauseJob("other", null, null, this.before);
		assertThat(this.store.pausedJobs()).containsOnlyKeys("job");
		Pause pause = this.store.pausedJobs().get("job");
		assertNow(pause.since());
	}

	@ParameterizedTest
	@EnumSource
	void whatIsDueIsDueByIt(Dialect dialect) {
		open(dialect);
		ScheduleState due = new ScheduleState("job", "f", this.before, this.before, null);
		ScheduleState next = new ScheduleState("job", "f", this.before, this.before.plus(LONG), null);
		this.store.saveSchedule(due, null);
		assertThat(this.store.dueSchedules(Set.of("job"), 9)).extracting(DueSchedule::state).containsExactly(due);
		this.store.dueSchedules(Set.of("job"), 9).forEach((found) -> assertNow(found.now()));
		UUID id = new UUID(1, 1);
		Tick tick = new Tick(due, next, new RunBuilder(id, "job").after(LONG).build(), Busy.SKIP);
		assertThat(this.store.fire(List.of(tick))).containsExactly(Fired.FIRED);
		assertThat(this.store.untilNextSchedule(Set.of("job")).orElseThrow()).isBetween(Duration.ZERO, LONG);
		assertNow(this.store.find(id).orElseThrow().createdAt());
		assertThat(this.store.find(id).orElseThrow().state()).isEqualTo(RunState.SCHEDULED);
		assertThat(this.store.queueStats()).isEmpty();
		assertThat(this.store.prune(Retention.standard(), 10)).isZero();
		assertThat(this.store.list(RunQuery.newest()).items()).hasSize(1);
	}

}
