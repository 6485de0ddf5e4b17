package dev.jobs.schedule;

import java.time.ZoneId;

/**
 * Fires each hour when the clock of a zone shows a minute. Follows real time: where
 * clocks go back an hour it fires in both of the hours that look the same.
 */
public final class Hourly extends CalendarSchedule {

	private final int minute;

	Hourly(int minute, ZoneId zone) {
		super(CalendarTimes.inRealTime(new LocalTicks(Dates.ALL,
				TimesOfDay.eachHourAt(inRange("hourlyAt", "minute of the hour", minute, 0, 59))), zone), zone);
		this.minute = minute;
	}

	/**
	 * Return the minute of the hour.
	 * @return a number from 0 to 59
	 */
	public int minute() {
		return this.minute;
	}

	@Override
	public ScheduleType type() {
		return ScheduleType.HOURLY;
	}

	@Override
	public String cronExpression() {
		return this.minute + " * * * *";
	}

	@Override
	public String humanReadable() {
		return Phrases.hourlyAt(this.minute);
	}

	@Override
	String detail() {
		return Integer.toString(this.minute);
	}

}
