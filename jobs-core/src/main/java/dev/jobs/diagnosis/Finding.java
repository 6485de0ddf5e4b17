package dev.jobs.diagnosis;

/**
 * Something that a user should know, and can change.
 *
 * @param code a stable name for it, in words joined by dashes
 * @param severity how much it matters
 * @param message what is so, and what follows from it; holds no secret
 * @param fix what to do
 */
public record Finding(String code, Severity severity, String message, String fix) {

	/**
	 * Return the same, but as something that matters less or more.
	 * @param other how much it matters
	 * @return a finding
	 */
	public Finding as(Severity other) {
		return new Finding(this.code, other, this.message, this.fix);
	}

	@Override
	public String toString() {
		return this.message + ". " + this.fix;
	}

}
