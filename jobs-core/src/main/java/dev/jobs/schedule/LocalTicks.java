package dev.jobs.schedule;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Local date-times at which a schedule fires, before any zone is applied. A local
 * date-time is written as a <em>local second</em>: the seconds that a clock in UTC would
 * have counted from 1970 until it showed that date-time.
 *
 * @param dates the dates
 * @param times the times on each of the dates
 */
record LocalTicks(Dates dates, TimesOfDay times) {

	static final long NONE = Long.MAX_VALUE;

	private static final int SECONDS_PER_DAY = 86_400;

	private static final int LAST_YEAR = 9999;

	/**
	 * Find the first tick that is not before a local second.
	 * @param second where to begin, included
	 * @return the tick, or {@link #NONE}
	 */
	long nextOrSame(long second) {
		LocalDate today = dateOf(second);
		LocalDate date = find(today);
		if (date != null && date.equals(today)) {
			int time = this.times.nextOrSame(timeOf(second));
			if (time != TimesOfDay.NONE) {
				return date.toEpochDay() * SECONDS_PER_DAY + time;
			}
			date = find(today.plusDays(1));
		}
		return (date != null) ? date.toEpochDay() * SECONDS_PER_DAY + this.times.first() : NONE;
	}

	/**
	 * Count the ticks of a period, a day at a time.
	 * @param from start of the period, included
	 * @param to end of the period, excluded
	 * @return the number of ticks
	 */
	long count(long from, long to) {
		if (to <= from) {
			return 0;
		}
		LocalDate firstDate = dateOf(from);
		LocalDate lastDate = dateOf(to);
		long count = 0;
		LocalDate date = find(firstDate);
		while (date != null && !date.isAfter(lastDate)) {
			count += this.times.countBefore(date.equals(lastDate) ? timeOf(to) : SECONDS_PER_DAY);
			count -= this.times.countBefore(date.equals(firstDate) ? timeOf(from) : 0);
			date = find(date.plusDays(1));
		}
		return count;
	}

	private @Nullable LocalDate find(LocalDate from) {
		LocalDate date = this.dates.nextOrSame(from);
		return (date != null && date.getYear() <= LAST_YEAR) ? date : null;
	}

	private static LocalDate dateOf(long second) {
		return LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_PER_DAY));
	}

	private static int timeOf(long second) {
		return Math.floorMod(second, SECONDS_PER_DAY);
	}

}
