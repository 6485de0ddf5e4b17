package dev.jobs.sample.csv;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BrokenCsvException} and the files that lead to it.
 */
class BrokenCsvTests {

	private static final int MEBI = 1024 * 1024;

	private static final byte[] EURO_IN_UTF_8 = "€".getBytes(StandardCharsets.UTF_8);

	@TempDir
	private Path folder;

	@Test
	void namesTheLineInWhichAQuoteOpensThatIsNeverClosed() throws IOException {
		assertBroken("a,b\n1,2\n3,\"secret\n5,6\n7,8\n", 3, "a quoted field begins here and never ends");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"", "a\n\"", "\"a\"\"", "a,b\n\"1\n2\n" })
	void noticesAnOpenQuoteWhereverTheFileEnds(String content) throws IOException {
		assertBroken(content, (content.startsWith("\"")) ? 1 : 2, "never ends");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,b\n1,\"x\ny\"z\n", "a,b\r\n1,\"x\r\ny\"  z\r\n", "a,b\r1,\"x\ry\" \"z\"\r" })
	void namesTheLineInWhichAClosingQuoteIsFollowedByACharacter(String content) throws IOException {
		assertBroken(content, 3, "a character follows a closing quote");
	}

	@Test
	void namesTheLineOfAByteThatIsNotUtf8() throws IOException {
		assertBroken(bytes("name\nGr", 0xFC, "n\n"), 2, "a byte is not valid UTF-8; save the file as UTF-8");
	}

	@Test
	void namesTheLineOfAByteThatIsNotUtf8FarBehindTheBeginning() throws IOException {
		assertBroken(bytes("name\n" + "grün\n".repeat(100_000) + "gr", 0xFC, "n\n"), 100_002, "not valid UTF-8");
	}

	@Test
	void noticesAHeaderThatIsNotUtf8() throws IOException {
		assertBroken(bytes("\n\nGr", 0xFC, "n;b\n1;2\n"), 3, "not valid UTF-8");
	}

	@Test
	void noticesACharacterThatIsCutOffByTheEnd() throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		content.writeBytes("price\n5 ".getBytes(StandardCharsets.UTF_8));
		content.write(EURO_IN_UTF_8, 0, EURO_IN_UTF_8.length - 1);
		assertBroken(content.toByteArray(), 2, "not valid UTF-8");
	}

	@Test
	void noticesBinaryData() throws IOException {
		assertBroken("a,b\n1,2\nPK\u0003\u0004\0\0", 3, "a NUL character, so this is not a text file");
	}

	@Test
	void noticesUtf16WithAndWithoutByteOrderMark() throws IOException {
		assertBroken("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE), 1, "a NUL character");
		assertBroken("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16), 1, "not valid UTF-8");
	}

	@Test
	void readsAFieldOfOneMebiCharacters() throws IOException {
		CsvProfile profile = new CsvProfiler().profile(file(("a\n" + "x".repeat(MEBI) + "\n").getBytes()));
		assertThat(profile.rows()).isEqualTo(1);
	}

	@Test
	void refusesAFieldOfMoreThanOneMebiCharacters() throws IOException {
		assertBroken("a\n1\n" + "x".repeat(MEBI + 1) + "\n", 3, "a field is longer than 1048576 characters");
		assertBroken("a\n1\n\"" + "x\"\"".repeat(MEBI / 2) + "x\"\n", 3, "a field is longer than 1048576 characters");
	}

	@Test
	void refusesARowThatDoesNotEnd() throws IOException {
		String field = "x".repeat(MEBI / 2) + ",";
		assertBroken("a\n1\n" + field.repeat(9), 3, "a row is longer than 4194304 characters");
	}

	@Test
	void refusesARowOfTooManyCells() throws IOException {
		assertBroken("a\n" + ",".repeat(20_000), 2, "a row has more than 20000 cells");
	}

	@Test
	void doesNotReadAnOpenQuoteToTheEndOfAHugeFile() throws IOException {
		Path huge = this.folder.resolve("huge.csv");
		try (OutputStream out = Files.newOutputStream(huge)) {
			out.write("a,b\n\"".getBytes());
			for (int i = 0; i < 8; i++) {
				out.write("1,2\n".repeat(MEBI / 4).getBytes());
			}
		}
		assertThatExceptionOfType(BrokenCsvException.class).isThrownBy(() -> new CsvProfiler().profile(huge))
			.satisfies((ex) -> {
				assertThat(ex.getReason()).startsWith("a field is longer");
				assertThat(ex.getLine()).isEqualTo(2);
			});
	}

	private void assertBroken(String content, long line, String reason) throws IOException {
		assertBroken(content.getBytes(StandardCharsets.UTF_8), line, reason);
	}

	private void assertBroken(byte[] content, long line, String reason) throws IOException {
		Path file = file(content);
		assertThatExceptionOfType(BrokenCsvException.class).isThrownBy(() -> new CsvProfiler().profile(file))
			.withMessageStartingWith("CSV file 'sales.csv' is broken at line %s: ", line)
			.withMessageNotContaining("secret")
			.withNoCause()
			.satisfies((ex) -> {
				assertThat(ex.getFile()).isEqualTo("sales.csv");
				assertThat(ex.getLine()).isEqualTo(line);
				assertThat(ex.getReason()).contains(reason);
			});
	}

	private Path file(byte[] content) throws IOException {
		return Files.write(this.folder.resolve("sales.csv"), content);
	}

	private static byte[] bytes(String before, int odd, String after) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		content.writeBytes(before.getBytes(StandardCharsets.UTF_8));
		content.write(odd);
		content.writeBytes(after.getBytes(StandardCharsets.UTF_8));
		return content.toByteArray();
	}

}
