package dev.jobs.schedule;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts simple cron expressions in words: one time on simple days, or equal steps that
 * fill the day. Everything else is left to the expression itself, which is clearer than a
 * long sentence.
 */
final class CronPhrase {

	private final TimesOfDay times;

	private final CronFields fields;

	private CronPhrase(CronFields fields) {
		this.times = fields.ticks().times();
		this.fields = fields;
	}

	static Optional<String> of(CronFields fields) {
		CronPhrase phrase = new CronPhrase(fields);
		return phrase.oneTime().or(phrase::hourly).or(phrase::steps);
	}

	private Optional<String> oneTime() {
		if (this.times.countBefore(86_400) != 1 || this.times.seconds() != 1) {
			return Optional.empty();
		}
		String clock = Phrases.clock(LocalTime.ofSecondOfDay(this.times.first()));
		return days().map((days) -> "%s at %s".formatted(days, clock));
	}

	private Optional<String> days() {
		if (everyDay()) {
			return Optional.of("Daily");
		}
		if (!this.fields.month().equals("*")) {
			return Optional.empty();
		}
		if (this.fields.dayOfWeek().equals("*")) {
			return Optional.of(this.fields.dayOfMonth())
				.filter((day) -> day.matches("\\d+"))
				.map((day) -> "Monthly on day " + Integer.parseInt(day));
		}
		return this.fields.dayOfMonth().equals("*") ? weekDays() : Optional.empty();
	}

	private Optional<String> weekDays() {
		String days = this.fields.dayOfWeek();
		if (days.equals("1-5")) {
			return Optional.of("Every weekday");
		}
		return Optional.of(days)
			.filter((day) -> day.matches("[1-7]"))
			.map((day) -> "Every "
					+ DayOfWeek.of(Integer.parseInt(day)).getDisplayName(TextStyle.FULL, Locale.ENGLISH));
	}

	private boolean everyDay() {
		return this.fields.ticks().dates() == Dates.ALL;
	}

	private boolean allHours() {
		return everyDay() && this.times.hours() == TimesOfDay.EVERY_HOUR;
	}

	private boolean allMinutes() {
		return allHours() && this.times.minutes() == TimesOfDay.EVERY_MINUTE;
	}

	private Optional<String> hourly() {
		boolean oncePerHour = allHours() && this.times.seconds() == 1 && Long.bitCount(this.times.minutes()) == 1;
		return oncePerHour ? Optional.of(Phrases.hourlyAt(Long.numberOfTrailingZeros(this.times.minutes())))
				: Optional.empty();
	}

	private Optional<String> steps() {
		if (allMinutes() && this.times.seconds() != 1) {
			return every(this.times.seconds(), 60, "second");
		}
		if (allHours() && this.times.seconds() == 1) {
			return every(this.times.minutes(), 60, "minute");
		}
		boolean fullHours = everyDay() && this.times.seconds() == 1 && this.times.minutes() == 1;
		return fullHours ? every(this.times.hours(), 24, "hour") : Optional.empty();
	}

	private static Optional<String> every(long set, int size, String unit) {
		int number = Long.bitCount(set);
		int step = size / number;
		boolean equalSteps = number > 1 && size % number == 0;
		for (int i = 0; equalSteps && i < size; i += step) {
			equalSteps = (set & (1L << i)) != 0;
		}
		return equalSteps ? Optional.of("Every " + Phrases.amount(step, unit)) : Optional.empty();
	}

}
