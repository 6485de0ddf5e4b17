package dev.jobs.sample.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.sample.files.DataFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Inbox}.
 */
class InboxTests {

	private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

	@TempDir
	private Path root;

	private DataFolder folder;

	private Inbox inbox;

	@BeforeEach
	void prepare() {
		this.folder = DataFolder.prepare(this.root.resolve("data"));
		this.inbox = new Inbox(this.folder);
	}

	@Test
	void returnsAFileOnceTwoLooksFoundItUnchanged() throws IOException {
		put("sales.csv", "a,b", NOON);
		assertThat(this.inbox.look()).isEmpty();
		assertThat(this.inbox.look()).containsExactly("sales.csv");
		assertThat(this.inbox.look()).containsExactly("sales.csv");
	}

	@Test
	void waitsForAFileThatGrows() throws IOException {
		put("sales.csv", "a,b", NOON);
		this.inbox.look();
		put("sales.csv", "a,b,c", NOON);
		assertThat(this.inbox.look()).isEmpty();
		assertThat(this.inbox.look()).containsExactly("sales.csv");
	}

	@Test
	void waitsForAFileThatIsWrittenAnew() throws IOException {
		put("sales.csv", "a,b", NOON);
		this.inbox.look();
		put("sales.csv", "c,d", NOON.plusSeconds(1));
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	void waitsAgainForAFileThatChangesAfterTwoLooks() throws IOException {
		put("sales.csv", "a,b", NOON);
		this.inbox.look();
		this.inbox.look();
		put("sales.csv", "a,b,c", NOON);
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	void forgetsAFileThatWasTakenAway() throws IOException {
		put("sales.csv", "a,b", NOON);
		this.inbox.look();
		Files.delete(this.folder.inbox().resolve("sales.csv"));
		this.inbox.look();
		put("sales.csv", "a,b", NOON);
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	void returnsCsvFilesOfAnyCaseByName() throws IOException {
		put("b.csv", "", NOON);
		put("C.CSV", "", NOON);
		put("a.Csv", "", NOON);
		this.inbox.look();
		assertThat(this.inbox.look()).containsExactly("C.CSV", "a.Csv", "b.csv");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".hidden.csv", ".csv", "sales.csv.part", "sales.csv.tmp", "sales.part", "sales.tmp",
			"sales.txt", "csv" })
	void leavesOtherFilesAlone(String name) throws IOException {
		put(name, "a", NOON);
		this.inbox.look();
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void leavesNamesAloneThatItWouldNotFind() throws IOException {
		put("a\\b.csv", "a", NOON);
		put("a\nb.csv", "a", NOON);
		this.inbox.look();
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	void leavesFoldersAndLinksAlone() throws IOException {
		Files.createDirectory(this.folder.inbox().resolve("folder.csv"));
		Files.createSymbolicLink(this.folder.inbox().resolve("link.csv"), Files.createFile(this.root.resolve("x.csv")));
		this.inbox.look();
		assertThat(this.inbox.look()).isEmpty();
	}

	@Test
	void findsAFileByItsName() throws IOException {
		put("sales 1 (final).csv", "a", NOON);
		assertThat(this.inbox.find("sales 1 (final).csv")).hasContent("a").hasParent(this.folder.inbox());
	}

	@Test
	void saysThatAFileIsNotThere() {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> this.inbox.find("sales.csv"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "..", "../secret.csv", "x/../../secret.csv", "/etc/passwd", "..\\secret.csv",
			"C:\\secret.csv", "folder/a.csv", "a\0.csv", "a\nb.csv" })
	void refusesNamesThatAreNoPlainFileNames(String name) throws IOException {
		Files.createFile(this.root.resolve("data/secret.csv"));
		assertThatExceptionOfType(InvalidFileNameException.class).isThrownBy(() -> this.inbox.find(name))
			.withMessageContaining("is not a plain file name; give the name of a file in the folder")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n", "\0"));
	}

	@Test
	void doesNotRepeatAnEndlessName() {
		assertThatExceptionOfType(InvalidFileNameException.class)
			.isThrownBy(() -> this.inbox.find("../" + "x".repeat(100_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400));
	}

	@Test
	void refusesLinksThatLeadOut() throws IOException {
		Path outside = Files.createFile(this.root.resolve("secret.csv"));
		Files.createSymbolicLink(this.folder.inbox().resolve("link.csv"), outside);
		assertThatExceptionOfType(InvalidFileNameException.class).isThrownBy(() -> this.inbox.find("link.csv"))
			.withMessageContaining("File name 'link.csv' is a link that leads out of the folder");
		assertThatExceptionOfType(InvalidFileNameException.class)
			.isThrownBy(() -> this.inbox.moveToProcessed("link.csv"));
		assertThat(outside).exists();
	}

	@Test
	void refusesFolders() throws IOException {
		Files.createDirectory(this.folder.inbox().resolve("folder.csv"));
		assertThatExceptionOfType(InvalidFileNameException.class).isThrownBy(() -> this.inbox.find("folder.csv"))
			.withMessageContaining("is not that of a file");
	}

	@Test
	void movesAProcessedFile() throws IOException {
		put("sales.csv", "a", NOON);
		assertThat(this.inbox.moveToProcessed("sales.csv")).isEqualTo(this.folder.processed().resolve("sales.csv"))
			.hasContent("a");
		assertThat(this.folder.inbox()).isEmptyDirectory();
	}

	@Test
	void movesABrokenFile() throws IOException {
		put("sales.csv", "a", NOON);
		assertThat(this.inbox.moveToFailed("sales.csv")).isEqualTo(this.folder.failed().resolve("sales.csv"))
			.hasContent("a");
	}

	@Test
	void neverOverwritesAFileThatWasMovedBefore() throws IOException {
		for (String content : new String[] { "1", "2", "3" }) {
			put("sales.2026.csv", content, NOON);
			this.inbox.moveToProcessed("sales.2026.csv");
		}
		assertThat(this.folder.processed().resolve("sales.2026.csv")).hasContent("1");
		assertThat(this.folder.processed().resolve("sales.2026-2.csv")).hasContent("2");
		assertThat(this.folder.processed().resolve("sales.2026-3.csv")).hasContent("3");
	}

	@Test
	void leavesNothingBehindWhenThereIsNothingToMove() {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> this.inbox.moveToFailed("sales.csv"));
		assertThat(this.folder.failed()).isEmptyDirectory();
	}

	private void put(String name, String content, Instant modified) throws IOException {
		Path file = Files.writeString(this.folder.inbox().resolve(name), content);
		Files.setLastModifiedTime(file, FileTime.from(modified));
	}

}
