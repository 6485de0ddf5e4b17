package dev.jobs.job;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a payload cannot be written, read or declared. The message says where and
 * why, and never repeats a value of the payload; for the same reason there is no cause,
 * since libraries and user code quote values in their messages.
 */
public class PayloadException extends RuntimeException {

	private final @Nullable String path;

	/**
	 * Create an exception.
	 * @param message what is wrong, without any value of the payload
	 * @param path the JSON path of what is wrong, such as {@code $.lines[3].price};
	 * {@code null} if the payload as a whole is
	 */
	public PayloadException(String message, @Nullable String path) {
		super(message);
		this.path = path;
	}

	/**
	 * Return where the payload is wrong.
	 * @return the JSON path, with {@code [*]} in place of the keys of maps; {@code null}
	 * if the payload as a whole is wrong
	 */
	public @Nullable String getPath() {
		return this.path;
	}

}
