package dev.jobs.store.jdbc;

import dev.jobs.job.JobsException;
import dev.jobs.job.Names;

/**
 * Checks that text fits into its column as it is. Cut or replaced text could make two
 * names equal.
 */
final class Fit {

	static final int NAME = 128;

	static final int NODE_ID = 200;

	static final int VERSION = 64;

	private Fit() {
	}

	static String require(String what, String text, int most) {
		if (text.isEmpty() || text.length() > most) {
			throw new JobsException(
					"%s '%s' has %d characters; use 1 to %d".formatted(what, Names.shown(text), text.length(), most));
		}
		if (!Names.isStorable(text)) {
			throw new JobsException(
					"%s '%s' holds U+0000 or half a surrogate pair, which no database keeps; leave it out"
						.formatted(what, Names.shown(text)));
		}
		return text;
	}

}
