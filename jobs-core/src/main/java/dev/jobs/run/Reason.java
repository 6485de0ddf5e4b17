package dev.jobs.run;

import java.util.Locale;

/**
 * Says more about why a run is in its state, without more states.
 */
public enum Reason {

	/** All attempts failed. */
	EXHAUSTED,

	/** The error was one that no retry mends. */
	PERMANENT,

	/** An attempt took too long. */
	TIMEOUT,

	/** The nodes that ran it died, too often to try again. */
	CRASHED,

	/** The stored payload could not be read. */
	PAYLOAD,

	/** The node stopped. */
	SHUTDOWN,

	/** The job or the run was removed. */
	REMOVED,

	/** The deadline passed. */
	EXPIRED;

	private final String text = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the word used in the HTTP contract and in logs.
	 * @return the name in lower case
	 */
	public String text() {
		return this.text;
	}

}
