package dev.jobs.sample.csv;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What all non-empty cells of a column have in common.
 */
public enum ColumnType {

	/**
	 * Whole numbers. A leading zero makes it {@link #TEXT}, because it is a code then:
	 * {@code 00184} is a postcode.
	 */
	INTEGER("integer"),

	/**
	 * Numbers with a decimal point or an exponent, or a mixture with whole ones.
	 */
	DECIMAL("decimal"),

	/**
	 * {@code true} and {@code false}, in any case.
	 */
	BOOLEAN("boolean"),

	/**
	 * ISO dates such as {@code 2026-03-29}.
	 */
	DATE("date"),

	/**
	 * ISO dates with a time, with or without an offset, such as
	 * {@code 2026-03-29T10:15:30+02:00}. A blank in place of the {@code T} is fine.
	 */
	DATE_TIME("date-time"),

	/**
	 * Anything else.
	 */
	TEXT("text"),

	/**
	 * No cell holds anything.
	 */
	EMPTY("empty");

	private final String label;

	ColumnType(String label) {
		this.label = label;
	}

	/**
	 * Return the name of this type in reports.
	 * @return lower-case words joined by {@code -}
	 */
	@JsonValue
	public String label() {
		return this.label;
	}

}
