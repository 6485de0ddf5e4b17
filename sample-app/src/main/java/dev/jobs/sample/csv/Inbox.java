package dev.jobs.sample.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import dev.jobs.sample.files.DataFolder;

/**
 * The folder in which users put CSV files. Safe for use by many threads.
 */
public final class Inbox {

	private final DataFolder folder;

	private final AtomicReference<Map<String, Sighting>> lastLook = new AtomicReference<>(Map.of());

	/**
	 * Create an inbox.
	 * @param folder the data folder, whose {@code inbox} this is
	 */
	public Inbox(DataFolder folder) {
		this.folder = folder;
	}

	/**
	 * Look into the folder and return the files that are complete: those that the look
	 * before this one saw as well, with the same size and time of modification. A file
	 * that is being copied grows between two looks. What does not end in {@code .csv},
	 * hidden files, folders, links and names that {@link #find} would refuse are left
	 * alone.
	 * @return the names of the files, sorted; empty at the first look
	 * @throws IOException if the folder cannot be read
	 */
	public List<String> look() throws IOException {
		Map<String, Sighting> seen = new TreeMap<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder.inbox(), Inbox::isCandidate)) {
			files.forEach((file) -> sight(file, seen));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
		Map<String, Sighting> before = this.lastLook.getAndSet(Map.copyOf(seen));
		seen.entrySet().removeIf((entry) -> !entry.getValue().equals(before.get(entry.getKey())));
		return List.copyOf(seen.keySet());
	}

	private static boolean isCandidate(Path file) throws IOException {
		String name = file.getFileName().toString();
		return name.toLowerCase(Locale.ROOT).endsWith(".csv") && !name.startsWith(".") && FileName.isPlain(name)
				&& !Files.isHidden(file);
	}

	private static void sight(Path file, Map<String, Sighting> seen) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (attributes.isRegularFile()) {
				seen.put(file.getFileName().toString(), new Sighting(attributes.size(), attributes.lastModifiedTime()));
			}
		}
		catch (NoSuchFileException ex) {
			// Taken away since the folder was listed.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Find a file by a name that may come from anybody.
	 * @param name the plain name of a file
	 * @return the file, which lies in the inbox
	 * @throws NoSuchFileException if there is none of that name, for instance because it
	 * was moved before
	 * @throws InvalidFileNameException if the name leads out of the inbox, be it by
	 * separators, {@code ..} or a link, or to something that is not a file
	 * @throws IOException if the file cannot be looked at
	 */
	public Path find(String name) throws IOException {
		Path file = FileName.of(name).in(this.folder.inbox());
		Path real = file.toRealPath();
		if (!real.startsWith(this.folder.inbox().toRealPath())) {
			throw new InvalidFileNameException(name,
					"is a link that leads out of the folder; put the file itself there");
		}
		if (!Files.isRegularFile(real)) {
			throw new InvalidFileNameException(name, "is not that of a file; give the name of a CSV file");
		}
		return file;
	}

	/**
	 * Move a file to {@code processed}. Does not overwrite: the second {@code sales.csv}
	 * is {@code sales-2.csv} there.
	 * @param name the plain name of a file in the inbox
	 * @return where the file is now
	 * @throws NoSuchFileException if there is none of that name
	 * @throws InvalidFileNameException as {@link #find}
	 * @throws IOException if the file cannot be moved
	 */
	public Path moveToProcessed(String name) throws IOException {
		return move(name, this.folder.processed());
	}

	/**
	 * Move a broken file to {@code failed}, as {@link #moveToProcessed} does.
	 * @param name the plain name of a file in the inbox
	 * @return where the file is now
	 * @throws NoSuchFileException if there is none of that name
	 * @throws InvalidFileNameException as {@link #find}
	 * @throws IOException if the file cannot be moved
	 */
	public Path moveToFailed(String name) throws IOException {
		return move(name, this.folder.failed());
	}

	private Path move(String name, Path target) throws IOException {
		Path file = find(name);
		Path reserved = reserve(FileName.of(name), target);
		try {
			return Files.move(file, reserved, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			Files.deleteIfExists(reserved);
			throw ex;
		}
	}

	// A move that refuses to overwrite looks first and moves then, and another may come
	// between. Creating an empty file under a new name is atomic; ours may be replaced.
	private static Path reserve(FileName name, Path folder) throws IOException {
		for (int number = 1;; number++) {
			try {
				return Files.createFile(name.numbered(number).in(folder));
			}
			catch (FileAlreadyExistsException ex) {
				// The next number, then.
			}
		}
	}

	/**
	 * What tells whether a file has changed.
	 */
	private record Sighting(long size, FileTime modified) {

	}

}
