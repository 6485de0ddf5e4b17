package dev.jobs.diagnosis;

import java.util.Locale;

/**
 * How much a finding matters.
 */
public enum Severity {

	/** Good to know. */
	INFO,

	/** Works, but not as well or as safely as it could. */
	WARNING,

	/** Breaks a promise of the product. */
	ERROR;

	/**
	 * Return a word for it.
	 * @return the name in lower case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
