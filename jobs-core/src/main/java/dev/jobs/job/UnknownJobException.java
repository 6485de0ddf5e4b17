package dev.jobs.job;

import java.util.List;

/**
 * Thrown when a job is asked for that nobody has registered.
 */
public class UnknownJobException extends JobsException {

	private final transient List<String> suggestions;

	/**
	 * Create an exception.
	 * @param message what was asked for and what there is
	 * @param suggestions registered ids that look like the one asked for
	 */
	public UnknownJobException(String message, List<String> suggestions) {
		super(message);
		this.suggestions = List.copyOf(suggestions);
	}

	/**
	 * Return registered ids that look like the one asked for, nearest first.
	 * @return the suggestions, empty if nothing is near
	 */
	public List<String> getSuggestions() {
		return this.suggestions;
	}

}
