package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AtomicFiles}.
 */
class AtomicFilesTests {

	@TempDir
	private Path folder;

	@Test
	void writesTheBytesAndNothingBeside() throws IOException {
		AtomicFiles.write(this.folder.resolve("a.txt"), bytes("grüße"));
		assertThat(this.folder.resolve("a.txt")).hasContent("grüße");
		assertThat(this.folder).isDirectoryNotContaining("glob:**.tmp");
	}

	@Test
	void replacesWhatWasThere() throws IOException {
		AtomicFiles.write(this.folder.resolve("a.txt"), bytes("a long text"));
		AtomicFiles.write(this.folder.resolve("a.txt"), bytes("short"));
		assertThat(this.folder.resolve("a.txt")).hasContent("short");
	}

	@Test
	void leavesNothingBehindWhenTheTargetCannotBeReplaced() throws IOException {
		Path target = Files.createDirectories(this.folder.resolve("a.txt/not-empty")).getParent();
		assertThatIOException().isThrownBy(() -> AtomicFiles.write(target, bytes("text")));
		assertThat(Files.list(this.folder)).containsExactly(target);
	}

	@Test
	void failsWhereThereIsNoFolder() {
		assertThatIOException()
			.isThrownBy(() -> AtomicFiles.write(this.folder.resolve("missing/a.txt"), bytes("text")));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
