package dev.jobs.job;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.jobs.schedule.ScheduleText;

/**
 * The rules for the names users choose. Safe for use by many threads.
 */
public final class Names {

	/** The queue of a job that names none. */
	public static final String DEFAULT_QUEUE = "default";

	private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

	private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

	private static final int SHOWN = 80;

	private Names() {
	}

	/**
	 * Return whether the text can be the id of a job.
	 * @param text the text, may be {@code null}
	 * @return whether it begins with a letter or digit and has 1 to 128 letters, digits
	 * and {@code . _ : -}
	 */
	public static boolean isJobId(@Nullable String text) {
		return text != null && JOB_ID.matcher(text).matches();
	}

	/**
	 * Return whether the text can be the name of a queue.
	 * @param text the text, may be {@code null}
	 * @return whether it begins with a letter or digit and has 1 to 100 letters, digits
	 * and {@code . _ -}
	 */
	public static boolean isQueue(@Nullable String text) {
		return text != null && QUEUE.matcher(text).matches();
	}

	/**
	 * Return a text that can be shown in an error: cut to 80 characters, with the code
	 * points that a reader could not see written as {@code U+XXXX}.
	 * @param text the text as given by a user, may be {@code null}
	 * @return the text in a form that is safe to show
	 */
	public static String shown(@Nullable String text) {
		if (text == null) {
			return "null";
		}
		StringBuilder shown = new StringBuilder();
		text.codePoints().limit(SHOWN).forEach((codePoint) -> append(shown, codePoint));
		return (text.codePointCount(0, text.length()) > SHOWN) ? shown + "..." : shown.toString();
	}

	/**
	 * Return whether every store can keep the text: PostgreSQL takes no U+0000, and half
	 * a surrogate pair has no UTF-8.
	 * @param text the text as given by a user, may be {@code null}
	 * @return whether it holds neither of them
	 */
	public static boolean isStorable(@Nullable String text) {
		return text == null || text.codePoints()
			.noneMatch((codePoint) -> codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE);
	}

	/**
	 * Return a duration as users write it.
	 * @param duration the duration
	 * @return the text, such as {@code 30s} or {@code 10m}
	 */
	public static String shown(Duration duration) {
		return ScheduleText.format(duration);
	}

	/**
	 * Find the name that was probably meant.
	 * @param given the name that does not exist
	 * @param known the names that do
	 * @return the known name that looks most like it, {@code null} if none does
	 */
	public static @Nullable String nearest(String given, Collection<String> known) {
		return near(given, known).findFirst().orElse(null);
	}

	static Stream<String> near(String given, Collection<String> known) {
		return known.stream()
			.filter((name) -> EditDistance.isNear(name, given))
			.sorted(Comparator.comparingInt((name) -> EditDistance.between(name, given)));
	}

	private static void append(StringBuilder shown, int codePoint) {
		if (codePoint >= ' ' && codePoint < 0x7f) {
			shown.appendCodePoint(codePoint);
		}
		else {
			shown.append("U+%04X".formatted(codePoint));
		}
	}

	static String jobIdProblem(@Nullable String id) {
		return "Job id '%s' is not valid: use 1 to 128 letters, digits and . _ : - and begin with a letter or digit"
			.formatted(shown(id));
	}

	static String queueProblem(@Nullable String queue) {
		return "Queue '%s' is not valid: use 1 to 100 letters, digits and . _ - and begin with a letter or digit"
			.formatted(shown(queue));
	}

}
