package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what schedules do on the days on which clocks are changed.
 */
class ClockChangeTests {

	private static final String DAILY = "daily ";

	/**
	 * All fire times of a local date, beginning a day before midnight so that a run that
	 * is lost or doubled at the edges shows (T3, T4).
	 */
	@ParameterizedTest(name = "{0} {1} {2}")
	@CsvSource(delimiter = '|',
			textBlock = """
					# a gap: the run comes right after it
					0 30 2 * * *     | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					daily 02:30      | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					daily 02:00      | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					daily 03:00      | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					daily 01:59      | Europe/Amsterdam    | 2026-03-29 | 01:59+01:00
					daily 02:30      | America/New_York    | 2026-03-08 | 03:00-04:00
					0 30 2 * * *     | America/New_York    | 2026-03-08 | 03:00-04:00
					0 0 0 * * *      | Africa/Cairo        | 2026-04-24 | 01:00+03:00
					daily 00:00      | Africa/Cairo        | 2026-04-24 | 01:00+03:00
					@daily           | Africa/Cairo        | 2026-04-24 | 01:00+03:00
					0 15 2 * * *     | Australia/Lord_Howe | 2026-10-04 | 02:30+11:00
					# times that fall together are one run
					0 0,15,30 2 * * *      | Europe/Amsterdam | 2026-03-29 | 03:00+02:00
					0 30 1,2,3 * * *       | Europe/Amsterdam | 2026-03-29 | 01:30+01:00 03:00+02:00 03:30+02:00
					0 0 2,3 * * *          | Europe/Amsterdam | 2026-03-29 | 03:00+02:00
					# an overlap: the first time only
					0 30 2 * * *     | Europe/Amsterdam    | 2026-10-25 | 02:30+02:00
					daily 02:30      | Europe/Amsterdam    | 2026-10-25 | 02:30+02:00
					daily 03:00      | Europe/Amsterdam    | 2026-10-25 | 03:00+01:00
					daily 01:30      | America/New_York    | 2026-11-01 | 01:30-04:00
					0 30 1 * * *     | America/New_York    | 2026-11-01 | 01:30-04:00
					0 0,30 2 * * *   | Europe/Amsterdam    | 2026-10-25 | 02:00+02:00 02:30+02:00
					0 0 0 * * *      | America/Havana      | 2026-11-01 | 00:00-04:00
					# days that are named from the end of the month or by their number
					0 30 2 L 3 *     | Europe/Amsterdam    | 2026-03-31 | 02:30+02:00
					0 30 2 * * SUN#5 | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					0 30 2 * * SUNL  | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					0 30 1 1W * *    | America/New_York    | 2026-11-02 | 01:30-05:00
					0 30 2 29 3 SUN  | Europe/Amsterdam    | 2026-03-29 | 03:00+02:00
					# all others follow real time
					0 0 0-4 * * *    | Europe/Amsterdam    | 2026-10-25 | 00:00+02:00 01:00+02:00 02:00+02:00 02:00+01:00 03:00+01:00 04:00+01:00
					0 0 0-4 * * *    | Europe/Amsterdam    | 2026-03-29 | 00:00+01:00 01:00+01:00 03:00+02:00 04:00+02:00
					0 */15 2 * * *   | Europe/Amsterdam    | 2026-10-25 | 02:00+02:00 02:15+02:00 02:30+02:00 02:45+02:00 02:00+01:00 02:15+01:00 02:30+01:00 02:45+01:00
					0 */15 2 * * *   | Europe/Amsterdam    | 2026-03-29 |
					0 0 */8 * * *    | Africa/Cairo        | 2026-04-24 | 08:00+03:00 16:00+03:00
					0 0 */2 24 * *   | Africa/Cairo        | 2026-04-24 | 02:00+03:00 04:00+03:00 06:00+03:00 08:00+03:00 10:00+03:00 12:00+03:00 14:00+03:00 16:00+03:00 18:00+03:00 20:00+03:00 22:00+03:00
					""")
	void firesOnTheDayOfTheChange(String schedule, String zone, LocalDate date, String expected) {
		List<String> times = (expected != null) ? List.of(expected.split(" ")) : List.of();
		assertThat(firesOn(schedule(schedule, ZoneId.of(zone)), date))
			.isEqualTo(times.stream().map((time) -> OffsetDateTime.parse(date + "T" + time).toInstant()).toList());
	}

