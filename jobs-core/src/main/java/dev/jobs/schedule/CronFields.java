package dev.jobs.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * A cron expression taken apart. The only class that knows Spring's
 * {@link CronExpression}: that one reads each field, with all of its grammar, and finds
 * the dates. Times of day are kept as sets, which can be counted, and the zone is not
 * Spring's affair at all.
 */
final class CronFields {

	private static final String FORMAT = "second minute hour day-of-month month day-of-week, such as '0 0 3 * * MON-FRI'";

	private static final Pattern NUMBERS = Pattern.compile("\\d+(,\\d+)*");

	// Spring stops advancing where a month is too short for such an offset.
	private static final Pattern TOO_FAR_FROM_THE_END = Pattern.compile("(.*,)?L-(2[89]|[3-9]\\d|\\d{3,})(,.*)?");

	private static final Pattern NAME = Pattern.compile("[A-Z]{3}");

	private static final int LONGEST_EXPRESSION = 1000;

	private static final LocalDate SEARCH_START = LocalDate.of(2000, 1, 1);

	private static final Map<String, String> MACROS = Map.of("@yearly", "0 0 0 1 1 *", "@annually", "0 0 0 1 1 *",
			"@monthly", "0 0 0 1 * *", "@weekly", "0 0 0 * * 0", "@daily", "0 0 0 * * *", "@midnight", "0 0 0 * * *",
			"@hourly", "0 0 * * * *");

