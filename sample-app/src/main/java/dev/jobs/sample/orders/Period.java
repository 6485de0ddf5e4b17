package dev.jobs.sample.orders;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;

/**
 * Whole days of a zone. A day may have 23 or 25 hours.
 *
 * @param name what to call it: {@code 2026-11-22}, {@code 2026-W47} or {@code 2026-11}
 * @param from the first moment, in UTC
 * @param until the first moment after it, in UTC
 */
public record Period(String name, Instant from, Instant until) {

	/**
	 * Return a day.
	 * @param day the day
	 * @param zone the zone whose midnight counts
	 * @return the period
	 */
	public static Period day(LocalDate day, ZoneId zone) {
		return of(day.toString(), day, day.plusDays(1), zone);
	}

	/**
	 * Return a week.
	 * @param monday its first day
	 * @param zone the zone whose midnight counts
	 * @return the period
	 */
	public static Period week(LocalDate monday, ZoneId zone) {
		String name = "%s-W%02d".formatted(monday.get(IsoFields.WEEK_BASED_YEAR),
				monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
		return of(name, monday, monday.plusWeeks(1), zone);
	}

	/**
	 * Return a month.
	 * @param month the month
	 * @param zone the zone whose midnight counts
	 * @return the period
	 */
	public static Period month(YearMonth month, ZoneId zone) {
		return of(month.toString(), month.atDay(1), month.plusMonths(1).atDay(1), zone);
	}

	private static Period of(String name, LocalDate from, LocalDate until, ZoneId zone) {
		return new Period(name, from.atStartOfDay(zone).toInstant(), until.atStartOfDay(zone).toInstant());
	}

}
