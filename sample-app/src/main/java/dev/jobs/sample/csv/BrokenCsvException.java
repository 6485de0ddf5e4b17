package dev.jobs.sample.csv;

/**
 * Thrown when a file is not a CSV file that can be read to its end. Trying again does not
 * help. Tells where and why, and never what the file holds.
 */
public class BrokenCsvException extends RuntimeException {

	private final String file;

	private final long line;

	private final String reason;

	BrokenCsvException(String file, long line, String reason) {
		super("CSV file '%s' is broken at line %s: %s".formatted(file, line, reason));
		this.file = file;
		this.line = line;
		this.reason = reason;
	}

	/**
	 * Return the name of the file.
	 * @return the name without its folder
	 */
	public String getFile() {
		return this.file;
	}

	/**
	 * Return where the file is broken. Line ends within quotes count.
	 * @return the line, the first one being {@code 1}
	 */
	public long getLine() {
		return this.line;
	}

	/**
	 * Return why the file is broken and what to do about it.
	 * @return a text without any content of the file
	 */
	public String getReason() {
		return this.reason;
	}

}
