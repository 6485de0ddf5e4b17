package dev.jobs.run;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of an error: text only, and never more than a few kilobytes of it.
 * Building one never fails, whatever the error's own methods do.
 *
 * @param type the class name of the error
 * @param message the message, {@code null} if there is none
 * @param stack the stack with its causes, {@code null} if it was not kept
 */
public record RunError(String type, @Nullable String message, @Nullable String stack) {

	private static final int MESSAGE_LIMIT = 1_000;

	private static final int STACK_LIMIT = 8_192;

	private static final int FRAMES_PER_CAUSE = 30;

	/**
	 * Describe an error.
	 * @param error the error
	 * @return its type, message and stack, cut to size
	 */
	public static RunError of(Throwable error) {
		return new RunError(error.getClass().getName(), messageOf(error), stackOf(error));
	}

	/**
	 * Describe a failure that is not an exception.
	 * @param type a short word
	 * @param message what happened
	 * @return the error without a stack
	 */
	public static RunError of(String type, String message) {
		return new RunError(type, cut(clean(message), MESSAGE_LIMIT), null);
	}

	private static @Nullable String messageOf(Throwable error) {
		try {
			String message = error.getMessage();
			return (message != null) ? cut(clean(message), MESSAGE_LIMIT) : null;
		}
		catch (Throwable ex) {
			return "(the message of this error could not be read: " + ex.getClass().getName() + ")";
		}
	}

	private static String stackOf(Throwable error) {
		StringBuilder stack = new StringBuilder();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable current = error;
		while (current != null && seen.add(current) && stack.length() < STACK_LIMIT) {
			append(stack, current);
			current = causeOf(current);
		}
		return cut(stack.toString(), STACK_LIMIT);
	}

	private static void append(StringBuilder stack, Throwable error) {
		stack.append(stack.isEmpty() ? "" : "Caused by: ").append(error.getClass().getName());
		String message = messageOf(error);
		stack.append((message != null) ? ": " + message : "").append('\n');
		StackTraceElement[] frames = framesOf(error);
		for (int i = 0; i < Math.min(frames.length, FRAMES_PER_CAUSE); i++) {
			stack.append("\tat ").append(frames[i]).append('\n');
		}
	}

	private static StackTraceElement[] framesOf(Throwable error) {
		try {
			return error.getStackTrace();
		}
		catch (Throwable ex) {
			return new StackTraceElement[0];
		}
	}

	private static @Nullable Throwable causeOf(Throwable error) {
		try {
			return error.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	// Control characters could forge colours in a terminal, half a surrogate pair is text
	// that neither JSON nor a database takes.
	private static String clean(String text) {
		return text.codePoints()
			.limit(MESSAGE_LIMIT + 1L)
			.map((codePoint) -> isPrintable(codePoint) ? codePoint : '?')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static boolean isPrintable(int codePoint) {
		if (codePoint == '\n' || codePoint == '\t') {
			return true;
		}
		return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
	}

	private static String cut(String text, int limit) {
		if (text.length() <= limit) {
			return text;
		}
		int end = limit - 3;
		return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "...";
	}

}
