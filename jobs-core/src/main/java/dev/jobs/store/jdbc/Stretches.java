package dev.jobs.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Cuts rows into stretches that one statement of H2 can deal with. Their order stays as
 * it is, since it keeps transactions from waiting for each other.
 */
final class Stretches {

	// H2 compares each row that it finds with all elements of an array.
	private static final int LONGEST = 64;

	private Stretches() {
	}

	/**
	 * Cut rows wherever one is unlike the one before it, and where a stretch becomes
	 * long.
	 * @param <T> a row
	 * @return the stretches, none of them empty
	 */
	static <T> List<List<T>> of(List<T> rows, BiPredicate<? super T, ? super T> alike) {
		List<List<T>> stretches = new ArrayList<>();
		int from = 0;
		for (int to = 1; to <= rows.size(); to++) {
			if (to == rows.size() || to - from == LONGEST || !alike.test(rows.get(to - 1), rows.get(to))) {
				stretches.add(rows.subList(from, to));
				from = to;
			}
		}
		return stretches;
	}

}
