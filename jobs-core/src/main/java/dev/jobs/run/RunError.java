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
		return new RunError(type, cut(message, MESSAGE_LIMIT), null);
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
		StackTraceElement[] frames = error.getStackTrace();
		for (int i = 0; i < Math.min(frames.length, FRAMES_PER_CAUSE); i++) {
			stack.append("\tat ").append(frames[i]).append('\n');
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

	// Control characters could forge lines in a log and colours in a terminal.
	private static String clean(String text) {
		return text.codePoints()
			.limit(MESSAGE_LIMIT + 1L)
			.map((codePoint) -> (Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t') ? '?'
					: codePoint)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static String cut(String text, int limit) {
		return (text.length() <= limit) ? text : text.substring(0, limit - 3) + "...";
	}

}
