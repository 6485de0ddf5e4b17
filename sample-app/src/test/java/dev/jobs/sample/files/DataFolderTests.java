package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DataFolder}.
 */
class DataFolderTests {

	@TempDir
	private Path temp;

	@Test
	void createsItsFoldersAndLeavesThemEmpty() {
		DataFolder folder = DataFolder.prepare(this.temp.resolve("deep/data"));
		assertThat(folder.root()).isEqualTo(this.temp.resolve("deep/data"));
		for (String name : new String[] { "inbox", "reports", "processed", "failed", "receipts", "stats", "summaries",
				"invoices" }) {
			assertThat(folder.root().resolve(name)).isEmptyDirectory();
		}
		assertThat(folder.inbox().getParent()).isEqualTo(folder.root());
	}

	@Test
	void keepsWhatIsThereAlready() throws IOException {
		Files.writeString(DataFolder.prepare(this.temp).inbox().resolve("sales.csv"), "a");
		DataFolder.prepare(this.temp);
		assertThat(this.temp.resolve("inbox/sales.csv")).hasContent("a");
	}

	@Test
	void namesEveryFileInTheWay() throws IOException {
		Files.createFile(this.temp.resolve("inbox"));
		Files.createFile(this.temp.resolve("receipts"));
		assertThatExceptionOfType(DataFolderException.class).isThrownBy(() -> DataFolder.prepare(this.temp))
			.withMessageContaining("Data folder '" + this.temp + "' cannot be used")
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(2)
				.anyMatch((problem) -> problem.contains("/inbox' is not a folder; move it away"))
				.anyMatch((problem) -> problem.contains("/receipts' is not a folder")));
	}

	@Test
	void saysOnceThatTheRootItselfIsAFile() throws IOException {
		Path root = Files.createFile(this.temp.resolve("data"));
		assertThatExceptionOfType(DataFolderException.class).isThrownBy(() -> DataFolder.prepare(root))
			.satisfies((ex) -> assertThat(ex.getProblems()).singleElement()
				.asString()
				.contains("'" + root + "' is not a folder"));
	}

	@Test
	void tellsThatAFolderAboveTheRootIsAFile() throws IOException {
		Path file = Files.createFile(this.temp.resolve("file"));
		assertThatExceptionOfType(DataFolderException.class)
			.isThrownBy(() -> DataFolder.prepare(file.resolve("deep/data")))
			.satisfies((ex) -> assertThat(ex.getProblems()).singleElement().asString().contains("'" + file));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void saysWhatCannotBeWritten() {
		// Refuses folders even to root, whom permission bits do not stop.
		assertThatExceptionOfType(DataFolderException.class).isThrownBy(() -> DataFolder.prepare(Path.of("/proc/data")))
			.withMessageContaining("cannot write to '/proc/data");
	}

}
