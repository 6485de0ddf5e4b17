package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leftovers}.
 */
class LeftoversTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	private static final String OURS = ".0b6fca4b-7c2b-4d0f-8d26-8b8a3f3f9a01.tmp";

	private DataFolder folder;

	@BeforeEach
	void prepare(@TempDir Path temp) {
		this.folder = DataFolder.prepare(temp);
	}

	@ParameterizedTest
	@ValueSource(strings = { OURS, ".writable123.tmp", "receipts/" + OURS, "invoices/2026-10/" + OURS })
	void areDeletedWhenTheyAreOld(String name) throws IOException {
		Path file = create(name, NOON.minusSeconds(1));
		assertThat(new Leftovers(this.folder).delete(NOON)).isOne();
		assertThat(file).doesNotExist();
		assertThat(this.folder.receipts()).isDirectory();
	}

	@Test
	void areKeptWhileSomebodyMayBeWriting() throws IOException {
		Path file = create("receipts/" + OURS, NOON);
		assertThat(new Leftovers(this.folder).delete(NOON)).isZero();
		assertThat(file).exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { "inbox/sales.csv", "inbox/.sales.csv.tmp", "receipts/a.tmp", "inbox/.tmp" })
	void areNotWhatBelongsToOthers(String name) throws IOException {
		Path file = create(name, Instant.EPOCH);
		assertThat(new Leftovers(this.folder).delete(NOON)).isZero();
		assertThat(file).exists();
	}

	@Test
	void areLookedForWithoutFollowingLinks(@TempDir Path elsewhere) throws IOException {
		Path outside = Files.createFile(elsewhere.resolve(OURS));
		Files.setLastModifiedTime(outside, FileTime.from(Instant.EPOCH));
		Files.createSymbolicLink(this.folder.inbox().resolve("link"), elsewhere);
		assertThat(new Leftovers(this.folder).delete(NOON)).isZero();
		assertThat(outside).exists();
	}

	private Path create(String name, Instant modified) throws IOException {
		Path file = this.folder.root().resolve(name);
		Files.createDirectories(file.getParent());
		Files.createFile(file);
		Files.setLastModifiedTime(file, FileTime.from(modified));
		return file;
	}

}