	// J1 and the table of reliability expectations: this is what makes us own the walk
	@Test
	void springAloneSkipsTheGapAndDoublesTheOverlap() {
		CronExpression cron = CronExpression.parse("0 30 2 * * *");
		ZoneId zone = ZoneId.of("Europe/Amsterdam");
		assertThat(cron.next(LocalDateTime.parse("2026-03-29T00:00").atZone(zone)))
			.isEqualTo(LocalDateTime.parse("2026-03-30T02:30").atZone(zone));
		assertThat(cron.next(LocalDateTime.parse("2026-10-25T02:30").atZone(zone)))
			.isEqualTo(LocalDateTime.parse("2026-10-25T02:30").atZone(zone).withLaterOffsetAtOverlap());
	}

	@Test
	void hourlyFiresInBothOfTheHoursThatLookTheSame() {
		Schedule schedule = Schedule.hourlyAt(15, ZoneId.of("Europe/Amsterdam"));
		Instant after = Instant.parse("2026-10-24T23:15:00Z");
		assertThat(schedule.preview(after, after, 4)).containsExactly(Instant.parse("2026-10-25T00:15:00Z"),
				Instant.parse("2026-10-25T01:15:00Z"), Instant.parse("2026-10-25T02:15:00Z"),
				Instant.parse("2026-10-25T03:15:00Z"));
	}

	@Test
	void hourlyGoesOnThroughTheGap() {
		Schedule schedule = Schedule.hourlyAt(15, ZoneId.of("Europe/Amsterdam"));
		Instant after = Instant.parse("2026-03-29T00:15:00Z");
		assertThat(schedule.next(after, after)).contains(Instant.parse("2026-03-29T01:15:00Z"));
	}

	@Test
	void weeklyAndMonthlyFireAfterTheGapAsDailyDoes() {
		ZoneId zone = ZoneId.of("Europe/Amsterdam");
		LocalTime time = LocalTime.of(2, 30);
		LocalDate date = LocalDate.of(2026, 3, 29);
		Instant afterGap = Instant.parse("2026-03-29T01:00:00Z");
		assertThat(firesOn(Schedule.weeklyAt(DayOfWeek.SUNDAY, time, zone), date)).containsExactly(afterGap);
		assertThat(firesOn(Schedule.monthlyAt(29, time, zone), date)).containsExactly(afterGap);
	}

	// A gap that ends at midnight: the due date is over when the run comes.
	@Test
	void gapBeforeMidnightMovesTheRunToMidnight() {
		Schedule schedule = Schedule.dailyAt(LocalTime.of(23, 30), ZoneId.of("America/Nuuk"));
		Instant after = Instant.parse("2026-03-28T12:00:00Z");
		assertThat(schedule.preview(after, after, 2)).containsExactly(Instant.parse("2026-03-29T01:00:00Z"),
				Instant.parse("2026-03-30T00:30:00Z"));
	}

	// S10
	@Test
	void askingInsideOfTheRepeatedHourNeverGoesBack() {
		Schedule schedule = Schedule.dailyAt(LocalTime.of(2, 30), ZoneId.of("Europe/Amsterdam"));
		Instant insideSecondPass = Instant.parse("2026-10-25T01:10:00Z");
		assertThat(schedule.next(insideSecondPass, insideSecondPass)).contains(Instant.parse("2026-10-26T01:30:00Z"));
	}

	// S10
	@Test
	void askingAtTheEndOfTheGapAdvances() {
		Schedule schedule = Schedule.dailyAt(LocalTime.of(2, 30), ZoneId.of("Europe/Amsterdam"));
		Instant endOfGap = Instant.parse("2026-03-29T01:00:00Z");
		assertThat(schedule.next(endOfGap.minusNanos(1), endOfGap)).contains(endOfGap);
		assertThat(schedule.next(endOfGap, endOfGap)).contains(Instant.parse("2026-03-30T00:30:00Z"));
	}

	private static Schedule schedule(String text, ZoneId zone) {
		return text.startsWith(DAILY) ? ScheduleText.dailyAt(text.substring(DAILY.length()), zone)
				: Schedule.cron(text, zone);
	}

	private static List<Instant> firesOn(Schedule schedule, LocalDate date) {
		ZoneId zone = schedule.zone().orElseThrow();
		Instant start = date.atStartOfDay(zone).toInstant();
		Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
		return schedule.preview(start.minusNanos(1), start, 100)
			.stream()
			.takeWhile((time) -> time.isBefore(end))
			.toList();
	}

}
