package dev.jobs.diagnosis;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * All that a look has found.
 *
 * @param checkedAt when that was, in UTC and by the clock of the node
 * @param findings what was found, the worst first
 */
public record Diagnosis(Instant checkedAt, List<Finding> findings) {

	/**
	 * Create a diagnosis.
	 */
	public Diagnosis {
		findings = findings.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
	}

	/**
	 * Return how all is, by the worst finding.
	 * @return the status
	 */
	public Status status() {
		return this.findings.isEmpty() ? Status.OK : Status.of(this.findings.get(0).severity());
	}

	/**
	 * How all is.
	 */
	public enum Status {

		/** There is nothing to do. */
		OK,

		/** Something works, but not as well or as safely as it could. */
		WARNING,

		/** A promise of the product is broken. */
		ERROR;

		static Status of(Severity severity) {
			return switch (severity) {
				case INFO -> OK;
				case WARNING -> WARNING;
				case ERROR -> ERROR;
			};
		}

		/**
		 * Return a word for it.
		 * @return the name in lower case
		 */
		public String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
