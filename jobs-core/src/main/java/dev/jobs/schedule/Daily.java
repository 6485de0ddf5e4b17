package dev.jobs.schedule;

import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Fires exactly once for each date: right after the gap where clocks leave the time out,
 * the first time where they repeat it.
 */
public final class Daily extends CalendarSchedule {

	private final LocalTime time;

	Daily(LocalTime time, ZoneId zone) {
		super(CalendarTimes.oncePerDate(new LocalTicks(Dates.ALL, TimesOfDay.of(wholeMinute("dailyAt", time))), zone),
				zone);
		this.time = time;
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
		return ScheduleType.DAILY;
	}

	@Override
	public String cronExpression() {
		return "%d %d * * *".formatted(this.time.getMinute(), this.time.getHour());
	}

	@Override
	public String humanReadable() {
		return Phrases.dailyAt(this.time);
	}

	@Override
	String detail() {
		return this.time.toString();
	}

}
