package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * Fire times at equal distances. Everything is computed from the number of a grid point,
 * so that a year of tenths of a second costs no more than a minute.
 *
 * @param anchor a point of the grid
 * @param interval the distance between two points, positive
 */
record Grid(Instant anchor, Duration interval) implements FireTimes {

	@Override
	public @Nullable Instant next(Instant after) {
		if (!after.isBefore(END)) {
			return null;
		}
		Instant next = point(indexAt(after) + 1);
		return next.isAfter(END) ? null : next;
	}

	@Override
	public long count(Instant after, Instant until) {
		return Math.max(0, indexAt(until) - indexAt(after));
	}

	@Override
	public List<Instant> newest(Instant after, Instant until, int limit) {
		long last = indexAt(until);
		long first = Math.max(indexAt(after), last - limit) + 1;
		return LongStream.rangeClosed(first, last).mapToObj(this::point).toList();
	}

	/**
	 * Return the number of the last point that is not after the given instant; the anchor
	 * has number zero.
	 */
	private long indexAt(Instant instant) {
		Duration distance = Duration.between(this.anchor, instant);
		long index = distance.dividedBy(this.interval);
		boolean cutTowardsAnchor = distance.isNegative() && !this.interval.multipliedBy(index).equals(distance);
		return cutTowardsAnchor ? index - 1 : index;
	}

	private Instant point(long index) {
		return this.anchor.plus(this.interval.multipliedBy(index));
	}

}
