package dev.jobs.sample.csv;

import java.util.List;

import org.apache.commons.csv.CSVRecord;

/**
 * Gathers what a CSV file holds, in memory that does not grow with the rows.
 */
final class CsvTally {

	private static final int MAX_DISTINCT = 10_000;

	// Up to a hundred columns have the full count each; wider files share it out.
	private static final int MAX_DISTINCT_IN_FILE = 1_000_000;

	private final List<ColumnTally> columns;

	private long rows;

	private long raggedRows;

	CsvTally(List<String> names) {
		int maxDistinct = Math.min(MAX_DISTINCT, MAX_DISTINCT_IN_FILE / Math.max(1, names.size()));
		this.columns = names.stream().map((name) -> new ColumnTally(name, maxDistinct)).toList();
	}

	long rows() {
		return this.rows;
	}

	void add(CSVRecord row) {
		this.rows++;
		if (row.size() > this.columns.size()) {
			this.raggedRows++;
		}
		for (int i = 0; i < this.columns.size(); i++) {
			this.columns.get(i).add((i < row.size()) ? row.get(i) : "");
		}
	}

	CsvProfile profile(String file) {
		List<ColumnProfile> profiles = this.columns.stream().map(ColumnTally::profile).toList();
		return new CsvProfile(file, this.rows, profiles.size(), this.raggedRows, profiles);
	}

}
