package dev.jobs.sample.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives each column a name of its own. The first column of a name keeps it, the next ones
 * get {@code name_2}, {@code name_3} and so on; the third column, if it has no name, is
 * {@code column_3}. No column loses its name to one that was numbered.
 */
final class ColumnNames {

	private final Set<String> given;

	private final Set<String> used = new HashSet<>();

	// Where to go on counting: many equal names would take quadratic time otherwise.
	private final Map<String, Integer> lastNumbers = new HashMap<>();

	private ColumnNames(List<String> header) {
		this.given = new HashSet<>(header);
	}

	static List<String> of(List<String> header) {
		ColumnNames names = new ColumnNames(header);
		List<String> unique = new ArrayList<>(header.size());
		for (int i = 0; i < header.size(); i++) {
			unique.add(names.next(header.get(i), i + 1));
		}
		return unique;
	}

	private String next(String name, int position) {
		if (name.isBlank()) {
			String generated = "column_" + position;
			return (take(generated)) ? generated : numbered(generated);
		}
		return (this.used.add(name)) ? name : numbered(name);
	}

	private String numbered(String name) {
		int number = this.lastNumbers.getOrDefault(name, 1) + 1;
		while (!take(name + "_" + number)) {
			number++;
		}
		this.lastNumbers.put(name, number);
		return name + "_" + number;
	}

	private boolean take(String name) {
		return !this.given.contains(name) && this.used.add(name);
	}

}
