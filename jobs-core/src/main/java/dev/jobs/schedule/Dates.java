package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;

import org.jspecify.annotations.Nullable;

/**
 * The dates on which a schedule fires.
 */
@FunctionalInterface
interface Dates {

	/** Every date. */
	Dates ALL = (date) -> date;

	/**
	 * Find the first date that is not before the given one.
	 * @param date where to begin, included
	 * @return the date, or {@code null} if there is none
	 */
	@Nullable LocalDate nextOrSame(LocalDate date);

	static Dates on(DayOfWeek day) {
		return (date) -> date.with(TemporalAdjusters.nextOrSame(day));
	}

	/**
	 * Return the dates with a day of the month. Months that lack the day are left out.
	 * @param day the day of the month, from 1 to 31
	 * @return the dates
	 */
	static Dates onDayOfMonth(int day) {
		return (date) -> {
			YearMonth month = YearMonth.from((date.getDayOfMonth() <= day) ? date : date.plusMonths(1));
			while (!month.isValidDay(day)) {
				month = month.plusMonths(1);
			}
			return month.atDay(day);
		};
	}

}
