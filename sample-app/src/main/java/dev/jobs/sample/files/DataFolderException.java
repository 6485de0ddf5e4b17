package dev.jobs.sample.files;

import java.nio.file.Path;
import java.util.List;

/**
 * Thrown when the data folder cannot be used. Names every problem, not just the first.
 */
public class DataFolderException extends RuntimeException {

	private final List<String> problems;

	DataFolderException(Path root, List<String> problems) {
		super("Data folder '%s' cannot be used: %s".formatted(root, String.join("; ", problems)));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what is wrong, one sentence for each folder concerned.
	 * @return the problems, at least one
	 */
	public List<String> getProblems() {
		return this.problems;
	}

}
