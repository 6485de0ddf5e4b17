package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ScheduleTests {

	private static final ZoneId UTC = ZoneId.of("UTC");

	private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

	private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

	// GB-T17, GB-R5, GB-R6
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			PT45S        | @every 45s        | Every 45 seconds
			PT1M         | @every 1m0s       | Every 1 minute
			PT30M        | @every 30m0s      | Every 30 minutes
			PT1H         | @every 1h0m0s     | Every 1 hour
			PT90M        | @every 1h30m0s    | Every 1 hour
			PT2H         | @every 2h0m0s     | Every 2 hours
			PT24H        | @every 24h0m0s    | Every 1 day
			PT60H        | @every 60h0m0s    | Every 2 days
			PT10S        | @every 10s        | Every 10 seconds
			PT1S         | @every 1s         | Every 1 second
			PT1.5S       | @every 1.5s       | Every 1 second
			PT1H0.05S    | @every 1h0m0.05s  | Every 1 hour
			PT0.25S      | @every 250ms      | Every 250 milliseconds
			""")
	void intervalsReadAs(Duration interval, String cron, String text) {
		assertThat(Schedule.fixedRate(interval).cronExpression()).isEqualTo(cron);
		assertThat(Schedule.fixedRate(interval).humanReadable()).isEqualTo(text);
		assertThat(Schedule.fixedDelay(interval).cronExpression()).isEqualTo(cron);
		assertThat(Schedule.fixedDelay(interval).humanReadable())
			.isEqualTo(text.substring("Every ".length()) + " after each run");
	}

	// GB-T17, GB-R5, GB-R6
	@Test
	void calendarKindsReadAs() {
		LocalTime three = LocalTime.of(3, 0);
		assertTexts(Schedule.dailyAt(three, UTC), ScheduleType.DAILY, "0 3 * * *", "Daily at 3:00 AM");
		assertTexts(Schedule.dailyAt(LocalTime.MIDNIGHT, UTC), ScheduleType.DAILY, "0 0 * * *", "Daily at 12:00 AM");
		assertTexts(Schedule.dailyAt(LocalTime.NOON, UTC), ScheduleType.DAILY, "0 12 * * *", "Daily at 12:00 PM");
		assertTexts(Schedule.dailyAt(LocalTime.of(23, 59), UTC), ScheduleType.DAILY, "59 23 * * *",
				"Daily at 11:59 PM");
		assertTexts(Schedule.weeklyAt(DayOfWeek.MONDAY, LocalTime.of(10, 15), UTC), ScheduleType.WEEKLY, "15 10 * * 1",
				"Every Monday at 10:15 AM");
		assertTexts(Schedule.weeklyAt(DayOfWeek.SUNDAY, three, UTC), ScheduleType.WEEKLY, "0 3 * * 0",
				"Every Sunday at 3:00 AM");
		assertTexts(Schedule.hourlyAt(45, UTC), ScheduleType.HOURLY, "45 * * * *", "Hourly at :45");
		assertTexts(Schedule.hourlyAt(5, UTC), ScheduleType.HOURLY, "5 * * * *", "Hourly at :05");
		assertTexts(Schedule.monthlyAt(15, LocalTime.of(9, 0), UTC), ScheduleType.MONTHLY, "0 9 15 * *",
				"Monthly on day 15 at 9:00 AM");
	}

	private static void assertTexts(Schedule schedule, ScheduleType type, String cron, String text) {
		assertThat(schedule.type()).isEqualTo(type);
		assertThat(schedule.cronExpression()).isEqualTo(cron);
		assertThat(schedule.humanReadable()).isEqualTo(text);
	}

	// GB-R7
	@Test
	void fixedRateFiresFirstAfterOneIntervalOrItsInitialDelay() {
		Duration interval = Duration.ofSeconds(30);
		assertThat(Schedule.fixedRate(interval).first(NOON)).isEqualTo(NOON.plusSeconds(30));
		assertThat(Schedule.fixedRate(interval, Duration.ofSeconds(5)).first(NOON)).isEqualTo(NOON.plusSeconds(5));
		assertThat(Schedule.fixedRate(interval, Duration.ZERO).first(NOON)).isEqualTo(NOON);
	}

	@Test
	void fixedDelayFiresFirstAfterOneDelayOrItsInitialDelay() {
		Duration delay = Duration.ofSeconds(30);
		assertThat(Schedule.fixedDelay(delay).first(NOON)).isEqualTo(NOON.plusSeconds(30));
		assertThat(Schedule.fixedDelay(delay, Duration.ofSeconds(5)).first(NOON)).isEqualTo(NOON.plusSeconds(5));
	}

	@ParameterizedTest(name = "{0} ms after the anchor")
	@CsvSource({ "0, 30000", "1, 30000", "29999, 30000", "30000, 60000", "3600000, 3630000", "-1, 0", "-30000, 0",
			"-30001, -30000" })
	void fixedRateStaysOnItsGrid(long after, long expected) {
		assertThat(Schedule.fixedRate(Duration.ofSeconds(30)).next(NOON.plusMillis(after), NOON))
			.contains(NOON.plusMillis(expected));
	}

	@Test
	void fixedDelayCountsFromTheEndOfTheRun() {
		Schedule schedule = Schedule.fixedDelay(Duration.ofSeconds(30));
		Instant endOfRun = NOON.plusMillis(12_345);
		assertThat(schedule.next(endOfRun, NOON)).contains(endOfRun.plusSeconds(30));
		assertThat(schedule.preview(endOfRun, NOON, 5)).containsExactly(endOfRun.plusSeconds(30));
		assertThat(schedule.preview(endOfRun, NOON, 0)).isEmpty();
	}

	@Test
	void intervalsEndWithTheYear9999() {
		Schedule schedule = Schedule.fixedRate(Duration.ofDays(1));
		assertThat(schedule.next(Instant.MAX, NOON)).isEmpty();
		assertThat(schedule.next(FireTimes.END.minusSeconds(1), NOON)).isEmpty();
	}

	@Test
	void previewListsTheNextFireTimes() {
		assertThat(Schedule.fixedRate(Duration.ofSeconds(10)).preview(NOON, NOON, 3))
			.containsExactly(NOON.plusSeconds(10), NOON.plusSeconds(20), NOON.plusSeconds(30));
	}

	// GB-T25
	@Test
	void dailyFollowsTheClockOfItsZone() {
		LocalTime time = LocalTime.of(14, 30);
		assertThat(Schedule.dailyAt(time, NEW_YORK).first(NOON)).isEqualTo(Instant.parse("2026-06-01T18:30:00Z"));
		assertThat(Schedule.dailyAt(time, UTC).first(NOON)).isEqualTo(Instant.parse("2026-06-01T14:30:00Z"));
	}

	@Test
	void firstIsStrictlyAfterNow() {
		assertThat(Schedule.dailyAt(LocalTime.NOON, UTC).first(NOON)).isEqualTo(Instant.parse("2026-06-02T12:00:00Z"));
		assertThat(Schedule.dailyAt(LocalTime.NOON, UTC).first(NOON.minusNanos(1))).isEqualTo(NOON);
	}

	// GB-R7
	@Test
	void monthlySkipsMonthsWithoutTheDay() {
		assertThat(
				Schedule.monthlyAt(31, LocalTime.of(9, 0), UTC).preview(Instant.parse("2026-02-01T00:00:00Z"), NOON, 3))
			.containsExactly(Instant.parse("2026-03-31T09:00:00Z"), Instant.parse("2026-05-31T09:00:00Z"),
					Instant.parse("2026-07-31T09:00:00Z"));
		assertThat(Schedule.monthlyAt(29, LocalTime.of(9, 0), UTC).first(Instant.parse("2027-01-30T00:00:00Z")))
			.isEqualTo(Instant.parse("2027-03-29T09:00:00Z"));
	}

	// GB-T15
	@ParameterizedTest
	@EnumSource(DayOfWeek.class)
	void acceptsEachDayOfTheWeek(DayOfWeek day) {
		Instant first = Schedule.weeklyAt(day, LocalTime.of(23, 59), UTC).first(NOON);
		assertThat(first.atZone(UTC).getDayOfWeek()).isEqualTo(day);
		assertThat(Duration.between(NOON, first)).isLessThanOrEqualTo(Duration.ofDays(7));
	}

	// GB-T15
	@Test
	void acceptsTheBoundsOfEachRange() {
		assertThat(Schedule.hourlyAt(0, UTC).minute()).isZero();
		assertThat(Schedule.hourlyAt(59, UTC).minute()).isEqualTo(59);
		assertThat(Schedule.monthlyAt(1, LocalTime.MIDNIGHT, UTC).day()).isOne();
		assertThat(Schedule.monthlyAt(31, LocalTime.of(23, 59), UTC).time()).isEqualTo("23:59");
		assertThat(Schedule.dailyAt(LocalTime.MIDNIGHT, UTC).time()).isEqualTo(LocalTime.MIDNIGHT);
		assertThat(Schedule.weeklyAt(DayOfWeek.SUNDAY, LocalTime.MIDNIGHT, UTC).day()).isEqualTo(DayOfWeek.SUNDAY);
		assertThat(Schedule.weeklyAt(DayOfWeek.SUNDAY, LocalTime.NOON, UTC).time()).isEqualTo(LocalTime.NOON);
		assertThat(Schedule.fixedRate(Duration.ofMillis(100)).interval()).isEqualTo(Duration.ofMillis(100));
		assertThat(Schedule.fixedDelay(Duration.ofDays(3650)).delay()).isEqualTo(Duration.ofDays(3650));
	}

	// GB-T14
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			PT0S         | is not greater than zero
			PT-10S       | is not greater than zero
			PT0.099S     | is shorter than 100 ms
			PT87600H0.001S | is longer than 3650 days
			PT0.1000001S | is not a whole number of milliseconds
			""")
	void refusesIntervalsOutOfRange(Duration interval, String problem) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.fixedRate(interval))
			.withMessageStartingWith("fixedRate '%s' %s; ".formatted(ScheduleText.format(interval), problem))
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.INTERVAL));
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.fixedDelay(interval))
			.withMessageStartingWith("fixedDelay '%s' %s; ".formatted(ScheduleText.format(interval), problem));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-1S", "PT87600H1S" })
	void refusesInitialDelaysOutOfRange(Duration delay) {
		Duration interval = Duration.ofSeconds(1);
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.fixedRate(interval, delay))
			.withMessageStartingWith("initialDelay '%s' is out of range".formatted(ScheduleText.format(delay)));
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.fixedDelay(interval, delay))
			.withMessageStartingWith("initialDelay '%s' is out of range".formatted(ScheduleText.format(delay)));
	}

	// GB-T14
	@ParameterizedTest
	@ValueSource(ints = { -1, 60 })
	void refusesMinutesOutOfRange(int minute) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.hourlyAt(minute, UTC))
			.withMessage("hourlyAt '%d' is not a minute of the hour; use a number from 0 to 59".formatted(minute))
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.TIME_RANGE));
	}

	// GB-T14
	@ParameterizedTest
	@ValueSource(ints = { 0, 32 })
	void refusesDaysOutOfRange(int day) {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> Schedule.monthlyAt(day, LocalTime.NOON, UTC))
			.withMessage("monthlyAt '%d' is not a day of the month; use a number from 1 to 31".formatted(day));
	}

	@Test
	void refusesTimesWithSeconds() {
		LocalTime time = LocalTime.of(3, 0, 30);
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> Schedule.dailyAt(time, UTC))
			.withMessageStartingWith("dailyAt '03:00:30' is not a whole minute")
			.satisfies((ex) -> assertThat(ex.getProblem()).isEqualTo("is not a whole minute"));
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> Schedule.dailyAt(LocalTime.of(3, 0, 0, 1), UTC));
	}

	@Test
	void knowsItsZone() {
		assertThat(Schedule.dailyAt(LocalTime.NOON, NEW_YORK).zone()).contains(NEW_YORK);
		assertThat(Schedule.dailyAt(LocalTime.NOON, ZoneOffset.UTC).zone()).contains(UTC);
		assertThat(Schedule.fixedRate(Duration.ofSeconds(1)).zone()).isEmpty();
		assertThat(Schedule.fixedDelay(Duration.ofSeconds(1)).zone()).isEmpty();
	}

	@Test
	void fingerprintsStayWhatTheyWere() {
		LocalTime time = LocalTime.of(6, 15);
		Duration interval = Duration.ofSeconds(30);
		assertThat(Schedule.fixedRate(interval, Duration.ZERO).fingerprint()).isEqualTo("fixed-rate PT30S");
		assertThat(Schedule.fixedDelay(interval).fingerprint()).isEqualTo("fixed-delay PT30S");
		assertThat(Schedule.hourlyAt(5, UTC).fingerprint()).isEqualTo("hourly 5 UTC");
		assertThat(Schedule.dailyAt(time, NEW_YORK).fingerprint()).isEqualTo("daily 06:15 America/New_York");
		assertThat(Schedule.weeklyAt(DayOfWeek.MONDAY, time, UTC).fingerprint()).isEqualTo("weekly MONDAY 06:15 UTC");
		assertThat(Schedule.monthlyAt(1, time, UTC).fingerprint()).isEqualTo("monthly 1 06:15 UTC");
		assertThat(Schedule.cron("*/5 * * * mon", UTC).fingerprint()).isEqualTo("cron 0 */5 * * * 1 UTC");
	}

	@Test
	void equalsByMeaning() {
		Schedule noon = Schedule.dailyAt(LocalTime.NOON, UTC);
		assertThat(noon).isEqualTo(Schedule.dailyAt(LocalTime.NOON, ZoneOffset.UTC)).hasToString("daily 12:00 UTC");
		assertThat(noon).isNotEqualTo(Schedule.dailyAt(LocalTime.NOON, NEW_YORK)).isNotEqualTo("daily 12:00 UTC");
	}

	// GB-T16
	@ParameterizedTest
	@ValueSource(strings = { "invalid-type", "", "FIXED_RATE" })
	void refusesUnknownTypes(String text) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> ScheduleType.of(text))
			.withMessageStartingWith(
					"scheduleType '%s' is not a type of schedule; use one of fixed-rate, ".formatted(text))
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.TYPE));
	}

	@Test
	void typesAreNamedAsInTheApi() {
		assertThat(ScheduleType.values()).extracting(ScheduleType::text)
			.containsExactly("fixed-rate", "fixed-delay", "daily", "weekly", "hourly", "monthly", "cron", "http",
					"on-demand");
		assertThat(IntStream.range(0, ScheduleType.values().length).mapToObj((i) -> ScheduleType.values()[i]))
			.allSatisfy((type) -> assertThat(ScheduleType.of(type.text())).isEqualTo(type));
	}

}