	private static final List<String> MONTHS = List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP",
			"OCT", "NOV", "DEC");

	private static final List<String> DAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

	private final String[] fields;

	private final LocalTicks ticks;

	private CronFields(String[] fields, LocalTicks ticks) {
		this.fields = fields;
		this.ticks = ticks;
	}

	/**
	 * Read an expression.
	 * @param expression five or six fields or a macro
	 * @return the fields
	 * @throws InvalidScheduleException if it cannot be read or never fires
	 */
	static CronFields parse(String expression) {
		if (expression.length() > LONGEST_EXPRESSION) {
			throw invalid(expression, "is longer than %d characters".formatted(LONGEST_EXPRESSION),
					"use ranges and steps instead of lists");
		}
		String[] fields = normalise(sixFields(expression, expandMacro(expression)));
		requireNear(expression, fields[3]);
		CronExpression whole = parseWith(expression, String.join(" ", fields));
		LocalTicks ticks = new LocalTicks(dates(fields), times(fields));
		if (next(whole, SEARCH_START.atStartOfDay()) == null) {
			throw invalid(expression, "never fires", "use a date that exists");
		}
		return new CronFields(fields, ticks);
	}

	private static String expandMacro(String expression) {
		if (!expression.startsWith("@")) {
			return expression;
		}
		String fields = MACROS.get(expression.toLowerCase(Locale.ROOT));
		if (fields == null) {
			throw invalid(expression, "is not a known macro",
					"use @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or '@every 30s'"
							+ (expression.equalsIgnoreCase("@reboot")
									? "; to run at start-up, trigger the job from an ApplicationRunner" : ""));
		}
		return fields;
	}

	private static String[] sixFields(String expression, String text) {
		String[] fields = text.strip().split("\\s+");
		return switch (fields.length) {
			case 5 -> ("0 " + String.join(" ", fields)).split(" ");
			case 6 -> fields;
			case 7 -> throw invalid(expression, "has 7 fields",
					"leave out the year, which Quartz knows and this dialect does not: " + FORMAT);
			default -> throw invalid(expression,
					"has %d field%s".formatted(count(fields), (count(fields) != 1) ? "s" : ""), "use " + FORMAT);
		};
	}

	private static int count(String[] fields) {
		return fields[0].isEmpty() ? 0 : fields.length;
	}

	// One spelling for each meaning, so that respelling a schedule does not change it.
	private static String[] normalise(String[] fields) {
		String[] normal = new String[6];
		for (int i = 0; i < 6; i++) {
			normal[i] = fields[i].toUpperCase(Locale.ROOT);
		}
		normal[3] = normal[3].equals("?") ? "*" : normal[3];
		normal[4] = numbered(normal[4], MONTHS);
		normal[5] = normal[5].equals("?") ? "*" : numbered(normal[5], DAYS);
		normal[5] = normal[5].equals("0") ? "7" : normal[5];
		return normal;
	}

	private static String numbered(String field, List<String> names) {
		return NAME.matcher(field).replaceAll((match) -> {
			int index = names.indexOf(match.group());
			return (index >= 0) ? Integer.toString(index + 1) : Matcher.quoteReplacement(match.group());
		});
	}

	private static void requireNear(String expression, String dayOfMonth) {
		if (TOO_FAR_FROM_THE_END.matcher(dayOfMonth).matches()) {
			throw invalid(expression, "counts back further than the shortest month is long", "use at most L-27");
		}
	}

	private static CronExpression parseWith(String expression, String fields) {
		try {
			return CronExpression.parse(fields);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidScheduleException(InvalidScheduleException.Kind.EXPRESSION, "cron", expression,
					"cannot be read (%s)".formatted(reason(ex)), "use " + FORMAT, ex);
		}
	}

	private static String reason(IllegalArgumentException ex) {
		String message = String.valueOf(ex.getMessage());
		int context = message.indexOf(" in cron expression");
		return (context >= 0) ? message.substring(0, context) : message;
	}

	private static TimesOfDay times(String[] fields) {
		LocalDateTime midnight = SEARCH_START.atStartOfDay();
		long seconds = 0;
		long minutes = 0;
		long hours = 0;
		for (LocalDateTime time : all("%s * * * * *".formatted(fields[0]), midnight.plusMinutes(1))) {
			seconds |= 1L << time.getSecond();
		}
		for (LocalDateTime time : all("0 %s * * * *".formatted(fields[1]), midnight.plusHours(1))) {
			minutes |= 1L << time.getMinute();
		}
		for (LocalDateTime time : all("0 0 %s * * *".formatted(fields[2]), midnight.plusDays(1))) {
			hours |= 1L << time.getHour();
		}
		return new TimesOfDay(seconds, minutes, hours);
	}

	private static List<LocalDateTime> all(String expression, LocalDateTime end) {
		CronExpression cron = CronExpression.parse(expression);
		return Stream
			.iterate(next(cron, SEARCH_START.atStartOfDay()), (time) -> time != null && time.isBefore(end), cron::next)
			.toList();
	}

	private static Dates dates(String[] fields) {
		if (fields[3].equals("*") && fields[4].equals("*") && fields[5].equals("*")) {
			return Dates.ALL;
		}
		CronExpression cron = CronExpression.parse("0 0 0 %s %s %s".formatted(fields[3], fields[4], fields[5]));
		return (date) -> {
			LocalDateTime next = next(cron, date.atStartOfDay());
			return (next != null) ? next.toLocalDate() : null;
		};
	}

	private static @Nullable LocalDateTime next(CronExpression cron, LocalDateTime from) {
		return cron.next(from.minusNanos(1));
	}

	private static InvalidScheduleException invalid(String expression, String problem, String action) {
		return new InvalidScheduleException(InvalidScheduleException.Kind.EXPRESSION, "cron", expression, problem,
				action);
	}

	boolean hasFixedTimes() {
		return NUMBERS.matcher(this.fields[0]).matches() && NUMBERS.matcher(this.fields[1]).matches()
				&& NUMBERS.matcher(this.fields[2]).matches();
	}

	LocalTicks ticks() {
		return this.ticks;
	}

	String dayOfMonth() {
		return this.fields[3];
	}

	String month() {
		return this.fields[4];
	}

	// Monday is 1, Sunday 7 if it stands alone.
	String dayOfWeek() {
		return this.fields[5];
	}

	String text() {
		return String.join(" ", this.fields);
	}

}
