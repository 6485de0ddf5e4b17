package dev.jobs.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

import dev.jobs.store.jdbc.UnusableDatabaseException;

/**
 * Says in plain words why the file of {@code jobs.store.path} cannot be used, and what to
 * do. H2 alone often says no more than that there was an error.
 */
final class StoreFileFailures {

	private static final String ENDING = ".mv.db";

	private final Path path;

	private final Path file;

	/**
	 * Create an instance.
	 * @param path the file, absolute and without its ending
	 */
	StoreFileFailures(Path path) {
		this.path = path;
		this.file = path.resolveSibling(path.getFileName() + ENDING);
	}

	/**
	 * Return whether the path names a folder, and no file has been made beside it.
	 */
	boolean isOnlyAFolder() {
		return Files.isDirectory(this.path) && !Files.exists(this.file);
	}

	UnusableDatabaseException folder() {
		return failure("is a folder, and the file would be made beside it",
				"Name a file in it, such as '%s'".formatted(this.path.resolve("jobs")), null);
	}

	UnusableDatabaseException notOpened(SQLException ex) {
		return switch (ex.getErrorCode()) {
			case ErrorCode.DATABASE_ALREADY_OPEN_1 -> failure("is in use by another process",
					"Stop the other process, give each its own jobs.store.path, or use PostgreSQL, which many may share",
					ex);
			case ErrorCode.WRONG_USER_OR_PASSWORD -> failure("is a database with a user or password of its own",
					"Name a file in jobs.store.path that no other application has made", ex);
			case ErrorCode.FILE_CORRUPTED_1 -> failure("cannot be opened: " + firstLine(ex),
					"Bring back a backup of the file, or move it away: then a new one is made, without its runs", ex);
			default -> failure("cannot be opened: " + reason(ex),
					"Name a file in jobs.store.path that this process may create and write, on a disk with room", ex);
		};
	}

	private UnusableDatabaseException failure(String problem, String fix, @Nullable SQLException cause) {
		return new UnusableDatabaseException(
				List.of("The file '%s' (jobs.store.path) %s".formatted(this.path, problem)), List.of(fix), cause);
	}

	private String reason(SQLException ex) {
		if (Files.isDirectory(this.file)) {
			return "'%s' is a folder".formatted(this.file);
		}
		Path folder = this.file.getParent();
		while (folder != null && !Files.exists(folder)) {
			folder = folder.getParent();
		}
		if (folder != null && !Files.isDirectory(folder)) {
			return "'%s' is no folder".formatted(folder);
		}
		return (folder != null && !Files.isWritable(folder)) ? "this process may not write in '%s'".formatted(folder)
				: firstLine(ex);
	}

	private static String firstLine(SQLException ex) {
		return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
	}

}
