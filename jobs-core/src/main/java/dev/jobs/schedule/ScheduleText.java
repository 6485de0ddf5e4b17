package dev.jobs.schedule;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads schedules and their parts as annotations and configuration files contain them.
 * White space around a value does not matter. Placeholders must have been resolved.
 */
public final class ScheduleText {

	private static final Pattern DURATION = Pattern.compile(
			"(?=.*\\d)([+-])?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,12}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,15})ms)?");

	private static final List<BigDecimal> UNITS = List.of(BigDecimal.valueOf(86_400), BigDecimal.valueOf(3600),
			BigDecimal.valueOf(60), BigDecimal.ONE, BigDecimal.valueOf(1, 3));

	private static final List<String> UNIT_NAMES = List.of("d", "h", "m", "s", "ms");

	private static final Pattern CLOCK = Pattern.compile("([01]?\\d|2[0-3]):([0-5]\\d)");

	private static final Pattern MINUTE = Pattern.compile(":?([0-5]?\\d)");

	private static final Pattern DAY_OF_MONTH = Pattern.compile("0?[1-9]|[12]\\d|3[01]");

	private ScheduleText() {
	}

	/**
	 * Return whether a text disables the schedule it stands for.
	 * @param text the text
	 * @return {@code true} for a lone hyphen
	 */
	public static boolean isDisabled(String text) {
		return text.strip().equals("-");
	}

	/**
	 * Read a duration: ISO 8601 ({@code PT30S}) or numbers with a unit ({@code 30s},
	 * {@code 500ms}, {@code 1h30m}), largest unit first; units are {@code d}, {@code h},
	 * {@code m}, {@code s}, {@code ms}. A number without a unit is refused.
	 * @param field the name of the setting, for the message
	 * @param text the text
	 * @return the duration, perhaps negative
	 * @throws InvalidScheduleException if the text is not a duration, with kind
	 * {@code INTERVAL}
	 */
	public static Duration duration(String field, String text) {
		String value = text.strip().toLowerCase(Locale.ROOT);
		Duration duration = value.contains("p") ? isoDuration(value) : simpleDuration(value);
		if (duration == null) {
			throw new InvalidScheduleException(InvalidScheduleException.Kind.INTERVAL, field, text,
					value.matches("[+-]?\\d+") ? "has no unit" : "is not a duration",
					"use a form such as '30s', '500ms', '1h30m' or 'PT30S'");
		}
		return duration;
	}

	/**
	 * Write a duration as users do: in the largest unit that leaves no rest, such as
	 * {@code 10m}, {@code 90s} or {@code 1500ms}. {@link #duration} reads it back.
	 * @param duration the duration, perhaps negative
	 * @return the text; seconds with a fraction if there is less than a millisecond in it
	 */
	public static String format(Duration duration) {
		BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
		return (duration.isNegative() ? "-" : "") + format(seconds.abs());
	}

	private static String format(BigDecimal seconds) {
		if (seconds.signum() == 0) {
			return "0s";
		}
		for (int i = 0; i < UNITS.size(); i++) {
			BigDecimal[] number = seconds.divideAndRemainder(UNITS.get(i));
			if (number[1].signum() == 0) {
				return number[0].toBigInteger() + UNIT_NAMES.get(i);
			}
		}
		return seconds.stripTrailingZeros().toPlainString() + "s";
	}

