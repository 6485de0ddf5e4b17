package dev.jobs.schedule;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link MisfireRule} costs when nobody looked for a long time.
 */
class LongSleepTests {

	private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

	private static final long SECOND = 1_000_000_000;

	// T8: asleep for 30 days, rows and missed count exact, less than a second of CPU
	@ParameterizedTest
	@EnumSource
	void cronOfEachSecondIsCountedExactly(MisfirePolicy policy) {
		Schedule schedule = Schedule.cron("* * * * * *", ZoneId.of("Europe/Amsterdam"));
		Instant now = NOON.plus(Duration.ofDays(30));
		long start = cpuTime();
		FirePlan plan = MisfireRule.defaults().withPolicy(policy).plan(schedule, NOON, now);
		assertThat(cpuTime() - start).isLessThan(SECOND);
		assertThat(plan.fire()).hasSize((policy == MisfirePolicy.ALL) ? 100 : 1).endsWith(now);
		assertThat(plan.missed() + plan.fire().size()).isEqualTo(30 * 86_400 + 1);
		assertThat(plan.next()).isEqualTo(now.plusSeconds(1));
	}

	@Test
	void fixedRateOfTenthsOfASecondIsCountedExactly() {
		Schedule schedule = Schedule.fixedRate(Duration.ofMillis(100));
		Instant now = NOON.plus(Duration.ofDays(365)).plusMillis(50);
		long start = cpuTime();
		FirePlan plan = MisfireRule.defaults().withPolicy(MisfirePolicy.ALL).plan(schedule, NOON, now);
		assertThat(cpuTime() - start).isLessThan(SECOND);
		assertThat(plan.fire()).hasSize(100).endsWith(now.minusMillis(50));
		assertThat(plan.missed()).isEqualTo(365L * 864_000 + 1 - 100);
		assertThat(plan.next()).isEqualTo(now.plusMillis(50));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "* * * * 1 *", "* * * 29 2 MON", "* * * * * MON-FRI", "0 0 0 LW * *",
			"0 0,30 0,1,2,3,4,5 * * *" })
	void costIsBoundedForCenturies(String expression) {
		Schedule schedule = Schedule.cron(expression, ZoneId.of("Europe/Amsterdam"));
		MisfireRule rule = new MisfireRule(MisfirePolicy.ALL, Duration.ZERO, Duration.ofDays(3650), 100);
		long start = cpuTime();
		FirePlan plan = rule.plan(schedule, Instant.EPOCH, Instant.parse("2620-06-01T12:00:00Z"));
		assertThat(cpuTime() - start).isLessThan(5 * SECOND);
		assertThat(plan.fire()).hasSizeLessThanOrEqualTo(100).isSorted();
		assertThat(plan.missed()).isPositive();
		assertThat(plan.next()).isNotNull();
	}

	private static long cpuTime() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

}
