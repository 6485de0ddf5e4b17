package dev.jobs.run;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a page of runs ended: the time of creation and the id of its last run. Opaque to
 * clients, and checked when it comes back.
 *
 * @param createdAt the time of creation of the last run
 * @param id the id of the last run
 */
public record Cursor(Instant createdAt, UUID id) {

	private static final Pattern TEXT = Pattern.compile("(-?\\d{1,12})\\.(\\d{1,9})\\.([0-9a-f-]{36})");

	/**
	 * Return the form given to clients.
	 * @return text that can stand in a URL
	 */
	public String encode() {
		String text = this.createdAt.getEpochSecond() + "." + this.createdAt.getNano() + "." + this.id;
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Read the form given to clients.
	 * @param text the text
	 * @return the cursor
	 * @throws IllegalArgumentException if the text was not made by {@link #encode()}
	 */
	public static Cursor decode(String text) {
		try {
			Matcher matcher = TEXT.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
			if (matcher.matches()) {
				return exact(new Cursor(
						Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
						UUID.fromString(matcher.group(3))), text);
			}
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw invalid(ex);
		}
		throw invalid(null);
	}

	// Numbers and ids can be written in more ways than the one they are given out in.
	private static Cursor exact(Cursor cursor, String text) {
		if (!cursor.encode().equals(text)) {
			throw invalid(null);
		}
		return cursor;
	}

	private static IllegalArgumentException invalid(@Nullable Exception cause) {
		return new IllegalArgumentException("cursor is not one that a previous page gave; start again without it",
				cause);
	}

}
