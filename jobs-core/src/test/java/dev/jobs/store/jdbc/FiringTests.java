package dev.jobs.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunQuery;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Firing} and {@link ScheduleRows}.
 */
class FiringTests {

	private StoreFixture at;

	private ScheduleState state(String job, @Nullable Instant next) {
		return new ScheduleState(job, "f", this.at.clock.instant(), next, null);
	}

	private ScheduleState saved(ScheduleState state) {
		assertThat(this.at.store.saveSchedule(state, null)).isTrue();
		return state;
	}

	private RunBuilder scheduled(String job) {
		return this.at.run(job).trigger(Trigger.SCHEDULED).slots(1);
	}

	private List<Tick> ticks(int count) {
		List<Tick> ticks = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ScheduleState due = saved(state("job-" + i, this.at.clock.instant()));
			ticks.add(new Tick(due, state("job-" + i, null), scheduled("job-" + i).build(), Busy.SKIP));
		}
		return ticks;
	}

	@Test
	void manyTicksTakeAHandfulOfStatements() {
		this.at = new StoreFixture(Dialect.POSTGRESQL);
		List<Tick> ticks = ticks(200);
		for (int i = 0; i < 50; i++) {
			this.at.add(scheduled("job-" + i));
		}
		this.at.statements.set(0);
		List<Fired> fired = this.at.store.fire(ticks);
		assertThat(fired.subList(0, 50)).containsOnly(Fired.SKIPPED);
		assertThat(fired.subList(50, 200)).containsOnly(Fired.FIRED);
		assertThat(this.at.statements).hasValueLessThanOrEqualTo(6);
		assertThat(this.at.store.nextFireTimes()).isEmpty();
		assertThat(this.at.count("jobs_run")).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void ticksOfOneScheduleGoOneAfterAnother(Dialect dialect) {
		this.at = new StoreFixture(dialect);
		Instant now = this.at.clock.instant();
		ScheduleState first = saved(state("job", now));
		ScheduleState second = state("job", now.plusSeconds(1));
		ScheduleState third = state("job", now.plusSeconds(2));
		List<Fired> fired = this.at.store.fire(List.of(new Tick(first, second, this.at.run("job").build(), Busy.SKIP),
				new Tick(first, second, this.at.run("job").build(), Busy.SKIP),
				new Tick(second, third, this.at.run("job").build(), Busy.SKIP)));
		assertThat(fired).containsExactly(Fired.FIRED, Fired.LOST, Fired.FIRED);
		assertThat(this.at.store.findSchedule("job")).contains(third);
		assertThat(this.at.store.list(RunQuery.newest()).items()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	void timesAreComparedAsTheyAreKept(Dialect dialect) {
		this.at = new StoreFixture(dialect);
		ScheduleState exact = new ScheduleState("job", "f", this.at.clock.instant().plusNanos(999),
				this.at.clock.instant().plusNanos(1_501), Duration.ofSeconds(2));
		saved(exact);
		assertThat(this.at.store.fire(List.of(new Tick(exact, exact, null, Busy.SKIP)))).containsExactly(Fired.FIRED);
		assertThat(this.at.store.saveSchedule(exact, exact)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void tickTakesTheSlotThatIsLeft(Dialect dialect) {
		this.at = new StoreFixture(dialect);
		this.at.add(this.at.run("job").slots(2));
		ScheduleState due = saved(state("job", this.at.clock.instant()));
		Tick tick = new Tick(due, due, this.at.run("job").slots(2).label("order", "42").build(), Busy.WAIT);
		assertThat(this.at.store.fire(List.of(tick))).containsExactly(Fired.FIRED);
		assertThat(this.at.store.find(tick.run().id()).orElseThrow().labels()).isEqualTo(Map.of("order", "42"));
		Tick next = new Tick(due, due, this.at.run("job").slots(2).build(), Busy.WAIT);
		assertThat(this.at.store.fire(List.of(next))).containsExactly(Fired.WAITING);
	}

	@ParameterizedTest
	@EnumSource
	void onlyOneOfManyNodesFiresEachTick(Dialect dialect) throws Exception {
		this.at = new StoreFixture(dialect);
		List<Tick> ticks = ticks(20);
		Callable<List<Fired>> node = () -> this.at.store.fire(ticks.stream()
			.map((tick) -> new Tick(tick.expected(), tick.next(), scheduled(tick.expected().jobId()).build(),
					Busy.SKIP))
			.toList());
		List<List<Fired>> fired = this.at.together(List.of(node, node, node, node));
		for (int i = 0; i < 20; i++) {
			int tick = i;
			List<Fired> ofTick = fired.stream().map((one) -> one.get(tick)).toList();
			assertThat(Collections.frequency(ofTick, Fired.FIRED)).isEqualTo(1);
			assertThat(Collections.frequency(ofTick, Fired.LOST)).isEqualTo(3);
		}
		assertThat(this.at.count("jobs_run")).isEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	void slotIsTakenByTheTickOrByAnotherRun(Dialect dialect) throws Exception {
		this.at = new StoreFixture(dialect);
		for (Tick tick : ticks(20)) {
			List<String> answers = this.at.together(List.of(() -> this.at.store.fire(List.of(tick)).get(0).name(),
					() -> this.at.store.insert(List.of(scheduled(tick.expected().jobId()).build()), Joining.OWN)
						.get(0)
						.status()
						.name()));
			assertThat(answers).isIn(List.of("FIRED", "SKIPPED"), List.of("SKIPPED", "CREATED"));
		}
	}

}
