package dev.jobs.sample.csv;

import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginnings of the least and the greatest of many texts, in the order of their
 * code points. (That of {@link String#compareTo} puts an emoji before a full-width
 * letter.)
 */
final class TextRange {

	static final Comparator<String> CODE_POINTS = TextRange::compare;

	private static final int MAX_CODE_POINTS = 200;

	private @Nullable String min;

	private @Nullable String max;

	@Nullable String min() {
		return this.min;
	}

	@Nullable String max() {
		return this.max;
	}

	void add(String text) {
		// Comparing with what was cut is enough: two texts that differ only behind the
		// cut look alike in the end.
		if (this.min == null || compare(text, this.min) < 0) {
			this.min = cut(text);
		}
		if (this.max == null || compare(text, this.max) > 0) {
			this.max = cut(text);
		}
	}

	private static int compare(String left, String right) {
		int length = Math.min(left.length(), right.length());
		for (int i = 0; i < length; i++) {
			if (left.charAt(i) != right.charAt(i)) {
				return Integer.compare(weight(left.charAt(i)), weight(right.charAt(i)));
			}
		}
		return Integer.compare(left.length(), right.length());
	}

	// Surrogates stand for the highest code points, yet are not the highest characters.
	private static int weight(char character) {
		return (Character.isSurrogate(character)) ? character + 0x10000 : character;
	}

	private static String cut(String text) {
		if (text.codePointCount(0, text.length()) <= MAX_CODE_POINTS) {
			return text;
		}
		return text.substring(0, text.offsetByCodePoints(0, MAX_CODE_POINTS));
	}

}
