package dev.jobs.diagnosis;

/**
 * How much a finding matters.
 */
public enum Severity {

	/** Good to know. */
	INFO,

	/** Works, but not as well or as safely as it could. */
	WARNING,

	/** Breaks a promise of the product. */
	ERROR

}
