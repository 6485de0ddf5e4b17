package dev.jobs.sample.csv;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;

/**
 * Stands between a file and the CSV parser and lets through what the parser can read in
 * bounded memory. The parser keeps a row at a time; without a guard, one quote that is
 * never closed makes a row of the whole rest of the file. Follows cells and quotes only
 * as far as that takes; splitting rows is the parser's work.
 */
final class CsvGuard extends Reader {

	static final int MAX_FIELD = 1024 * 1024;

	static final int MAX_ROW = 4 * 1024 * 1024;

	static final int MAX_CELLS = 20_000;

	private enum State {

		START, PLAIN, QUOTED, CLOSED

	}

	private final Reader in;

	private final String file;

	private final char delimiter;

	private State state = State.START;

	private long line = 1;

	private long quotedSince;

	private int fieldLength;

	private int rowLength;

	private int cells = 1;

	private char previous;

	CsvGuard(Reader in, String file, char delimiter) {
		this.in = in;
		this.file = file;
		this.delimiter = delimiter;
	}

	/**
	 * Create the exception for a file that is broken where this guard has arrived.
	 * @param reason why it is broken
	 * @return the exception, not thrown
	 */
	BrokenCsvException broken(String reason) {
		return new BrokenCsvException(this.file, this.line, reason);
	}

	@Override
	public int read(char[] target, int offset, int length) throws IOException {
		int count = readValid(target, offset, length);
		if (count < 0 && this.state == State.QUOTED) {
			throw new BrokenCsvException(this.file, this.quotedSince,
					"a quoted field begins here and never ends; close it, and double each quote within it");
		}
		for (int i = offset; i < offset + count; i++) {
			pass(target[i]);
		}
		return count;
	}

	private int readValid(char[] target, int offset, int length) throws IOException {
		try {
			return this.in.read(target, offset, length);
		}
		catch (CharacterCodingException ex) {
			throw broken("a byte is not valid UTF-8; save the file as UTF-8");
		}
	}

	private void pass(char next) {
		if (next == 0) {
			throw broken("a NUL character, so this is not a text file; save it as CSV in UTF-8");
		}
		switch (this.state) {
			case START -> start(next);
			case PLAIN -> plain(next);
			case QUOTED -> quoted(next);
			case CLOSED -> closed(next);
		}
		checkLengths();
		countLines(next);
	}

	private void start(char next) {
		if (next == '"') {
			this.state = State.QUOTED;
			this.quotedSince = this.line;
		}
		else {
			plain(next);
		}
	}

	private void plain(char next) {
		if (!endsField(next)) {
			this.state = State.PLAIN;
			this.fieldLength++;
		}
	}

	private void quoted(char next) {
		if (next == '"') {
			this.state = State.CLOSED;
		}
		else {
			this.fieldLength++;
		}
	}

	private void closed(char next) {
		boolean doubled = (next == '"' && this.previous == '"');
		if (doubled) {
			this.state = State.QUOTED;
			this.fieldLength++;
		}
		else if (!endsField(next) && !Character.isWhitespace(next)) {
			throw broken("a character follows a closing quote; double the quotes within a quoted field");
		}
	}

	private boolean endsField(char next) {
		boolean lineEnd = (next == '\n' || next == '\r');
		if (next != this.delimiter && !lineEnd) {
			return false;
		}
		this.state = State.START;
		this.fieldLength = 0;
		this.cells = (lineEnd) ? 1 : this.cells + 1;
		this.rowLength = (lineEnd) ? 0 : this.rowLength;
		return true;
	}

	private void checkLengths() {
		this.rowLength++;
		if (this.fieldLength > MAX_FIELD) {
			// Most often a quote that is not closed: where it opens is what helps.
			throw new BrokenCsvException(this.file, (this.state == State.PLAIN) ? this.line : this.quotedSince,
					"a field is longer than %s characters".formatted(MAX_FIELD));
		}
		if (this.rowLength > MAX_ROW) {
			throw broken("a row is longer than %s characters".formatted(MAX_ROW));
		}
		if (this.cells > MAX_CELLS) {
			throw broken("a row has more than %s cells".formatted(MAX_CELLS));
		}
	}

	private void countLines(char next) {
		if (next == '\r' || (next == '\n' && this.previous != '\r')) {
			this.line++;
		}
		this.previous = next;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
