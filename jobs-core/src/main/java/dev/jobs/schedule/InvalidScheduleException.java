package dev.jobs.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a schedule or one of its parts is not valid. The message reads
 * {@code field 'value' problem; action} and can be put behind the name of a job as it is.
 */
public class InvalidScheduleException extends IllegalArgumentException {

	private static final int LONGEST_VALUE = 80;

	private final Kind kind;

	private final String field;

	private final String value;

	private final String problem;

	private final String action;

	InvalidScheduleException(Kind kind, String field, String value, String problem, String action) {
		this(kind, field, value, problem, action, null);
	}

	InvalidScheduleException(Kind kind, String field, String value, String problem, String action,
			@Nullable Throwable cause) {
		super("%s '%s' %s; %s".formatted(field, printable(value), problem, action), cause);
		this.kind = kind;
		this.field = field;
		this.value = printable(value);
		this.problem = problem;
		this.action = action;
	}

	private static String printable(String value) {
		String line = value.replaceAll("\\p{Cntrl}", "?");
		return (line.length() > LONGEST_VALUE) ? line.substring(0, LONGEST_VALUE) + "..." : line;
	}

	/**
	 * Return what sort of rule was broken.
	 * @return the kind of problem
	 */
	public Kind getKind() {
		return this.kind;
	}

	/**
	 * Return the setting that holds the value, as users write it.
	 * @return the name of the setting, such as {@code dailyAt}
	 */
	public String getField() {
		return this.field;
	}

	/**
	 * Return the value that was refused, cut to 80 characters, without control
	 * characters.
	 * @return the refused value
	 */
	public String getValue() {
		return this.value;
	}

	/**
	 * Return what is wrong with the value.
	 * @return a phrase that follows the value, such as {@code is not a time of day}
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Return what to do about it.
	 * @return an imperative phrase, such as {@code use HH:mm, such as '03:00'}
	 */
	public String getAction() {
		return this.action;
	}

	/**
	 * The sorts of rules that a schedule can break.
	 */
	public enum Kind {

		/** A duration that cannot be read or is out of its range. */
		INTERVAL,

		/** A time, a day or a number that cannot be read or is out of its range. */
		TIME_RANGE,

		/** A type of schedule that does not exist. */
		TYPE,

		/** A time zone that does not exist or is not a region. */
		ZONE,

		/** A cron expression that cannot be read or never fires. */
		EXPRESSION

	}

}
