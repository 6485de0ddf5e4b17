package dev.jobs.sample.csv;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file row by row and keeps none of them. Blank lines are no rows.
 */
final class CsvRows implements Closeable {

	private final Utf8Source source;

	private final CsvGuard guard;

	private final CSVParser parser;

	private final Iterator<CSVRecord> records;

	private CsvRows(Utf8Source source, String file) throws IOException {
		BufferedReader buffered = new BufferedReader(source);
		char delimiter = Delimiter.detect(buffered);
		this.source = source;
		this.guard = new CsvGuard(buffered, file, delimiter);
		CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).get();
		this.parser = CSVParser.builder().setReader(this.guard).setFormat(format).get();
		this.records = this.parser.iterator();
	}

	/**
	 * Open a file and find out its delimiter.
	 * @param file the file to read
	 * @return its rows, to be closed by the caller
	 * @throws IOException if the file cannot be read
	 */
	static CsvRows open(Path file) throws IOException {
		Utf8Source source = new Utf8Source(Files.newInputStream(file));
		try {
			return new CsvRows(source, String.valueOf(file.getFileName()));
		}
		catch (IOException | RuntimeException ex) {
			source.close();
			throw ex;
		}
	}

	/**
	 * Read the next row, the first one being the header.
	 * @return the row, {@code null} after the last
	 * @throws IOException if the file cannot be read
	 * @throws BrokenCsvException if the file is broken
	 */
	@Nullable CSVRecord next() throws IOException {
		try {
			return (this.records.hasNext()) ? this.records.next() : null;
		}
		catch (UncheckedIOException ex) {
			// The guard knows all that the parser refuses today, and the parser quotes
			// the file in none of its messages; but nothing promises either.
			if (ex.getCause() instanceof CSVException) {
				throw this.guard.broken("the row cannot be split into cells");
			}
			throw ex.getCause();
		}
	}

	long bytesRead() {
		return this.source.bytesRead();
	}

	@Override
	public void close() throws IOException {
		this.parser.close();
	}

}
