package dev.jobs.schedule;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

import org.jspecify.annotations.Nullable;

/**
 * Fire times at each instant at which the clock shows a local tick. Time is cut at the
 * changes of the clock; between two of them the offset is constant and the ticks are
 * shifted by it.
 */
final class RealTimes extends CalendarTimes {

	private final LocalTicks ticks;

	private final ZoneRules rules;

	RealTimes(LocalTicks ticks, ZoneRules rules) {
		this.ticks = ticks;
		this.rules = rules;
	}

	@Override
	long nextOrSame(long second) {
		long start = second;
		long searchedFrom = start + offsetAt(start);
		long tick = this.ticks.nextOrSame(searchedFrom);
		while (tick != NONE) {
			ZoneOffsetTransition change = changeAfter(start);
			long found = tick - offsetAt(start);
			if (change == null || found < change.toEpochSecond()) {
				return found;
			}
			start = change.toEpochSecond();
			long local = start + offsetAt(start);
			// A search from there finds the same tick, unless the clock went back behind
			// the start of the last search or forward over its result.
			if (local < searchedFrom || local > tick) {
				searchedFrom = local;
				tick = this.ticks.nextOrSame(local);
			}
		}
		return NONE;
	}

	@Override
	long count(long from, long to) {
		long count = 0;
		long start = from;
		while (start < to) {
			ZoneOffsetTransition change = changeAfter(start);
			long end = (change != null) ? Math.min(change.toEpochSecond(), to) : to;
			int offset = offsetAt(start);
			count += this.ticks.count(start + offset, end + offset);
			start = end;
		}
		return count;
	}

	private int offsetAt(long second) {
		return this.rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
	}

	private @Nullable ZoneOffsetTransition changeAfter(long second) {
		return this.rules.nextTransition(Instant.ofEpochSecond(second));
	}

}
