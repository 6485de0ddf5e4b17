package dev.jobs.autoconfigure.endpoint;

import java.util.List;

/**
 * Thrown at start-up when a configured list of address ranges would leave the job
 * endpoint open or unusable. The message names the property, the entries, the reason and
 * the fix.
 */
public final class InvalidAddressListException extends IllegalArgumentException {

	private final String property;

	private final List<String> entries;

	InvalidAddressListException(String property, List<String> entries, String problem) {
		super("Property '%s': %s".formatted(property, problem));
		this.property = property;
		this.entries = List.copyOf(entries);
	}

	/**
	 * Return the name of the property that holds the list.
	 * @return the name in its canonical form
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Return the entries of the list.
	 * @return the entries as configured
	 */
	public List<String> getEntries() {
		return this.entries;
	}

}
