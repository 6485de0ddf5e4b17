package dev.jobs.job;

import java.util.Locale;

/**
 * How many letters two names differ by (Levenshtein), to guess what a user meant.
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
		int[] previous = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			previous = row(left.charAt(i - 1), right, i, previous);
		}
		return previous[right.length()];
	}

	private static int[] row(char letter, String right, int first, int[] previous) {
		int[] row = new int[right.length() + 1];
		row[0] = first;
		for (int j = 1; j <= right.length(); j++) {
			int replaced = previous[j - 1] + ((letter == right.charAt(j - 1)) ? 0 : 1);
			row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
		}
		return row;
	}

}
