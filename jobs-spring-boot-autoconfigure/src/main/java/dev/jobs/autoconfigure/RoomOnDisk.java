package dev.jobs.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The room that is left where a file is kept.
 */
final class RoomOnDisk {

	private static final long MEBIBYTE = 1L << 20;

	private static final long ENOUGH = 8 * MEBIBYTE;

	private final Path file;

	/**
	 * Create an instance.
	 * @param file the file, which need not exist, nor the folders it is in
	 */
	RoomOnDisk(Path file) {
		this.file = file.toAbsolutePath();
	}

	/**
	 * Return whether a database can be opened there, which it also is if nobody can tell.
	 */
	boolean isEnough() {
		return left() >= ENOUGH;
	}

	// A disk without any size is one that does not tell.
	private long left() {
		File folder = folder();
		return (folder != null && folder.getTotalSpace() > 0) ? folder.getUsableSpace() : Long.MAX_VALUE;
	}

	private @Nullable File folder() {
		Path folder = this.file.getParent();
		while (folder != null && !Files.exists(folder)) {
			folder = folder.getParent();
		}
		return (folder != null) ? folder.toFile() : null;
	}

	/**
	 * Return what is wrong where there is not enough room.
	 */
	@Override
	public String toString() {
		return "The disk has %d MiB left, and it takes %d to open a file".formatted(left() / MEBIBYTE,
				ENOUGH / MEBIBYTE);
	}

}
