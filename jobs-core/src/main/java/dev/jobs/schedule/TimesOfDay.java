package dev.jobs.schedule;

import java.time.LocalTime;

/**
 * Times of a local day: every combination of some seconds, some minutes and some hours.
 * Each set is a bit mask, bit {@code n} for the number {@code n}. A time is counted in
 * seconds from midnight.
 *
 * @param seconds seconds of the minute, at least one
 * @param minutes minutes of the hour, at least one
 * @param hours hours of the day, at least one
 */
record TimesOfDay(long seconds, long minutes, long hours) {

	static final long EVERY_MINUTE = (1L << 60) - 1;

	static final long EVERY_HOUR = (1L << 24) - 1;

	static final int NONE = -1;

	static TimesOfDay of(LocalTime time) {
		return new TimesOfDay(1L << time.getSecond(), 1L << time.getMinute(), 1L << time.getHour());
	}

	static TimesOfDay eachHourAt(int minute) {
		return new TimesOfDay(1L, 1L << minute, EVERY_HOUR);
	}

	/**
	 * Return the first of these times that is not before the given one.
	 * @param secondOfDay seconds from midnight
	 * @return seconds from midnight, or {@link #NONE}
	 */
	int nextOrSame(int secondOfDay) {
		int hour = secondOfDay / 3600;
		int minute = secondOfDay / 60 % 60;
		int second = secondOfDay % 60;
		if (has(this.hours, hour)) {
			if (has(this.minutes, minute) && atLeast(this.seconds, second) != NONE) {
				return time(hour, minute, atLeast(this.seconds, second));
			}
			if (atLeast(this.minutes, minute + 1) != NONE) {
				return time(hour, atLeast(this.minutes, minute + 1), lowest(this.seconds));
			}
		}
		int laterHour = atLeast(this.hours, hour + 1);
		return (laterHour != NONE) ? time(laterHour, lowest(this.minutes), lowest(this.seconds)) : NONE;
	}

	int first() {
		return time(lowest(this.hours), lowest(this.minutes), lowest(this.seconds));
	}

	/**
	 * Count the times of a day before a given time.
	 * @param secondOfDay seconds from midnight, up to 86400 for the whole day
	 * @return the number of times before it
	 */
	long countBefore(int secondOfDay) {
		int hour = secondOfDay / 3600;
		int minute = secondOfDay / 60 % 60;
		long perMinute = Long.bitCount(this.seconds);
		long count = countBelow(this.hours, hour) * Long.bitCount(this.minutes) * perMinute;
		if (has(this.hours, hour)) {
			count += countBelow(this.minutes, minute) * perMinute;
			count += has(this.minutes, minute) ? countBelow(this.seconds, secondOfDay % 60) : 0;
		}
		return count;
	}

	private static boolean has(long set, int number) {
		return (set & (1L << number)) != 0;
	}

	private static int lowest(long set) {
		return Long.numberOfTrailingZeros(set);
	}

	private static int atLeast(long set, int number) {
		long rest = set & (-1L << number);
		return (rest != 0) ? lowest(rest) : NONE;
	}

	private static long countBelow(long set, int number) {
		return Long.bitCount(set & ((1L << number) - 1));
	}

	private static int time(int hour, int minute, int second) {
		return (hour * 60 + minute) * 60 + second;
	}

}
