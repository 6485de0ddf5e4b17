package dev.jobs.run;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A job or a queue is held back.
 *
 * @param since since when, in UTC
 * @param by who asked for it, {@code null} if unknown
 * @param reason why, {@code null} if not said
 * @param until when it ends by itself, in UTC; {@code null} for not at all
 */
public record Pause(Instant since, @Nullable String by, @Nullable String reason, @Nullable Instant until) {

	/**
	 * Return whether the pause holds at a time.
	 * @param now the time
	 * @return {@code false} once it has ended by itself
	 */
	public boolean isActive(Instant now) {
		return this.until == null || now.isBefore(this.until);
	}

}
