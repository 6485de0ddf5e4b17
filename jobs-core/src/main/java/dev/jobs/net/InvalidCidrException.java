package dev.jobs.net;

/**
 * Thrown when a text does not name a range of addresses. The message holds the text, what
 * is wrong with it and what to write instead.
 */
public final class InvalidCidrException extends IllegalArgumentException {

	private final String text;

	private final String reason;

	private final String hint;

	InvalidCidrException(String text, String reason, String hint) {
		super("'%s' %s; %s".formatted(text, reason, hint));
		this.text = text;
		this.reason = reason;
		this.hint = hint;
	}

	/**
	 * Return the text that was given.
	 * @return the text as given
	 */
	public String getText() {
		return this.text;
	}

	/**
	 * Return what is wrong with the text.
	 * @return a verb phrase whose subject is the text, such as "has no prefix length"
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Return what to write instead.
	 * @return an imperative phrase
	 */
	public String getHint() {
		return this.hint;
	}

}
