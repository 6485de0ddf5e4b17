package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The hidden temporary files that a process leaves behind when it is killed while it
 * writes. Safe for use by many threads.
 */
public final class Leftovers {

	// The names that AtomicFiles and DataFolder give, and no others: users may have
	// hidden files of their own.
	private static final Pattern OURS = Pattern
		.compile("\\.([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|writable\\d+)\\.tmp");

	private final DataFolder folder;

	/**
	 * Create leftovers.
	 * @param folder the data folder, which is searched with all its folders
	 */
	public Leftovers(DataFolder folder) {
		this.folder = folder;
	}

	/**
	 * Delete what is old. What is younger may belong to a process that is writing.
	 * @param before only files that were last changed before this moment are deleted
	 * @return number of files that were deleted
	 * @throws IOException if a folder cannot be read or a file cannot be deleted
	 */
	public int delete(Instant before) throws IOException {
		AtomicInteger deleted = new AtomicInteger();
		Files.walkFileTree(this.folder.root(), new SimpleFileVisitor<Path>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				if (isLeftover(file, attributes, before) && Files.deleteIfExists(file)) {
					deleted.incrementAndGet();
				}
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
				// Files come and go while others write; a folder that is there must be
				// read.
				if (Files.isDirectory(file)) {
					throw ex;
				}
				return FileVisitResult.CONTINUE;
			}

		});
		return deleted.get();
	}

	private static boolean isLeftover(Path file, BasicFileAttributes attributes, Instant before) {
		return attributes.isRegularFile() && OURS.matcher(String.valueOf(file.getFileName())).matches()
				&& attributes.lastModifiedTime().toInstant().isBefore(before);
	}

}
