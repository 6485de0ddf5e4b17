package dev.jobs.sample.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a CSV file holds, reading it once, row by row. Memory does not grow with
 * the file.
 *
 * <p>
 * The first row is the header. The delimiter is a comma, a semicolon or a tab, whichever
 * the header has most of. Cells are taken as they are, blanks around them included. Files
 * are UTF-8, with or without a byte order mark. A row may have up to 20,000 cells and 4
 * Mi characters, a cell 1 Mi characters; what exceeds that is broken.
 *
 * <p>
 * Different values are counted up to 10,000 in a column, and up to 1,000,000 divided by
 * the number of columns where a file has more than 100 of them.
 *
 * <p>
 * Has no state, and is safe for use by many threads.
 */
public final class CsvProfiler {

	private static final int ROWS_BETWEEN_LOOKS = 1_000;

	// Rows can be long: without this, a thousand of them may be gigabytes.
	private static final long BYTES_BETWEEN_LOOKS = 1024 * 1024;

	/**
	 * Profile a file, whatever time that takes.
	 * @param file the file to read
	 * @return what it holds
	 * @throws IOException if the file cannot be read
	 * @throws BrokenCsvException if the file is not a CSV file that can be read to its
	 * end
	 */
	public CsvProfile profile(Path file) throws IOException {
		return profile(file, (bytesRead, totalBytes) -> {
		}, () -> false);
	}

	/**
	 * Profile a file, tell how far that is, and stop when asked to.
	 * @param file the file to read
	 * @param progress is called every 1,000 rows, more often where rows are long, and at
	 * the end
	 * @param cancelled is asked before the first row and whenever {@code progress} is
	 * called but at the end
	 * @return what the file holds
	 * @throws IOException if the file cannot be read
	 * @throws BrokenCsvException if the file is not a CSV file that can be read to its
	 * end
	 * @throws CancellationException if {@code cancelled} said so
	 */
	public CsvProfile profile(Path file, Progress progress, BooleanSupplier cancelled) throws IOException {
		long totalBytes = Files.size(file);
		String name = String.valueOf(file.getFileName());
		try (CsvRows rows = CsvRows.open(file)) {
			CSVRecord header = rows.next();
			CsvTally tally = new CsvTally((header != null) ? ColumnNames.of(header.toList()) : List.of());
			new Pass(rows, tally, name, totalBytes, progress, cancelled).run();
			return tally.profile(name);
		}
	}

	/**
	 * Is told how much of a file has been read.
	 */
	@FunctionalInterface
	public interface Progress {

		/**
		 * Take note of the progress.
		 * @param bytesRead number of bytes read so far
		 * @param totalBytes number of bytes in all, never less than {@code bytesRead}
		 */
		void update(long bytesRead, long totalBytes);

	}

	/**
	 * One way through the rows of a file.
	 */
	private static final class Pass {

		private final CsvRows rows;

		private final CsvTally tally;

		private final String file;

		private final long totalBytes;

		private final Progress progress;

		private final BooleanSupplier cancelled;

		private long bytesAtLastLook;

		Pass(CsvRows rows, CsvTally tally, String file, long totalBytes, Progress progress, BooleanSupplier cancelled) {
			this.rows = rows;
			this.tally = tally;
			this.file = file;
			this.totalBytes = totalBytes;
			this.progress = progress;
			this.cancelled = cancelled;
		}

		void run() throws IOException {
			stopIfCancelled();
			@Nullable CSVRecord row = this.rows.next();
			while (row != null) {
				this.tally.add(row);
				lookUpNowAndThen();
				row = this.rows.next();
			}
			report();
		}

		private void lookUpNowAndThen() {
			boolean manyRows = this.tally.rows() % ROWS_BETWEEN_LOOKS == 0;
			if (manyRows || this.rows.bytesRead() - this.bytesAtLastLook >= BYTES_BETWEEN_LOOKS) {
				this.bytesAtLastLook = this.rows.bytesRead();
				stopIfCancelled();
				report();
			}
		}

		private void stopIfCancelled() {
			if (this.cancelled.getAsBoolean()) {
				throw new CancellationException("Profiling '%s' was cancelled".formatted(this.file));
			}
		}

		// A file that has grown since must not be more than done.
		private void report() {
			long bytesRead = this.rows.bytesRead();
			this.progress.update(bytesRead, Math.max(bytesRead, this.totalBytes));
		}

	}

}
