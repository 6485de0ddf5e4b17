package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ScheduleTextTests {

	private static final ZoneId UTC = ZoneId.of("UTC");

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "30s, PT30S", "PT30S, PT30S", "pt30s, PT30S", "500ms, PT0.5S", "10m, PT10M", "2H, PT2H", "1d, PT24H",
			"P1D, PT24H", "1h30m, PT1H30M", "1d2h3m4s5ms, PT26H3M4.005S", "1.5s, PT1.5S", "30m0s, PT30M",
			"-10s, PT-10S", "+5s, PT5S", "' 30s ', PT30S", "0s, PT0S", "PT-1S, PT-1S" })
	void readsDurations(String text, Duration expected) {
		assertThat(ScheduleText.duration("fixedRate", text)).isEqualTo(expected);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "PT0S, 0s", "PT30S, 30s", "PT1M30S, 90s", "PT10M, 10m", "PT90M, 90m", "PT2H, 2h", "PT24H, 1d",
			"PT25H, 25h", "P365D, 365d", "PT0.5S, 500ms", "PT1.5S, 1500ms", "PT0.0001S, 0.0001s", "PT-1S, -1s",
			"PT-0.5S, -500ms", "PT-1M, -1m" })
	void writesDurationsAsTheyAreRead(Duration duration, String text) {
		assertThat(ScheduleText.format(duration)).isEqualTo(text);
		assertThat(ScheduleText.duration("fixedRate", text)).isEqualTo(duration);
	}

	@Test
	void writesTheLongestDurations() {
		assertThat(ScheduleText.format(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE + "s");
		assertThat(ScheduleText.format(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE + "s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-", "s", "10 sec", "10 s", "ten", "30m1h", "1.5h", "5us", "PT", "P1M", "1h30",
			"9999999999d", "1e3s", "١s" })
	void refusesWhatIsNotADuration(String text) {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> ScheduleText.duration("timeout", text))
			.withMessage("timeout '%s' is not a duration; use a form such as '30s', '500ms', '1h30m' or 'PT30S'"
				.formatted(text))
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.INTERVAL));
	}

	@ParameterizedTest
	@ValueSource(strings = { "30", "0", "-5" })
	void refusesADurationWithoutUnit(String text) {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> ScheduleText.duration("timeout", text))
			.withMessageStartingWith("timeout '%s' has no unit; ".formatted(text));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ ":15, 15", "15, 15", ":00, 0", ":5, 5", "' :59 ', 59" })
	void readsHourly(String text, int minute) {
		assertThat(ScheduleText.hourlyAt(text, UTC)).isEqualTo(Schedule.hourlyAt(minute, UTC));
	}

	// GB-R4
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "03:00, 03:00", "3:00, 03:00", "00:00, 00:00", "23:59, 23:59", "' 12:30 ', 12:30" })
	void readsDaily(String text, LocalTime time) {
		assertThat(ScheduleText.dailyAt(text, UTC)).isEqualTo(Schedule.dailyAt(time, UTC));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "MON 06:15, MONDAY", "MONDAY 06:15, MONDAY", "mon 06:15, MONDAY", "Sunday  6:15, SUNDAY",
			"' sat 06:15', SATURDAY" })
	void readsWeekly(String text, DayOfWeek day) {
		assertThat(ScheduleText.weeklyAt(text, UTC)).isEqualTo(Schedule.weeklyAt(day, LocalTime.of(6, 15), UTC));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "1 06:15, 1", "01 6:15, 1", "31  06:15, 31", "' 15 06:15 ', 15" })
	void readsMonthly(String text, int day) {
		assertThat(ScheduleText.monthlyAt(text, UTC)).isEqualTo(Schedule.monthlyAt(day, LocalTime.of(6, 15), UTC));
	}

	// GB-T14, GB-T16
	@ParameterizedTest(name = "{0} {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					hourlyAt  | :60         | is not a minute of the hour; use :mm from ':00' to ':59'
					hourlyAt  | -1          | is not a minute of the hour; use :mm from ':00' to ':59'
					hourlyAt  | ''          | is not a minute of the hour; use :mm from ':00' to ':59'
					dailyAt   | 25:00       | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | 24:00       | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | -1:00       | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | 03:60       | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | 03:-1       | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | 3:00 AM     | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | 03:00:00    | is not a time of day; use HH:mm, such as '03:00'
					dailyAt   | ''          | is not a time of day; use HH:mm, such as '03:00'
					weeklyAt  | MON         | is not a day and a time; use DAY HH:mm, such as 'MON 06:15'
					weeklyAt  | MO 06:15    | does not name a day of the week; use DAY HH:mm, such as 'MON 06:15'
					weeklyAt  | 7 06:15     | does not name a day of the week; use DAY HH:mm, such as 'MON 06:15'
					weeklyAt  | -1 06:15    | does not name a day of the week; use DAY HH:mm, such as 'MON 06:15'
					weeklyAt  | MON 24:00   | does not name a time of day; use DAY HH:mm, such as 'MON 06:15'
					monthlyAt | 06:15       | is not a day and a time; use D HH:mm with a day from 1 to 31, such as '1 06:15'
					monthlyAt | 0 06:15     | does not name a day of the month; use D HH:mm with a day from 1 to 31, such as '1 06:15'
					monthlyAt | 32 06:15    | does not name a day of the month; use D HH:mm with a day from 1 to 31, such as '1 06:15'
					monthlyAt | L 06:15     | does not name a day of the month; use D HH:mm with a day from 1 to 31, such as '1 06:15'
					monthlyAt | 1 06:75     | does not name a time of day; use D HH:mm with a day from 1 to 31, such as '1 06:15'
					""")
	void refusesTimesOutOfRange(String field, String text, String problem) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> read(field, text))
			.withMessage("%s '%s' %s".formatted(field, text, problem))
			.satisfies((ex) -> {
				assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.TIME_RANGE);
				assertThat(ex.getField()).isEqualTo(field);
				assertThat(ex.getValue()).isEqualTo(text);
			});
	}

	private static Schedule read(String field, String text) {
		return switch (field) {
			case "hourlyAt" -> ScheduleText.hourlyAt(text, UTC);
			case "dailyAt" -> ScheduleText.dailyAt(text, UTC);
			case "weeklyAt" -> ScheduleText.weeklyAt(text, UTC);
			default -> ScheduleText.monthlyAt(text, UTC);
		};
	}

	// GB-T26
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "'', UTC", "' ', UTC", "UTC, UTC", "America/New_York, America/New_York",
			"' Europe/Rome ', Europe/Rome", "Etc/GMT+5, Etc/GMT+5" })
	void readsZones(String text, String expected) {
		assertThat(ScheduleText.zone("jobs.time-zone", text)).isEqualTo(ZoneId.of(expected));
	}

	// GB-T26
	@Test
	void hyphenIsTheZoneOfTheHost() {
		assertThat(ScheduleText.zone("jobs.time-zone", "-")).isEqualTo(ZoneId.systemDefault());
	}

	// GB-T26, J4
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "Not/AZone, is not a known time zone", "xyz, is not a known time zone", "+05:30, is an offset",
			"-02:00, is an offset", "Z, is an offset", "UTC+5, is an offset", "GMT+05:30, is an offset",
			"Z+05:30, is not a known time zone", "EST, is an abbreviation", "EST5, is not a known time zone",
			"Europe/Europe/Europe/Europe/Europe/Europe/Rome, is not a known time zone" })
	void refusesZonesThatAreNoRegions(String text, String problem) {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> ScheduleText.zone("jobs.time-zone", text))
			.withMessageStartingWith("jobs.time-zone '%s' %s".formatted(text, problem))
			.withMessageNotContaining("did you mean")
			.satisfies((ex) -> assertThat(ex.getKind()).isEqualTo(InvalidScheduleException.Kind.ZONE));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "Europe/Amsterdm, Europe/Amsterdam", "europe/rome, Europe/Rome", "Amsterdam, Europe/Amsterdam",
			"America/NewYork, America/New_York" })
	void suggestsZonesThatLookAlike(String text, String suggestion) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> ScheduleText.zone("zone", text))
			.withMessageContaining("; did you mean '" + suggestion + "'");
	}

	@Test
	void hyphenDisables() {
		assertThat(ScheduleText.isDisabled(" - ")).isTrue();
		assertThat(ScheduleText.isDisabled("")).isFalse();
		assertThat(ScheduleText.isDisabled("30s")).isFalse();
	}

	@Test
	void messagesStayOnOneLine() {
		assertThatExceptionOfType(InvalidScheduleException.class)
			.isThrownBy(() -> ScheduleText.dailyAt("03:00\nroot: \u001b[31m", UTC))
			.withMessageStartingWith("dailyAt '03:00?root: ?[31m' ");
	}

}
