package dev.jobs.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/**
 * A disk that is small enough to fill. Only an administrator can mount one; for others
 * the test is skipped.
 */
final class SmallDisk implements AutoCloseable {

	private final Path folder;

	private SmallDisk(Path folder) {
		this.folder = folder;
	}

	/**
	 * Mount a disk at a folder that is made.
	 */
	static SmallDisk at(Path folder, int mebibytes) throws Exception {
		Files.createDirectories(folder);
		Assumptions.assumeTrue(
				run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + mebibytes + "m", "tmpfs", folder.toString()) == 0,
				"Only an administrator can mount a disk that is small enough to fill");
		return new SmallDisk(folder);
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Leave no room.
	 */
	void fill() {
		try (OutputStream out = Files.newOutputStream(ballast())) {
			byte[] some = new byte[4096];
			while (out != null) {
				out.write(some);
			}
		}
		catch (IOException ex) {
			// It is full, which is what was wanted.
		}
	}

	/**
	 * Make room again.
	 */
	void free() throws IOException {
		Files.delete(ballast());
	}

	private Path ballast() {
		return this.folder.resolve("ballast");
	}

	@Override
	public void close() throws Exception {
		run("umount", "--lazy", this.folder.toString());
	}

	private static int run(String... command) throws InterruptedException {
		try {
			return new ProcessBuilder(command).start().waitFor();
		}
		catch (IOException ex) {
			return -1;
		}
	}

}
