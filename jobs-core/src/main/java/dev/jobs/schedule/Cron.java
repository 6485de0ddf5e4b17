package dev.jobs.schedule;

import java.time.ZoneId;

/**
 * Fires when the clock of a zone fits a cron expression in Spring's dialect: second,
 * minute, hour, day of month, month, day of week. Five fields are accepted and mean
 * second zero. {@code L}, {@code LW}, {@code 15W} and {@code MON#1} work in the fields
 * for days, as do {@code @hourly}, {@code @daily}, {@code @midnight}, {@code @weekly},
 * {@code @monthly}, {@code @yearly} and {@code @annually} for the whole.
 * <p>
 * An expression whose second, minute and hour are numbers or lists of numbers
 * ({@code 0 30 2,14 * * *}) names times of the day and fires exactly once for each of
 * them and each date: right after the gap where clocks leave the time out, the first time
 * where they repeat it. Any other expression follows real time: it fires whenever the
 * clock shows a fitting time.
 */
public final class Cron extends CalendarSchedule {

	private final String expression;

	private final CronFields fields;

	Cron(String expression, ZoneId zone) {
		this(expression, CronFields.parse(expression), zone);
	}

	private Cron(String expression, CronFields fields, ZoneId zone) {
		super(fields.hasFixedTimes() ? CalendarTimes.oncePerDate(fields.ticks(), zone)
				: CalendarTimes.inRealTime(fields.ticks(), zone), zone);
		this.expression = expression;
		this.fields = fields;
	}

	/**
	 * Return the expression as it was given, macros kept.
	 * @return the expression
	 */
	public String expression() {
		return this.expression;
	}

	@Override
	public ScheduleType type() {
		return ScheduleType.CRON;
	}

	@Override
	public String cronExpression() {
		return this.expression;
	}

	@Override
	public String humanReadable() {
		return CronPhrase.of(this.fields).orElse("Cron " + this.expression);
	}

	@Override
	String detail() {
		return this.fields.text();
	}

}
