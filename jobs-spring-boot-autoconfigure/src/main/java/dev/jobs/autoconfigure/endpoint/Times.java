package dev.jobs.autoconfigure.endpoint;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Reads times of requests: ISO-8601 with a zone, in years that every store can keep.
 */
final class Times {

	static final String RULE = "is not a time; use ISO-8601 with a zone, such as 2026-03-01T09:30:00Z";

	static final Instant MAX = Instant.parse("9999-12-31T23:59:59Z");

	private Times() {
	}

	/**
	 * Read a time.
	 * @param text the text
	 * @return the time in UTC
	 * @throws DateTimeException if the text is not a time from 1970 to 9999
	 */
	static Instant parse(String text) {
		Instant time = OffsetDateTime.parse(text).toInstant();
		if (time.isBefore(Instant.EPOCH) || time.isAfter(MAX)) {
			throw new DateTimeException("Time out of range");
		}
		return time;
	}

}
