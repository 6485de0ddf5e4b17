package dev.jobs.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Fire times that come from a calendar and a clock on the wall of some zone. They always
 * are whole seconds, so that subclasses reckon in epoch seconds.
 * <p>
 * How a local time becomes an instant when the clock is changed is what the two
 * subclasses differ in. Both map local times to instants piece by piece, from one change
 * of the clock to the next, which is why a period can be counted day by day instead of
 * tick by tick.
 */
abstract class CalendarTimes implements FireTimes {

	/** No fire time. */
	static final long NONE = LocalTicks.NONE;

	private static final long CENTURY = 36_525L * 86_400;

	/**
	 * Return fire times that occur exactly once per due date, whatever the clocks do.
	 * @param ticks the local times
	 * @param zone the zone of the clock
	 * @return the fire times
	 */
	static CalendarTimes oncePerDate(LocalTicks ticks, ZoneId zone) {
		return new WallClockTimes(ticks, zone.getRules());
	}

	/**
	 * Return fire times that occur whenever the clock shows one of the local times: never
	 * for a time that is left out, twice for one that is repeated.
	 * @param ticks the local times
	 * @param zone the zone of the clock
	 * @return the fire times
	 */
	static CalendarTimes inRealTime(LocalTicks ticks, ZoneId zone) {
		return new RealTimes(ticks, zone.getRules());
	}

	/**
	 * Find the first fire time that is not before an epoch second.
	 * @param second where to begin, included
	 * @return the fire time, or {@link #NONE}
	 */
	abstract long nextOrSame(long second);

	/**
	 * Count the fire times of a period.
	 * @param from start of the period, included
	 * @param to end of the period, excluded
	 * @return the number of fire times
	 */
	abstract long count(long from, long to);

	@Override
	public @Nullable Instant next(Instant after) {
		if (!after.isBefore(END)) {
			return null;
		}
		long earliest = firstSecondAfter(after);
		long next = nextOrSame(earliest);
		// A fire time that does not advance would be fired for ever.
		if (next < earliest) {
			throw new IllegalStateException(
					"Fire time %s is not after %s".formatted(Instant.ofEpochSecond(next), after));
		}
		return (next != NONE) ? Instant.ofEpochSecond(next) : null;
	}

	@Override
	public long count(Instant after, Instant until) {
		long to = firstSecondAfter(until);
		return count(Math.max(firstSecondAfter(after), to - CENTURY), to);
	}

	@Override
	public List<Instant> newest(Instant after, Instant until, int limit) {
		long to = firstSecondAfter(until);
		long second = nextOrSame(startOfNewest(firstSecondAfter(after), to, limit));
		List<Instant> newest = new ArrayList<>();
		while (second < to) {
			newest.add(Instant.ofEpochSecond(second));
			second = nextOrSame(second + 1);
		}
		return newest;
	}

	// Bisection: there is no walking backwards through a cron expression.
	private long startOfNewest(long from, long to, int limit) {
		long low = from;
		long high = Math.max(from, to);
		while (low < high) {
			long middle = low + (high - low) / 2;
			if (count(middle, to) > limit) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private static long firstSecondAfter(Instant instant) {
		long second = Math.min(instant.getEpochSecond(), END.getEpochSecond()) + 1;
		return Math.max(second, START.getEpochSecond());
	}

}
