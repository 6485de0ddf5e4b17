package dev.jobs.schedule;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The bounds of intervals and delays.
 */
final class Intervals {

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final Duration LONGEST = Duration.ofDays(3650);

	private Intervals() {
	}

	static void check(String field, Duration interval) {
		if (interval.isZero() || interval.isNegative()) {
			throw invalid(field, interval, "is not greater than zero", "use a duration such as '30s'");
		}
		if (interval.compareTo(SHORTEST) < 0) {
			throw invalid(field, interval, "is shorter than 100 ms", "use at least '100ms', or loop inside of one run");
		}
		if (interval.compareTo(LONGEST) > 0) {
			throw invalid(field, interval, "is longer than 3650 days", "use at most '3650d'");
		}
		if (interval.getNano() % 1_000_000 != 0) {
			throw invalid(field, interval, "is not a whole number of milliseconds", "round it to milliseconds");
		}
	}

	static void checkInitialDelay(@Nullable Duration delay) {
		if (delay != null) {
			checkUpTo("initialDelay", delay, LONGEST);
		}
	}

	static void checkUpTo(String field, Duration duration, Duration longest) {
		if (duration.isNegative() || duration.compareTo(longest) > 0) {
			throw invalid(field, duration, "is out of range",
					"use a duration from '0s' to '%dd'".formatted(longest.toDays()));
		}
	}

	private static InvalidScheduleException invalid(String field, Duration value, String problem, String action) {
		return new InvalidScheduleException(InvalidScheduleException.Kind.INTERVAL, field, ScheduleText.format(value),
				problem, action);
	}

}
