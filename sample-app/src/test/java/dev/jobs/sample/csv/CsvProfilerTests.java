package dev.jobs.sample.csv;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CsvProfiler}.
 */
class CsvProfilerTests {

	@TempDir
	private Path folder;

	private final CsvProfiler profiler = new CsvProfiler();

	@Test
	void tellsWhatAFileHolds() throws IOException {
		CsvProfile profile = profile("""
				id,price,active,day,at,note,nothing
				1,0.50,true,2026-01-31,2026-01-31T10:00:00Z,beta,
				10,12,FALSE,2025-12-01,2026-01-31T10:30:00+01:00,alpha,
				9,3.125,true,2026-02-01,,beta,
				""");
		assertThat(profile.file()).isEqualTo("sales.csv");
		assertThat(profile.rows()).isEqualTo(3);
		assertThat(profile.columns()).isEqualTo(7);
		assertThat(profile.raggedRows()).isZero();
		assertThat(profile.columnProfiles()).containsExactly(
				column("id", ColumnType.INTEGER, 0, 3, number("1"), number("10")),
				column("price", ColumnType.DECIMAL, 0, 3, number("0.50"), number("12")),
				column("active", ColumnType.BOOLEAN, 0, 2, false, true),
				column("day", ColumnType.DATE, 0, 3, "2025-12-01", "2026-02-01"),
				column("at", ColumnType.DATE_TIME, 1, 2, "2026-01-31T10:30:00+01:00", "2026-01-31T10:00:00Z"),
				column("note", ColumnType.TEXT, 0, 2, "alpha", "beta"),
				column("nothing", ColumnType.EMPTY, 3, 0, null, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					1 -2 +3                         | INTEGER   | -2                   | 3
					9999999999999999999999 1        | INTEGER   | 1                    | 9999999999999999999999
					10 9 9.5                        | DECIMAL   | 9                    | 10
					9.5 10                          | DECIMAL   | 9.5                  | 10
					.5 1e2                          | DECIMAL   | 0.5                  | 1E+2
					00184 1                         | TEXT      | 00184                | 1
					1 00184                         | TEXT      | 00184                | 1
					1. 2                            | TEXT      | 1.                   | 2
					NaN 1                           | TEXT      | 1                    | NaN
					1e9999 1                        | TEXT      | 1                    | 1e9999
					٣ 1                             | TEXT      | 1                    | ٣
					True false                      | BOOLEAN   | false                | true
					true 1                          | TEXT      | 1                    | true
					2024-02-29 2023-03-01           | DATE      | 2023-03-01           | 2024-02-29
					2023-02-29 2023-03-01           | TEXT      | 2023-02-29           | 2023-03-01
					2023-03-01 2023-03-01T10:00     | TEXT      | 2023-03-01           | 2023-03-01T10:00
					2023-03-01_10:00:00 2023-03-01T09:00 | DATE_TIME | 2023-03-01T09:00 | 2023-03-01T10:00:00
					2023-03-01T10:00:00.5+0200 2023-03-01T08:00:00Z | DATE_TIME | 2023-03-01T08:00:00Z | 2023-03-01T10:00:00.5+0200
					2023-03-01T25:00 2023-03-01T10:00 | TEXT    | 2023-03-01T10:00     | 2023-03-01T25:00
					a B b                           | TEXT      | B                    | b
					""")
	void findsTheTypeOfAColumn(String values, ColumnType type, String min, String max) throws IOException {
		ColumnProfile column = only("v\n" + values.replace(' ', '\n').replace('_', ' ') + "\n");
		assertThat(column.type()).isEqualTo(type);
		assertThat(column.min()).hasToString(min);
		assertThat(column.max()).hasToString(max);
	}

	@Test
	void doesNotReadEndlessDigitsAsANumber() throws IOException {
		assertThat(only("v\n" + "1".repeat(100_000) + "\n").type()).isEqualTo(ColumnType.TEXT);
	}

	@Test
	void comparesTextsByCodePoints() throws IOException {
		ColumnProfile column = only("v\n\uFF21\n\uD83D\uDE00\n\uFF22\n");
		assertThat(column.min()).isEqualTo("\uFF21");
		assertThat(column.max()).isEqualTo("\uD83D\uDE00");
	}

	@Test
	void cutsTextsAtTwoHundredCharactersAndNeverWithinOne() throws IOException {
		ColumnProfile column = only("v\n" + "\uD83D\uDE00".repeat(201) + "\n" + "a".repeat(200) + "\n");
		assertThat(column.min()).isEqualTo("a".repeat(200));
		assertThat(column.max()).isEqualTo("\uD83D\uDE00".repeat(200));
		assertThat(column.distinct()).isEqualTo(2);
	}

	@Test
	void putsTheShorterOfTwoTextsFirst() throws IOException {
		ColumnProfile column = only("v\nab\na\nabc\n");
		assertThat(column.min()).isEqualTo("a");
		assertThat(column.max()).isEqualTo("abc");
	}

	@Test
	void givesEveryColumnANameOfItsOwn() throws IOException {
		CsvProfile profile = profile("name,,name,name_2, ,name,column_2\n");
		assertThat(profile.columnProfiles()).extracting(ColumnProfile::name)
			.containsExactly("name", "column_2_2", "name_3", "name_2", "column_5", "name_4", "column_2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2",
			"\uFEFFa,b\n1,2\n", "\uFEFF\"a\";b\n1;2\n", "\n\na,b\n\n1,2\n\n" })
	void readsFilesHoweverTheyAreWritten(String content) throws IOException {
		CsvProfile profile = profile(content);
		assertThat(profile.rows()).isEqualTo(1);
		assertThat(profile.columnProfiles()).containsExactly(
				column("a", ColumnType.INTEGER, 0, 1, number("1"), number("1")),
				column("b", ColumnType.INTEGER, 0, 1, number("2"), number("2")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			"a;b;c","d;e"      | 2
			"a,b,c";"d,e";f    | 3
			a;"b ""x,y,z"" c"  | 2
			"x"",,";b          | 2
			a, b;c;d           | 3
			a;b,c              | 2
			size 5",a,b;c      | 3
			plain              | 1
			""")
	void looksForTheDelimiterOutsideQuotesOfTheHeader(String header, int columns) throws IOException {
		assertThat(profile(header + "\n").columns()).isEqualTo(columns);
	}

	@Test
	void findsTheDelimiterOfAVeryLongHeader() throws IOException {
		assertThat(profile("column;".repeat(19_999) + "column\n").columns()).isEqualTo(20_000);
	}

	@Test
	void readsQuotedFields() throws IOException {
		CsvProfile profile = profile("a,b\n\"x, \"\"y\"\"\nz\",\"\"\n\"x\" ,5\" pipe\n");
		assertThat(profile.rows()).isEqualTo(2);
		assertThat(profile.columnProfiles()).containsExactly(column("a", ColumnType.TEXT, 0, 2, "x", "x, \"y\"\nz"),
				column("b", ColumnType.TEXT, 1, 1, "5\" pipe", "5\" pipe"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\uFEFF", "\n\r\n" })
	void findsNothingInAnEmptyFile(String content) throws IOException {
		assertThat(profile(content)).isEqualTo(new CsvProfile("sales.csv", 0, 0, 0, List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,b", "a,b\n", "\uFEFFa,b\r\n" })
	void findsColumnsWithoutRows(String content) throws IOException {
		CsvProfile profile = profile(content);
		assertThat(profile.rows()).isZero();
		assertThat(profile.columnProfiles()).containsExactly(column("a", ColumnType.EMPTY, 0, 0, null, null),
				column("b", ColumnType.EMPTY, 0, 0, null, null));
	}

	@Test
	void takesTheCellsThatAShortRowLacksForEmpty() throws IOException {
		CsvProfile profile = profile("a,b,c\n1\n1,2\n1,2,3\n");
		assertThat(profile.columnProfiles()).extracting(ColumnProfile::nulls).containsExactly(0L, 1L, 2L);
		assertThat(profile.raggedRows()).isZero();
	}

	@Test
	void countsLongRowsAndLeavesTheirLastCellsAside() throws IOException {
		CsvProfile profile = profile("a,b\n1,2,x,y\n3,4\n5,6,\n");
		assertThat(profile.rows()).isEqualTo(3);
		assertThat(profile.raggedRows()).isEqualTo(2);
		assertThat(profile.columnProfiles()).extracting(ColumnProfile::type).containsOnly(ColumnType.INTEGER);
	}

	@Test
	void readsVeryWideRows() throws IOException {
		int width = 20_000;
		CsvProfile profile = profile(
				"c" + ",c".repeat(width - 1) + "\n" + ("1" + ",1".repeat(width - 1) + "\n").repeat(3));
		assertThat(profile.columns()).isEqualTo(width);
		assertThat(profile.columnProfiles()).extracting(ColumnProfile::name).doesNotHaveDuplicates();
		assertThat(profile.columnProfiles()).allMatch((column) -> column.distinct() == 1);
	}

	@ParameterizedTest
	@CsvSource({ "9999, 9999, false", "10000, 10000, false", "10001, 10000, true", "30000, 10000, true" })
	void stopsCountingDifferentValuesAtTenThousand(int values, int distinct, boolean capped) throws IOException {
		ColumnProfile column = only(numbers(values) + numbers(values).substring(2));
		assertThat(column.distinct()).isEqualTo(distinct);
		assertThat(column.distinctCapped()).isEqualTo(capped);
		assertThat(column.max()).isEqualTo(number(String.valueOf(values)));
	}

	@Test
	void sharesOutTheCountOfDifferentValuesInWideFiles() throws IOException {
		String row = ",1".repeat(999);
		StringBuilder content = new StringBuilder("c").append(",c".repeat(999)).append('\n');
		for (int i = 0; i < 1_001; i++) {
			content.append(i).append(row).append('\n');
		}
		ColumnProfile first = profile(content.toString()).columnProfiles().get(0);
		assertThat(first.distinct()).isEqualTo(1_000);
		assertThat(first.distinctCapped()).isTrue();
	}

	@Test
	void tellsItsProgress() throws IOException {
		Path file = file(numbers(100_000));
		List<Long> read = new ArrayList<>();
		this.profiler.profile(file, (bytesRead, totalBytes) -> {
			assertThat(totalBytes).isEqualTo(file.toFile().length());
			read.add(bytesRead);
		}, () -> false);
		assertThat(read).hasSize(101).isSorted();
		assertThat(read.get(0)).isLessThan(file.toFile().length() / 2);
		assertThat(read.get(100)).isEqualTo(file.toFile().length());
	}

	@Test
	void tellsItsProgressInTimeWhenRowsAreLong() throws IOException {
		Path file = file("a\n" + ("x".repeat(1024 * 1024) + "\n").repeat(5));
		AtomicInteger calls = new AtomicInteger();
		this.profiler.profile(file, (bytesRead, totalBytes) -> calls.incrementAndGet(), () -> false);
		assertThat(calls).hasValueGreaterThanOrEqualTo(5);
	}

	@Test
	void stopsSoonAfterItIsCancelled() throws IOException {
		Path file = file(numbers(100_000));
		AtomicInteger looks = new AtomicInteger();
		AtomicInteger reports = new AtomicInteger();
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> this.profiler.profile(file, (bytesRead, totalBytes) -> reports.incrementAndGet(),
					() -> looks.incrementAndGet() > 3))
			.withMessage("Profiling 'sales.csv' was cancelled");
		assertThat(reports).hasValue(2);
	}

	@Test
	void doesNotEvenBeginWhenItIsCancelledBefore() throws IOException {
		Path file = file("a\n1\n");
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> this.profiler.profile(file, (bytesRead, totalBytes) -> {
			}, () -> true));
	}

	@Test
	void saysThatAFileIsNotThere() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> this.profiler.profile(this.folder.resolve("none.csv")));
	}

	@Test
	void streamsALargeFileWithoutKeepingItsRows() throws IOException {
		Path file = this.folder.resolve("large.csv");
		String filler = "é".repeat(100);
		int rows = 140_000;
		try (BufferedWriter out = Files.newBufferedWriter(file)) {
			out.write("id,text,filler\n");
			for (int i = 0; i < rows; i++) {
				out.write(i + ",text " + i + "," + filler + "\n");
			}
		}
		assertThat(file.toFile().length()).isGreaterThan(30_000_000);
		long before = usedMemory();
		List<Long> kept = new ArrayList<>();
		CsvProfile profile = this.profiler.profile(file, (bytesRead, totalBytes) -> {
			if (kept.size() < 1 && bytesRead > totalBytes / 10 * 9) {
				kept.add(usedMemory() - before);
			}
		}, () -> false);
		assertThat(profile.rows()).isEqualTo(rows);
		assertThat(profile.columnProfiles()).extracting(ColumnProfile::distinct).containsExactly(10_000, 10_000, 1);
		// Nine tenths of the rows are some 27 MB as they are read, and more as objects.
		assertThat(kept).singleElement().satisfies((bytes) -> assertThat(bytes).isLessThan(8_000_000));
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private ColumnProfile only(String content) throws IOException {
		List<ColumnProfile> columns = profile(content).columnProfiles();
		assertThat(columns).hasSize(1);
		return columns.get(0);
	}

	private CsvProfile profile(String content) throws IOException {
		return this.profiler.profile(file(content));
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.folder.resolve("sales.csv"), content);
	}

	private static String numbers(int count) {
		StringBuilder content = new StringBuilder("v\n");
		for (int i = 1; i <= count; i++) {
			content.append(i).append('\n');
		}
		return content.toString();
	}

	private static ColumnProfile column(String name, ColumnType type, long nulls, int distinct, Object min,
			Object max) {
		return new ColumnProfile(name, type, nulls, distinct, false, min, max);
	}

	private static BigDecimal number(String text) {
		return new BigDecimal(text);
	}

}
