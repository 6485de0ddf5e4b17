package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder in which the application keeps its files. Immutable, and thus safe for use
 * by many threads.
 */
public final class DataFolder {

	private final Path root;

	private DataFolder(Path root) {
		this.root = root;
	}

	/**
	 * Create the folder and the folders in it, as far as they are missing, and make sure
	 * that files can be written to each.
	 * @param root where to keep the files; relative to the working directory unless
	 * absolute
	 * @return the folder, ready for use
	 * @throws DataFolderException if a file is in the way or a folder cannot be written
	 */
	public static DataFolder prepare(Path root) {
		DataFolder folder = new DataFolder(root.toAbsolutePath().normalize());
		List<String> problems = new ArrayList<>();
		prepare(folder.root, problems);
		if (problems.isEmpty()) {
			folder.all().forEach((path) -> prepare(path, problems));
		}
		if (!problems.isEmpty()) {
			throw new DataFolderException(folder.root, problems);
		}
		return folder;
	}

	private static void prepare(Path path, List<String> problems) {
		try {
			Files.createDirectories(path);
			// A try is the only sure answer: permission bits say nothing about read-only
			// file systems, access lists or a full disk.
			Files.delete(Files.createTempFile(path, ".writable", ".tmp"));
		}
		catch (FileAlreadyExistsException ex) {
			problems.add("'%s' is not a folder; move it away or choose another data folder".formatted(ex.getFile()));
		}
		catch (IOException ex) {
			problems.add("cannot write to '%s' (%s: %s); check its permissions or choose another data folder"
				.formatted(path, ex.getClass().getSimpleName(), ex.getMessage()));
		}
	}

	private List<Path> all() {
		return List.of(inbox(), reports(), processed(), failed(), receipts(), stats(), summaries(), invoices());
	}

	/**
	 * Return the folder that holds all others.
	 * @return an absolute path
	 */
	public Path root() {
		return this.root;
	}

	/**
	 * Return where users put CSV files.
	 * @return an absolute path
	 */
	public Path inbox() {
		return this.root.resolve("inbox");
	}

	/**
	 * Return where the reports on CSV files appear.
	 * @return an absolute path
	 */
	public Path reports() {
		return this.root.resolve("reports");
	}

	/**
	 * Return where CSV files go once they have a report.
	 * @return an absolute path
	 */
	public Path processed() {
		return this.root.resolve("processed");
	}

	/**
	 * Return where broken CSV files go.
	 * @return an absolute path
	 */
	public Path failed() {
		return this.root.resolve("failed");
	}

	/**
	 * Return where the database of orders and jobs is kept.
	 * @return an absolute path, to which H2 adds an ending
	 */
	public Path database() {
		return this.root.resolve("office");
	}

	/**
	 * Return where receipts are kept.
	 * @return an absolute path
	 */
	public Path receipts() {
		return this.root.resolve("receipts");
	}

	/**
	 * Return where the numbers of each hour are kept.
	 * @return an absolute path
	 */
	public Path stats() {
		return this.root.resolve("stats");
	}

	/**
	 * Return where the sums of days and weeks appear.
	 * @return an absolute path
	 */
	public Path summaries() {
		return this.root.resolve("summaries");
	}

	/**
	 * Return where invoices appear, in a folder for each month.
	 * @return an absolute path
	 */
	public Path invoices() {
		return this.root.resolve("invoices");
	}

}
