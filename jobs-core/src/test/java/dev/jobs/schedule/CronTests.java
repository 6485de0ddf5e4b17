package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CronTests {

	private static final ZoneId UTC = ZoneId.of("UTC");

	private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

	// J3
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			*/5 * * * *       | 2026-01-01T00:05
			0 0/7 * * * *     | 2026-01-01T00:07
			@hourly           | 2026-01-01T01:00
			@daily            | 2026-01-02T00:00
			@MIDNIGHT         | 2026-01-02T00:00
			@weekly           | 2026-01-04T00:00
			@monthly          | 2026-02-01T00:00
			@yearly           | 2027-01-01T00:00
			@annually         | 2027-01-01T00:00
			0 0 0 * * 0       | 2026-01-04T00:00
			0 0 0 * * 7       | 2026-01-04T00:00
			0 0 0 ? * sun     | 2026-01-04T00:00
			0 0 12 ? jan-mar 2#1 | 2026-01-06T12:00
			0 0 9 LW * *      | 2026-01-30T09:00
			0 0 9 L-27 2 *    | 2026-02-01T09:00
			0 0 9 15W * *     | 2026-01-15T09:00
			0 0 9 * * MON#1   | 2026-01-05T09:00
			0 0 9 * * 5L      | 2026-01-30T09:00
			0 0 0 29 2 *      | 2028-02-29T00:00
			0 0 0 29 2 MON    | 2044-02-29T00:00
			15,45 30 6 * * *  | 2026-01-01T06:30:15
			""")
	void firesNext(String expression, LocalDateTime expected) {
		assertThat(Schedule.cron(expression, UTC).first(NEW_YEAR)).isEqualTo(expected.toInstant(ZoneOffset.UTC));
	}

	// J2
	@Test
	void skipsMonthsWithoutTheDay() {
		assertThat(Schedule.cron("0 0 9 31 * *", UTC).preview(Instant.parse("2026-02-01T00:00:00Z"), NEW_YEAR, 3))
			.extracting((time) -> LocalDate.ofInstant(time, UTC))
			.containsExactly(LocalDate.of(2026, 3, 31), LocalDate.of(2026, 5, 31), LocalDate.of(2026, 7, 31));
	}

	@ParameterizedTest
	@ValueSource(strings = { "* * * * * *", "*/13 */7 */5 * * *", "0-10,50 5 3/4 1-7 * MON-FRI", "59 59 23 L * *",
			"0 0 12 13 * FRI", "10/20 0 0,12 LW 2,3 *", "0 30 9 * * 2#5" })
	void agreesWithSpringWhereClocksAreNotChanged(String expression) {
		Instant time = NEW_YEAR;
		LocalDateTime springTime = LocalDateTime.ofInstant(NEW_YEAR, UTC);
		Schedule schedule = Schedule.cron(expression, UTC);
		CronExpression spring = CronExpression.parse(expression);
		for (int i = 0; i < 200; i++) {
			time = schedule.next(time, NEW_YEAR).orElseThrow();
			springTime = spring.next(springTime);
			assertThat(time).isEqualTo(springTime.toInstant(ZoneOffset.UTC));
		}
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			''                | has 0 fields             | second minute hour
			* * *             | has 3 fields             | second minute hour
			0 0 3 * * * 2027  | has 7 fields             | leave out the year
			@reboot           | is not a known macro     | ApplicationRunner
			@fortnightly      | is not a known macro     | @hourly
			60 * * * * *      | valid values 0 - 59      | second minute hour
			0 0 24 * * *      | valid values 0 - 23      | second minute hour
			*/0 * * * * *     | cannot be read           | second minute hour
			5-2 * * * * *     | cannot be read           | second minute hour
			0 0 0 W * *       | cannot be read           | second minute hour
			H * * * * *       | cannot be read           | second minute hour
			1--100000000 * * * * * | cannot be read      | second minute hour
			0 0 0 ? 13 ?      | cannot be read           | second minute hour
			0 0 0 30 2 *      | never fires              | a date that exists
			0 0 0 31 2 *      | never fires              | a date that exists
			0 0 0 31 4,6 *    | never fires              | a date that exists
			0 0 0 * * MON#6   | never fires              | a date that exists
			0 0 0 L-31 * *    | shortest month           | L-27
			0 0 0 l-28 * *    | shortest month           | L-27
			0 0 0 1,L-30 * *  | shortest month           | L-27
			""")
	void refusesWhatCannotBeReadOrNeverFires(String expression, String problem, String action) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.cron(expression, UTC))
			.withMessageStartingWith("cron '" + expression + "' ")
			.withMessageContaining(problem)
			.satisfies((ex) -> {
				assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.EXPRESSION);
				assertThat(ex.getField()).isEqualTo("cron");
				assertThat(ex.getValue()).isEqualTo(expression);
				assertThat(ex.getAction()).contains(action);
			});
	}

	@Test
	void refusesAnExpressionThatIsTooLong() {
		String expression = "0,".repeat(500) + "0 0 0 * * *";
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.cron(expression, UTC))
			.withMessageContaining("is longer than 1000 characters")
			.satisfies((ex) -> assertThat(ex.getValue()).hasSize(83));
	}

	@Test
	void everyIsAFixedRate() {
		assertThat(Schedule.cron("@every 1h30m", UTC)).isEqualTo(Schedule.fixedRate(Duration.ofMinutes(90)));
		assertThat(Schedule.cron(" @every 30s ", UTC).type()).isEqualTo(ScheduleType.FIXED_RATE);
	}

	@Test
	void everyReadsWhatAFixedRatePrints() {
		for (Duration interval : List.of(Duration.ofMillis(100), Duration.ofMillis(3_600_500), Duration.ofDays(36))) {
			FixedRate rate = Schedule.fixedRate(interval);
			assertThat(Schedule.cron(rate.cronExpression(), UTC)).isEqualTo(rate);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "@every soon", "@every 10ms", "@every 30", "@every 0s" })
	void everyNeedsAnInterval(String expression) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.cron(expression, UTC))
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.INTERVAL));
	}

	@Test
	void keepsTheExpressionAsGiven() {
		assertThat(Schedule.cron("@daily", UTC).cronExpression()).isEqualTo("@daily");
		assertThat(Schedule.cron("*/5 * * * *", UTC).cronExpression()).isEqualTo("*/5 * * * *");
		assertThat(new Cron("0 0 3 * * *", UTC).expression()).isEqualTo("0 0 3 * * *");
	}

	@ParameterizedTest(name = "{0} is {1}")
	@CsvSource(delimiter = '|', textBlock = """
			0 3 * * *           | 0 0 3 * * *
			@daily              | 0 0 0 * * ?
			@weekly             | 0 0 0 ? * SUN
			0 0 3 ? jan mon-fri | 0  0 3 * 1 1-5
			""")
	void spellingDoesNotMatter(String one, String other) {
		assertThat(Schedule.cron(one, UTC)).isEqualTo(Schedule.cron(other, UTC))
			.hasSameHashCodeAs(Schedule.cron(other, UTC));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			0 0 3 * * *        | Daily at 3:00 AM
			@daily             | Daily at 12:00 AM
			0 15 10 * * MON    | Every Monday at 10:15 AM
			0 15 10 ? * SUN    | Every Sunday at 10:15 AM
			0 0 9 * * MON-FRI  | Every weekday at 9:00 AM
			0 0 9 15 * *       | Monthly on day 15 at 9:00 AM
			0 45 * * * *       | Hourly at :45
			@hourly            | Hourly at :00
			* * * * * *        | Every 1 second
			*/15 * * * * *     | Every 15 seconds
			0 * * * * *        | Every 1 minute
			0 */5 * * * *      | Every 5 minutes
			0 0,30 * * * *     | Every 30 minutes
			0 0 */6 * * *      | Every 6 hours
			0 0/7 * * * *      | Cron 0 0/7 * * * *
			0 5/10 * * * *     | Cron 0 5/10 * * * *
			30 0 3 * * *       | Cron 30 0 3 * * *
			0 0 9,17 * * *     | Cron 0 0 9,17 * * *
			0 0 9 L * *        | Cron 0 0 9 L * *
			0 0 9 1 1 *        | Cron 0 0 9 1 1 *
			0 0 9 13 * FRI     | Cron 0 0 9 13 * FRI
			0 0 9 * * MON#1    | Cron 0 0 9 * * MON#1
			0 */5 * * * MON    | Cron 0 */5 * * * MON
			""")
	void isPutInWordsWhereThatIsSimple(String expression, String expected) {
		assertThat(Schedule.cron(expression, UTC).humanReadable()).isEqualTo(expected);
	}

	// T6, S10
	@Test
	void endsWithTheYear9999() {
		Schedule schedule = Schedule.cron("0 0 0 29 2 *", UTC);
		Instant lastLeapDay = Instant.parse("9996-02-29T00:00:00Z");
		assertThat(schedule.next(lastLeapDay.minusSeconds(1), NEW_YEAR)).contains(lastLeapDay);
		assertThat(schedule.next(lastLeapDay, NEW_YEAR)).isEmpty();
		assertThat(schedule.next(Instant.MAX, NEW_YEAR)).isEmpty();
		assertThat(schedule.preview(lastLeapDay, NEW_YEAR, 3)).isEmpty();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> schedule.first(lastLeapDay))
			.withMessageContaining("never fires after");
	}

	@Test
	void beginsWithTheYear1970() {
		assertThat(Schedule.cron("0 0 0 * * *", UTC).next(Instant.MIN, NEW_YEAR)).contains(Instant.EPOCH);
	}

}
