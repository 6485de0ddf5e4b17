package dev.jobs.sample.csv;

/**
 * Thrown when a name is not that of a file in the folder it is looked for. Trying again
 * does not help.
 */
public class InvalidFileNameException extends IllegalArgumentException {

	InvalidFileNameException(String name, String reason) {
		super("File name '%s' %s".formatted(printable(name), reason));
	}

	// Names may come from anybody; a line break would forge a line of the log.
	private static String printable(String name) {
		String text = (name.length() <= 200) ? name : name.substring(0, 200) + "...";
		return text.replaceAll("\\p{Cntrl}", "?");
	}

}
