package dev.jobs.schedule;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What the schedules that follow the clock of a zone have in common.
 */
abstract sealed class CalendarSchedule implements Schedule permits Hourly, Daily, Weekly, Monthly, Cron {

	private final CalendarTimes times;

	private final ZoneId zone;

	CalendarSchedule(CalendarTimes times, ZoneId zone) {
		this.times = times;
		this.zone = ZoneOffset.UTC.equals(zone) ? ZoneId.of("UTC") : zone;
	}

	final CalendarTimes times() {
		return this.times;
	}

	// The fingerprint without type and zone.
	abstract String detail();

	@Override
	public final Instant first(Instant now) {
		return next(now, now)
			.orElseThrow(() -> new IllegalStateException("%s never fires after %s".formatted(this, now)));
	}

	@Override
	public final Optional<Instant> next(Instant after, Instant anchor) {
		return Optional.ofNullable(this.times.next(after));
	}

	@Override
	public final Optional<ZoneId> zone() {
		return Optional.of(this.zone);
	}

	@Override
	public final String fingerprint() {
		return "%s %s %s".formatted(type().text(), detail(), this.zone.getId());
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return other instanceof CalendarSchedule schedule && fingerprint().equals(schedule.fingerprint());
	}

	@Override
	public final int hashCode() {
		return fingerprint().hashCode();
	}

	@Override
	public final String toString() {
		return fingerprint();
	}

	static LocalTime wholeMinute(String field, LocalTime time) {
		if (time.getSecond() != 0 || time.getNano() != 0) {
			throw new InvalidScheduleException(InvalidScheduleException.Kind.TIME_RANGE, field, time.toString(),
					"is not a whole minute", "use HH:mm, such as '03:00', or a cron expression with seconds");
		}
		return time;
	}

	static int inRange(String field, String what, int number, int lowest, int highest) {
		if (number < lowest || number > highest) {
			throw new InvalidScheduleException(InvalidScheduleException.Kind.TIME_RANGE, field,
					Integer.toString(number), "is not a " + what,
					"use a number from %d to %d".formatted(lowest, highest));
		}
		return number;
	}

}
