package dev.jobs.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a job comes to run: by which kind of schedule, or only on demand.
 */
public enum ScheduleType {

	/** Runs on a grid of equal intervals. */
	FIXED_RATE,

	/** Runs a fixed time after its last run has ended. */
	FIXED_DELAY,

	/** Runs each day at a local time. */
	DAILY,

	/** Runs each week on a day at a local time. */
	WEEKLY,

	/** Runs each hour at a minute. */
	HOURLY,

	/** Runs each month on a day at a local time. */
	MONTHLY,

	/** Runs when a cron expression says so. */
	CRON,

	/** Calls a URL; the runs are made by the caller of the API. */
	HTTP,

	/** Has no schedule; runs when somebody enqueues or triggers it. */
	ON_DEMAND;

	/**
	 * Return the name of this type in the HTTP API and in metrics.
	 * @return lower-case words joined by a hyphen, such as {@code fixed-rate}
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Find a type by the name it has in the HTTP API.
	 * @param text the name, such as {@code fixed-rate}
	 * @return the type of that name
	 * @throws InvalidScheduleException if there is none, with kind {@code TYPE}
	 */
	public static ScheduleType of(String text) {
		return Arrays.stream(values())
			.filter((type) -> type.text().equals(text))
			.findFirst()
			.orElseThrow(() -> new InvalidScheduleException(InvalidScheduleException.Kind.TYPE, "scheduleType", text,
					"is not a type of schedule", "use one of " + names()));
	}

	private static String names() {
		return Arrays.stream(values()).map(ScheduleType::text).collect(Collectors.joining(", "));
	}

}
