package dev.jobs.schedule;

import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Fires exactly once in each month that has a given day: right after the gap where clocks
 * leave the time out, the first time where they repeat it. Months without the day are
 * skipped; {@code 0 0 9 L * *} is the last day of each month.
 */
public final class Monthly extends CalendarSchedule {

	private final int day;

	private final LocalTime time;

	Monthly(int day, LocalTime time, ZoneId zone) {
		super(CalendarTimes
			.oncePerDate(new LocalTicks(Dates.onDayOfMonth(inRange("monthlyAt", "day of the month", day, 1, 31)),
					TimesOfDay.of(wholeMinute("monthlyAt", time))), zone),
				zone);
		this.day = day;
		this.time = time;
	}

	/**
	 * Return the day of the month.
	 * @return a number from 1 to 31
	 */
	public int day() {
		return this.day;
	}

	/**
	 * Return the time of day.
	 * @return the local time, a whole minute
	 */
	public LocalTime time() {
		return this.time;
	}

	@Override
	public ScheduleType type() {
		return ScheduleType.MONTHLY;
	}

	@Override
	public String cronExpression() {
		return "%d %d %d * *".formatted(this.time.getMinute(), this.time.getHour(), this.day);
	}

	@Override
	public String humanReadable() {
		return Phrases.monthlyAt(this.day, this.time);
	}

	@Override
	String detail() {
		return "%d %s".formatted(this.day, this.time);
	}

}
