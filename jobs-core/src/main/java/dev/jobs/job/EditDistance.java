package dev.jobs.job;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many letters two names differ by, to guess what a user meant. Two neighbours that
 * changed places count as one.
 */
final class EditDistance {

	private EditDistance() {
	}

	static boolean isNear(String known, String given) {
		return given.length() <= 128 && between(known, given) <= Math.max(1, known.length() / 3);
	}

	static int between(String one, String other) {
		String left = one.toLowerCase(Locale.ROOT);
		String right = other.toLowerCase(Locale.ROOT);
		int[] beforePrevious = new int[0];
		int[] previous = IntStream.rangeClosed(0, right.length()).toArray();
		for (int i = 1; i <= left.length(); i++) {
			int[] row = row(left, right, i, previous, beforePrevious);
			beforePrevious = previous;
			previous = row;
		}
		return previous[right.length()];
	}

	private static int[] row(String left, String right, int i, int[] previous, int[] beforePrevious) {
		int[] row = new int[right.length() + 1];
		row[0] = i;
		for (int j = 1; j <= right.length(); j++) {
			int replaced = previous[j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
			row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
			if (areSwapped(left, i, right, j)) {
				row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
			}
		}
		return row;
	}

	private static boolean areSwapped(String left, int i, String right, int j) {
		return i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
	}

}
