package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a job runs by itself. Immutable, safe for use by many threads, and without a clock
 * of its own: the caller says what time it is.
 * <p>
 * There are two families. The <em>interval</em> kinds, {@link FixedRate} and
 * {@link FixedDelay}, count elapsed time and know no zone. The <em>calendar</em> kinds,
 * {@link Hourly}, {@link Daily}, {@link Weekly}, {@link Monthly} and {@link Cron}, follow
 * the clock of a zone. Daily, weekly and monthly schedules fire exactly once per due
 * date: a local time that is left out when clocks go forward fires right after the gap,
 * one that is repeated when they go back fires the first time. Hourly schedules follow
 * real time. {@link Cron} says which of the two holds for an expression.
 * <p>
 * Two schedules are equal if they have the same {@link #fingerprint() fingerprint} and,
 * for the interval kinds, the same initial delay.
 */
public sealed interface Schedule permits FixedRate, FixedDelay, CalendarSchedule {

	/**
	 * Return the kind of this schedule.
	 * @return the type
	 */
	ScheduleType type();

	/**
	 * Return the first fire time of a schedule that becomes known now.
	 * @param now the time at which the schedule becomes known
	 * @return for the interval kinds, now plus the initial delay (so now itself, if that
	 * is zero) or else plus one interval; for the calendar kinds the first fire time
	 * strictly after now
	 */
	Instant first(Instant now);

	/**
	 * Return the first fire time after an instant. It is always strictly later, and the
	 * search always ends.
	 * @param after the instant, itself excluded; for a fixed delay the end of the last
	 * run
	 * @param anchor any fire time of this schedule, the grid of a fixed rate; the other
	 * kinds ignore it
	 * @return the fire time; empty if there is none before the year 9999 ends
	 */
	Optional<Instant> next(Instant after, Instant anchor);

	/**
	 * Return this schedule in the manner of cron: {@code @every 30m0s} for the interval
	 * kinds, five fields for hourly to monthly, and an expression as it was given.
	 * @return the text
	 */
	String cronExpression();

	/**
	 * Return this schedule in English, such as {@code Daily at 3:00 AM}.
	 * @return the text
	 */
	String humanReadable();

	/**
	 * Return the zone whose clock this schedule follows.
	 * @return the zone; empty for the interval kinds
	 */
	Optional<ZoneId> zone();

	/**
	 * Return a text that tells whether a schedule has changed since it was stored. It
	 * never differs between two versions of this library for the same schedule, and
	 * leaves out the initial delay, which only matters once.
	 * @return the text, at most a few hundred characters
	 */
	String fingerprint();

	/**
	 * List the next fire times. A fixed delay has at most one, since the one after it
	 * depends on how long the run takes.
	 * @param after the instant after which to begin, itself excluded
	 * @param anchor any fire time of this schedule
	 * @param count most fire times to list
	 * @return the fire times, earliest first; fewer than asked for if there are no more
	 */
	default List<Instant> preview(Instant after, Instant anchor, int count) {
		List<Instant> times = new ArrayList<>();
		Optional<Instant> next = next(after, anchor);
		while (times.size() < count && next.isPresent()) {
			times.add(next.get());
			next = next(next.get(), anchor);
		}
		return times;
	}

	/**
	 * Create a schedule that fires on a grid of equal intervals, first after one
	 * interval.
	 * @param interval the interval, whole milliseconds from 100 ms to 3650 days
	 * @return the schedule
	 * @throws InvalidScheduleException if the interval is out of range
	 */
	static FixedRate fixedRate(Duration interval) {
		return new FixedRate(interval, null);
	}

	/**
	 * Create a schedule that fires on a grid of equal intervals, first after a delay.
	 * @param interval the interval, whole milliseconds from 100 ms to 3650 days
	 * @param initialDelay the time until the first run, from zero to 3650 days
	 * @return the schedule
	 * @throws InvalidScheduleException if one of the two is out of range
	 */
	static FixedRate fixedRate(Duration interval, Duration initialDelay) {
		return new FixedRate(interval, initialDelay);
	}

	/**
	 * Create a schedule that fires a fixed time after the last run has ended, first after
	 * one delay.
	 * @param delay the delay, whole milliseconds from 100 ms to 3650 days
	 * @return the schedule
	 * @throws InvalidScheduleException if the delay is out of range
	 */
	static FixedDelay fixedDelay(Duration delay) {
		return new FixedDelay(delay, null);
	}

	/**
	 * Create a schedule that fires a fixed time after the last run has ended, first after
	 * a delay of its own.
	 * @param delay the delay, whole milliseconds from 100 ms to 3650 days
	 * @param initialDelay the time until the first run, from zero to 3650 days
	 * @return the schedule
	 * @throws InvalidScheduleException if one of the two is out of range
	 */
	static FixedDelay fixedDelay(Duration delay, Duration initialDelay) {
		return new FixedDelay(delay, initialDelay);
	}

	/**
	 * Create a schedule that fires each hour when the clock of a zone shows a minute.
	 * @param minute the minute, from 0 to 59
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the minute is out of range
	 */
	static Hourly hourlyAt(int minute, ZoneId zone) {
		return new Hourly(minute, zone);
	}

	/**
	 * Create a schedule that fires once for each date.
	 * @param time the local time, a whole minute
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the time has seconds
	 */
	static Daily dailyAt(LocalTime time, ZoneId zone) {
		return new Daily(time, zone);
	}

	/**
	 * Create a schedule that fires once for each date that is a given day of the week.
	 * @param day the day of the week
	 * @param time the local time, a whole minute
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the time has seconds
	 */
	static Weekly weeklyAt(DayOfWeek day, LocalTime time, ZoneId zone) {
		return new Weekly(day, time, zone);
	}

	/**
	 * Create a schedule that fires once in each month that has a given day.
	 * @param day the day of the month, from 1 to 31
	 * @param time the local time, a whole minute
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the day is out of range or the time has seconds
	 */
	static Monthly monthlyAt(int day, LocalTime time, ZoneId zone) {
		return new Monthly(day, time, zone);
	}

	/**
	 * Create a schedule from a cron expression. {@code @every 30s} is a fixed rate and
	 * gives a {@link FixedRate}; everything else gives a {@link Cron}.
	 * @param expression the expression, see {@link Cron}
	 * @param zone the zone
	 * @return the schedule
	 * @throws InvalidScheduleException if the expression cannot be read or never fires
	 */
	static Schedule cron(String expression, ZoneId zone) {
		String text = expression.strip();
		if (text.startsWith("@every ")) {
			return fixedRate(ScheduleText.duration("cron @every", text.substring("@every ".length()).strip()));
		}
		return new Cron(text, zone);
	}

}