	private static @Nullable Duration isoDuration(String value) {
		try {
			return Duration.parse(value);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Duration simpleDuration(String value) {
		Matcher matcher = DURATION.matcher(value);
		if (!matcher.matches()) {
			return null;
		}
		BigDecimal seconds = BigDecimal.ZERO;
		for (int i = 0; i < UNITS.size(); i++) {
			String number = matcher.group(i + 2);
			seconds = seconds.add((number != null) ? new BigDecimal(number).multiply(UNITS.get(i)) : BigDecimal.ZERO);
		}
		Duration duration = Duration.ofSeconds(seconds.longValue(),
				seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
		return "-".equals(matcher.group(1)) ? duration.negated() : duration;
	}

	/**
	 * Read an hourly schedule.
	 * @param text a minute of the hour, such as {@code :15} or {@code 15}
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the text is not a minute
	 */
	public static Hourly hourlyAt(String text, ZoneId zone) {
		Matcher matcher = MINUTE.matcher(text.strip());
		if (!matcher.matches()) {
			throw invalid("hourlyAt", text, "is not a minute of the hour", "use :mm from ':00' to ':59'");
		}
		return Schedule.hourlyAt(Integer.parseInt(matcher.group(1)), zone);
	}

	/**
	 * Read a daily schedule.
	 * @param text a time of day on the 24-hour clock, such as {@code 03:00}
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the text is not a time of day
	 */
	public static Daily dailyAt(String text, ZoneId zone) {
		LocalTime time = clock(text.strip());
		if (time == null) {
			throw invalid("dailyAt", text, "is not a time of day", "use HH:mm, such as '03:00'");
		}
		return Schedule.dailyAt(time, zone);
	}

	/**
	 * Read a weekly schedule.
	 * @param text a day of the week in English, in full or its first three letters, and a
	 * time of day, such as {@code MON 06:15}
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the text is not a day and a time
	 */
	public static Weekly weeklyAt(String text, ZoneId zone) {
		String[] parts = text.strip().split("\\s+");
		DayOfWeek day = (parts.length == 2) ? dayOfWeek(parts[0]) : null;
		LocalTime time = (parts.length == 2) ? clock(parts[1]) : null;
		if (day == null || time == null) {
			throw invalid("weeklyAt", text, problem(parts, day != null, "day of the week"),
					"use DAY HH:mm, such as 'MON 06:15'");
		}
		return Schedule.weeklyAt(day, time, zone);
	}

	/**
	 * Read a monthly schedule.
	 * @param text a day of the month and a time of day, such as {@code 1 06:15}
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the text is not a day and a time
	 */
	public static Monthly monthlyAt(String text, ZoneId zone) {
		String[] parts = text.strip().split("\\s+");
		String day = (parts.length == 2 && DAY_OF_MONTH.matcher(parts[0]).matches()) ? parts[0] : null;
		LocalTime time = (parts.length == 2) ? clock(parts[1]) : null;
		if (day == null || time == null) {
			throw invalid("monthlyAt", text, problem(parts, day != null, "day of the month"),
					"use D HH:mm with a day from 1 to 31, such as '1 06:15'");
		}
		return Schedule.monthlyAt(Integer.parseInt(day), time, zone);
	}

	/**
	 * Read a time zone.
	 * @param field the name of the setting, for the message
	 * @param text the id of a region, such as {@code Europe/Rome}; {@code -} is the zone
	 * of the host, an empty text UTC
	 * @return the zone
	 * @throws InvalidScheduleException if there is no such region or the text is an
	 * offset, with kind {@code ZONE} and, where there are any, the ids that look alike
	 */
	public static ZoneId zone(String field, String text) {
		return Zones.parse(field, text.strip());
	}

	private static String problem(String[] parts, boolean knowsDay, String dayName) {
		if (parts.length != 2) {
			return "is not a day and a time";
		}
		return "does not name a " + (knowsDay ? "time of day" : dayName);
	}

	private static @Nullable LocalTime clock(String text) {
		Matcher matcher = CLOCK.matcher(text);
		return matcher.matches() ? LocalTime.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
				: null;
	}

	private static @Nullable DayOfWeek dayOfWeek(String text) {
		String name = text.toUpperCase(Locale.ROOT);
		return Arrays.stream(DayOfWeek.values())
			.filter((day) -> name.equals(day.name()) || name.equals(day.name().substring(0, 3)))
			.findFirst()
			.orElse(null);
	}

	private static InvalidScheduleException invalid(String field, String text, String problem, String action) {
		return new InvalidScheduleException(InvalidScheduleException.Kind.TIME_RANGE, field, text, problem, action);
	}

}
