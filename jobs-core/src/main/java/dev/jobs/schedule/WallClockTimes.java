package dev.jobs.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Fire times that occur exactly once for each local tick. A tick that the clock leaves
 * out fires right after the gap, at the first instant that exists; one that the clock
 * shows twice fires the first time. Ticks that fall on one instant are one fire time.
 * <p>
 * So the way from ticks to instants never goes back: a later tick never fires before an
 * earlier one.
 */
final class WallClockTimes extends CalendarTimes {

	private final LocalTicks ticks;

	private final ZoneRules rules;

	WallClockTimes(LocalTicks ticks, ZoneRules rules) {
		this.ticks = ticks;
		this.rules = rules;
	}

	@Override
	long nextOrSame(long second) {
		long tick = this.ticks.nextOrSame(firstLocalSecond(second));
		return (tick != NONE) ? instantOf(tick) : NONE;
	}

	@Override
	long count(long from, long to) {
		if (to <= from) {
			return 0;
		}
		return this.ticks.count(firstLocalSecond(from), firstLocalSecond(to)) - countMergedInGaps(from, to);
	}

	// The first local second that fires at the given second or later.
	private long firstLocalSecond(long second) {
		// Looking from the second before sees the gap that ends at this one.
		Instant before = Instant.ofEpochSecond(second - 1);
		ZoneOffset offset = this.rules.getOffset(before);
		LocalDateTime local = LocalDateTime.ofEpochSecond(second - 1, 0, offset);
		ZoneOffsetTransition transition = this.rules.getTransition(local);
		if (transition != null && transition.isOverlap() && offset.equals(transition.getOffsetAfter())) {
			return localSecond(transition.getDateTimeBefore());
		}
		return localSecond(local) + 1;
	}

	private long instantOf(long localSecond) {
		LocalDateTime local = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
		ZoneOffsetTransition transition = this.rules.getTransition(local);
		if (transition != null && transition.isGap()) {
			return transition.toEpochSecond();
		}
		return localSecond - this.rules.getOffset(local).getTotalSeconds();
	}

	// All ticks of a gap and the one at its end fire as one.
	private long countMergedInGaps(long from, long to) {
		long merged = 0;
		ZoneOffsetTransition transition = this.rules.nextTransition(Instant.ofEpochSecond(from - 1));
		while (transition != null && transition.toEpochSecond() < to) {
			long ticksOfGap = this.ticks.count(localSecond(transition.getDateTimeBefore()),
					localSecond(transition.getDateTimeAfter()) + 1);
			merged += Math.max(0, ticksOfGap - 1);
			transition = this.rules.nextTransition(transition.getInstant());
		}
		return merged;
	}

	private static long localSecond(LocalDateTime local) {
		return local.toEpochSecond(ZoneOffset.UTC);
	}

}
