package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Fires exactly once for each date that is a given day of the week: right after the gap
 * where clocks leave the time out, the first time where they repeat it.
 */
public final class Weekly extends CalendarSchedule {

	private final DayOfWeek day;

	private final LocalTime time;

	Weekly(DayOfWeek day, LocalTime time, ZoneId zone) {
		super(CalendarTimes.oncePerDate(new LocalTicks(Dates.on(day), TimesOfDay.of(wholeMinute("weeklyAt", time))),
				zone), zone);
		this.day = day;
		this.time = time;
	}

	/**
	 * Return the day of the week.
	 * @return the day
	 */
	public DayOfWeek day() {
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
		return ScheduleType.WEEKLY;
	}

	@Override
	public String cronExpression() {
		int sundayIsZero = this.day.getValue() % 7;
		return "%d %d * * %d".formatted(this.time.getMinute(), this.time.getHour(), sundayIsZero);
	}

	@Override
	public String humanReadable() {
		return Phrases.weeklyAt(this.day, this.time);
	}

	@Override
	String detail() {
		return "%s %s".formatted(this.day, this.time);
	}

}
