package dev.jobs.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The fire times of a schedule as an ordered sequence of instants that can be counted
 * without being walked. All times are between {@link #START} and {@link #END}.
 */
interface FireTimes {

	/** No fire time lies before this one. */
	Instant START = Instant.EPOCH;

	/** No fire time lies after this one. */
	Instant END = Instant.parse("9999-12-31T00:00:00Z");

	/**
	 * Find the first fire time after an instant.
	 * @param after the instant, itself excluded
	 * @return the fire time, strictly after the instant, or {@code null} if there is none
	 */
	@Nullable Instant next(Instant after);

	/**
	 * Count the fire times of a period.
	 * @param after the start of the period, itself excluded
	 * @param until the end of the period, itself included
	 * @return the number of fire times; a lower bound if the period is longer than a
	 * century
	 */
	long count(Instant after, Instant until);

	/**
	 * List the last fire times of a period.
	 * @param after the start of the period, itself excluded
	 * @param until the end of the period, itself included
	 * @param limit most fire times to list
	 * @return the latest fire times of the period, earliest first
	 */
	List<Instant> newest(Instant after, Instant until, int limit);

	/**
	 * Return the fire times of a schedule.
	 * @param schedule the schedule
	 * @param anchor a fire time of the schedule, on which a grid is built
	 * @return the fire times
	 */
	static FireTimes of(Schedule schedule, Instant anchor) {
		if (schedule instanceof FixedRate rate) {
			return new Grid(anchor, rate.interval());
		}
		if (schedule instanceof CalendarSchedule calendar) {
			return calendar.times();
		}
		// A fixed delay has no fire time before the run that was due has ended.
		return new NoFireTimes();
	}

}
