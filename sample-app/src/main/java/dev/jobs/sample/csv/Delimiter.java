package dev.jobs.sample.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/**
 * Finds out what separates the cells of a CSV file: the one of comma, semicolon and tab
 * that occurs most often in the header, quoted names left aside. Comma if none does, or
 * on a tie.
 */
final class Delimiter {

	private static final String CANDIDATES = ",;\t";

	// A longer header is judged by its beginning.
	private static final int LOOK_AHEAD = 64 * 1024;

	private final int[] counts = new int[CANDIDATES.length()];

	private boolean quoted;

	private char previous = '\n';

	private Delimiter() {
	}

	/**
	 * Look at the header and put it back.
	 * @param in the file, not yet read
	 * @return the delimiter
	 * @throws IOException if the file cannot be read
	 */
	static char detect(BufferedReader in) throws IOException {
		Delimiter delimiter = new Delimiter();
		in.mark(LOOK_AHEAD);
		delimiter.readHeader(in);
		in.reset();
		return delimiter.mostFrequent();
	}

	private void readHeader(BufferedReader in) throws IOException {
		try {
			boolean more = true;
			for (int i = 0; more && i < LOOK_AHEAD; i++) {
				more = count(in.read());
			}
		}
		catch (CharacterCodingException ex) {
			// Whoever reads the file after us comes upon it again and knows the line.
		}
	}

	private boolean count(int next) {
		boolean lineEnd = (next == '\n' || next == '\r') && !this.quoted;
		if (next < 0 || (lineEnd && !isLineEnd(this.previous))) {
			return false;
		}
		char character = (char) next;
		if (character == '"' && (this.quoted || mayOpenQuotes())) {
			this.quoted = !this.quoted;
		}
		int candidate = CANDIDATES.indexOf(character);
		if (candidate >= 0 && !this.quoted) {
			this.counts[candidate]++;
		}
		this.previous = character;
		return true;
	}

	// The quote before is that of a doubled one, which closed and now opens again.
	private boolean mayOpenQuotes() {
		return this.previous == '"' || isLineEnd(this.previous) || CANDIDATES.indexOf(this.previous) >= 0;
	}

	private static boolean isLineEnd(char character) {
		return character == '\n' || character == '\r';
	}

	private char mostFrequent() {
		int best = 0;
		for (int i = 1; i < this.counts.length; i++) {
			best = (this.counts[i] > this.counts[best]) ? i : best;
		}
		return CANDIDATES.charAt(best);
	}

}
