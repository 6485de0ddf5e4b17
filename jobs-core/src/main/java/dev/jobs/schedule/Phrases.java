package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.Locale;

/**
 * How schedules are put in words. The texts are part of the HTTP API and do not depend on
 * the locale of the host.
 */
final class Phrases {

	private Phrases() {
	}

	static String hourlyAt(int minute) {
		return "Hourly at :%02d".formatted(minute);
	}

	static String dailyAt(LocalTime time) {
		return "Daily at " + clock(time);
	}

	static String weeklyAt(DayOfWeek day, LocalTime time) {
		return "Every %s at %s".formatted(day.getDisplayName(TextStyle.FULL, Locale.ENGLISH), clock(time));
	}

	static String monthlyAt(int day, LocalTime time) {
		return "Monthly on day %d at %s".formatted(day, clock(time));
	}

	/**
	 * Return a duration in its largest unit, the rest cut off.
	 * @param duration the duration, at least a millisecond
	 * @return the text, such as {@code 1 hour} or {@code 30 minutes}
	 */
	static String amount(Duration duration) {
		if (duration.toDays() > 0) {
			return amount(duration.toDays(), "day");
		}
		if (duration.toHours() > 0) {
			return amount(duration.toHours(), "hour");
		}
		if (duration.toMinutes() > 0) {
			return amount(duration.toMinutes(), "minute");
		}
		if (duration.toSeconds() > 0) {
			return amount(duration.toSeconds(), "second");
		}
		return amount(duration.toMillis(), "millisecond");
	}

	static String amount(long number, String unit) {
		return "%d %s%s".formatted(number, unit, (number != 1) ? "s" : "");
	}

	/**
	 * Return a duration as Go prints it.
	 * @param duration the duration, whole milliseconds
	 * @return the text, such as {@code 30m0s} or {@code 1.5s}
	 */
	static String compact(Duration duration) {
		if (duration.toSeconds() == 0) {
			return duration.toMillis() + "ms";
		}
		StringBuilder text = new StringBuilder();
		if (duration.toHours() > 0) {
			text.append(duration.toHours()).append('h');
		}
		if (duration.toMinutes() > 0) {
			text.append(duration.toMinutesPart()).append('m');
		}
		return text.append(seconds(duration)).append('s').toString();
	}

	private static String seconds(Duration duration) {
		if (duration.toMillisPart() == 0) {
			return Integer.toString(duration.toSecondsPart());
		}
		return "%d.%03d".formatted(duration.toSecondsPart(), duration.toMillisPart()).replaceAll("0+$", "");
	}

	static String clock(LocalTime time) {
		int hour = (time.getHour() % 12 != 0) ? time.getHour() % 12 : 12;
		return "%d:%02d %s".formatted(hour, time.getMinute(), (time.getHour() < 12) ? "AM" : "PM");
	}

}
