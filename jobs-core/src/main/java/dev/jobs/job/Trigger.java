package dev.jobs.job;

import java.util.Locale;

/**
 * Why a run exists.
 */
public enum Trigger {

	/** A schedule came due. */
	SCHEDULED,

	/** Somebody asked for the job by hand. */
	MANUAL,

	/** The application enqueued it. */
	ENQUEUED,

	/** A finished run is run again. */
	REPLAY,

	/** Another run made it. */
	CHILD;

	private final String text = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the word used in the HTTP contract, in metrics and in logs.
	 * @return the name in lower case
	 */
	public String text() {
		return this.text;
	}

}
