package dev.jobs.sample.csv;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The plain name of a file, which leads into no other folder.
 *
 * @param value the name
 */
record FileName(String value) {

	private static final String RULE = "is not a plain file name; give the name of a file in the folder, such as 'sales.csv'";

	FileName {
		if (!isPlain(value)) {
			throw new InvalidFileNameException(value, RULE);
		}
	}

	static boolean isPlain(String value) {
		boolean separated = value.chars().anyMatch((character) -> character == '/' || character == '\\');
		boolean control = value.chars().anyMatch(Character::isISOControl);
		return !value.isBlank() && !separated && !control && !Set.of(".", "..").contains(value);
	}

	static FileName of(String value) {
		return new FileName(value);
	}

	Path in(Path folder) {
		try {
			Path path = folder.resolve(this.value);
			// What the checks above do not know, such as 'C:x' on Windows.
			if (folder.equals(path.normalize().getParent())) {
				return path;
			}
			throw new InvalidFileNameException(this.value, RULE);
		}
		catch (InvalidPathException ex) {
			throw new InvalidFileNameException(this.value, RULE);
		}
	}

	/**
	 * Return the n-th name to try for this file.
	 * @param number {@code 1} for the name itself
	 * @return {@code sales.csv}, {@code sales-2.csv}, {@code sales-3.csv} and so on
	 */
	FileName numbered(int number) {
		int dot = (this.value.lastIndexOf('.') > 0) ? this.value.lastIndexOf('.') : this.value.length();
		String inserted = (number > 1) ? "-" + number : "";
		return new FileName(this.value.substring(0, dot) + inserted + this.value.substring(dot));
	}

}
