package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files that are either whole or not there, whenever the process dies.
 */
public final class AtomicFiles {

	private AtomicFiles() {
	}

	/**
	 * Write a file aside, bring it to disk and move it to its place. Replaces a file of
	 * that name; readers see the old bytes or the new ones, never a mixture. May be
	 * called by many threads at once, also for one target.
	 * @param target the file to write; its folder must exist
	 * @param content all bytes of the file
	 * @throws IOException if the file cannot be written, in which case nothing is left
	 * behind
	 */
	public static void write(Path target, byte[] content) throws IOException {
		// The same folder, because a move between file systems is not atomic. The leading
		// dot and the ending keep listings from taking it for a finished file.
		Path aside = target.resolveSibling("." + UUID.randomUUID() + ".tmp");
		try {
			writeToDisk(aside, content);
			Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(aside);
		}
		flushFolder(target);
	}

	private static void writeToDisk(Path file, byte[] content) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
			ByteBuffer bytes = ByteBuffer.wrap(content);
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
	}

	// Makes the move itself survive a power cut. Some systems cannot open a folder; there
	// the file is whole all the same, it may only be missing after the cut.
	private static void flushFolder(Path target) {
		try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
			folder.force(true);
		}
		catch (IOException ex) {
			// Nothing to do: see above.
		}
	}

}
