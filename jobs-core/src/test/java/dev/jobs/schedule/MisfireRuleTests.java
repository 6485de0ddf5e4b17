package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MisfireRuleTests {

	private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

	private static final ZoneId UTC = ZoneId.of("UTC");

	private static final Schedule EACH_MINUTE = Schedule.fixedRate(Duration.ofMinutes(1));

	private static final Schedule CRON_EACH_MINUTE = Schedule.cron("0 * * * * *", UTC);

	private static MisfireRule rule(MisfirePolicy policy) {
		return MisfireRule.defaults().withPolicy(policy);
	}

	@ParameterizedTest
	@EnumSource
	void firesWhatIsOnTime(MisfirePolicy policy) {
		Instant now = NOON.plusSeconds(10);
		FirePlan expected = new FirePlan(List.of(NOON), 0, NOON.plusSeconds(60));
		assertThat(rule(policy).plan(EACH_MINUTE, NOON, now)).isEqualTo(expected);
		assertThat(rule(policy).plan(CRON_EACH_MINUTE, NOON, now)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource
	void firesNothingBeforeItIsDue(MisfirePolicy policy) {
		FirePlan plan = rule(policy).plan(EACH_MINUTE, NOON, NOON.minusNanos(1));
		assertThat(plan).isEqualTo(new FirePlan(List.of(), 0, NOON));
	}

	/**
	 * Asleep from noon: 12:00 to 12:05 have passed.
	 */
	@ParameterizedTest(name = "{0} {1} s after 12:05")
	@CsvSource(delimiter = '|', textBlock = """
			SKIP | 10 | 12:05                               | 5
			SKIP | 11 |                                     | 6
			ONCE | 10 | 12:05                               | 5
			ONCE | 11 | 12:05                               | 5
			ALL  | 11 | 12:00 12:01 12:02 12:03 12:04 12:05 | 0
			""")
	void decidesWhatToFireAfterASleep(MisfirePolicy policy, int late, String fire, long missed) {
		Instant now = NOON.plus(Duration.ofMinutes(5)).plusSeconds(late);
		for (Schedule schedule : new Schedule[] { EACH_MINUTE, CRON_EACH_MINUTE }) {
			FirePlan plan = rule(policy).plan(schedule, NOON, now);
			assertThat(plan.fire()).extracting((time) -> LocalTime.ofInstant(time, UTC).toString())
				.containsExactly((fire != null) ? fire.split(" ") : new String[0]);
			assertThat(plan.missed()).isEqualTo(missed);
			assertThat(plan.next()).isEqualTo("2026-06-01T12:06:00Z");
		}
	}

	@Test
	void onceFiresNothingOlderThanTheLimit() {
		Schedule daily = Schedule.monthlyAt(1, LocalTime.NOON, UTC);
		Instant limit = NOON.plus(Duration.ofDays(1));
		assertThat(rule(MisfirePolicy.ONCE).plan(daily, NOON, limit).fire()).containsExactly(NOON);
		FirePlan late = rule(MisfirePolicy.ONCE).plan(daily, NOON, limit.plusNanos(1));
		assertThat(late.fire()).isEmpty();
		assertThat(late.missed()).isOne();
		assertThat(late.next()).isEqualTo("2026-07-01T12:00:00Z");
	}

	@Test
	void allFiresTheNewestUpToTheBound() {
		MisfireRule rule = new MisfireRule(MisfirePolicy.ALL, Duration.ofSeconds(10), Duration.ofHours(1), 3);
		Instant now = NOON.plus(Duration.ofMinutes(5));
		for (Schedule schedule : new Schedule[] { EACH_MINUTE, CRON_EACH_MINUTE }) {
			FirePlan plan = rule.plan(schedule, NOON, now);
			assertThat(plan.fire()).containsExactly(now.minusSeconds(120), now.minusSeconds(60), now);
			assertThat(plan.missed()).isEqualTo(3);
		}
	}

	@Test
	void allLeavesOutWhatIsOlderThanTheLimit() {
		MisfireRule rule = new MisfireRule(MisfirePolicy.ALL, Duration.ofSeconds(10), Duration.ofMinutes(2), 100);
		Instant now = NOON.plus(Duration.ofMinutes(5));
		for (Schedule schedule : new Schedule[] { EACH_MINUTE, CRON_EACH_MINUTE }) {
			FirePlan plan = rule.plan(schedule, NOON, now);
			assertThat(plan.fire()).containsExactly(now.minusSeconds(120), now.minusSeconds(60), now);
			assertThat(plan.missed()).isEqualTo(3);
		}
	}

	@Test
	void limitShorterThanTheGraceTimeDoesNotDropWhatIsOnTime() {
		MisfireRule rule = new MisfireRule(MisfirePolicy.ONCE, Duration.ofSeconds(10), Duration.ZERO, 100);
		assertThat(rule.plan(EACH_MINUTE, NOON, NOON.plusSeconds(5)).fire()).containsExactly(NOON);
		assertThat(rule.plan(EACH_MINUTE, NOON, NOON.plusSeconds(15)).fire()).isEmpty();
	}

	// An initial delay of its own, or a schedule that was changed since
	@Test
	void storedFireTimeCountsEvenIfTheScheduleWouldNotNameIt() {
		Instant due = NOON.plusSeconds(30);
		FirePlan plan = rule(MisfirePolicy.ALL).plan(CRON_EACH_MINUTE, due, NOON.plusSeconds(60));
		assertThat(plan.fire()).containsExactly(due, NOON.plusSeconds(60));
	}

	@Test
	void fixedDelayHasNoOtherFireTimeBeforeItsRunEnds() {
		Schedule schedule = Schedule.fixedDelay(Duration.ofMinutes(1));
		Instant now = NOON.plus(Duration.ofHours(3));
		assertThat(rule(MisfirePolicy.ALL).plan(schedule, NOON, now))
			.isEqualTo(new FirePlan(List.of(NOON), 0, now.plusSeconds(60)));
		assertThat(rule(MisfirePolicy.SKIP).plan(schedule, NOON, now))
			.isEqualTo(new FirePlan(List.of(), 1, now.plusSeconds(60)));
	}

	@Test
	void scheduleThatNeverFiresAgainHasNoNext() {
		Schedule schedule = Schedule.cron("0 0 0 29 2 *", UTC);
		Instant last = Instant.parse("9996-02-29T00:00:00Z");
		FirePlan plan = rule(MisfirePolicy.ONCE).plan(schedule, last, last.plusSeconds(1));
		assertThat(plan.fire()).containsExactly(last);
		assertThat(plan.next()).isNull();
	}

	// S10
	@Test
	void catchingUpAdvancesThroughARepeatedHour() {
		Schedule schedule = Schedule.dailyAt(LocalTime.of(2, 30), ZoneId.of("Europe/Amsterdam"));
		Instant due = Instant.parse("2026-10-24T00:30:00Z");
		FirePlan plan = rule(MisfirePolicy.ONCE).plan(schedule, due, Instant.parse("2026-10-25T01:30:00Z"));
		assertThat(plan.fire()).containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
		assertThat(plan.missed()).isOne();
		assertThat(plan.next()).isEqualTo("2026-10-26T01:30:00Z");
	}

	@Test
	void defaultsAreOneCatchUpNotOlderThanADay() {
		assertThat(MisfireRule.defaults())
			.isEqualTo(new MisfireRule(MisfirePolicy.ONCE, Duration.ofSeconds(10), Duration.ofDays(1), 100));
	}

	@ParameterizedTest(name = "{3}")
	@CsvSource({ "PT-1S, PT1S, 1, misfire.grace '-1s'", "PT0S, PT-1S, 1, misfire.limit '-1s'",
			"PT0S, PT87600H1S, 1, misfire.limit '315360001s'", "PT0S, PT1S, 0, misfire.maxCatchUp '0'",
			"PT0S, PT1S, 10001, misfire.maxCatchUp '10001'" })
	void refusesValuesOutOfRange(Duration grace, Duration limit, int maxCatchUp, String message) {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> new MisfireRule(MisfirePolicy.ALL, grace, limit, maxCatchUp))
			.withMessageStartingWith(message);
	}

}
