package dev.jobs.sample.csv;

import org.jspecify.annotations.Nullable;

/**
 * Gathers what one column holds, in memory that does not grow with the rows.
 */
final class ColumnTally {

	private final String name;

	private final DistinctCounter distinct;

	private final TextRange texts = new TextRange();

	private @Nullable TypedRange<?> values;

	private long nulls;

	ColumnTally(String name, int maxDistinct) {
		this.name = name;
		this.distinct = new DistinctCounter(maxDistinct);
	}

	void add(String cell) {
		if (cell.isEmpty()) {
			this.nulls++;
			return;
		}
		if (this.texts.min() == null) {
			this.values = TypedRange.startingWith(cell);
		}
		else if (this.values != null && !this.values.add(cell)) {
			this.values = null;
		}
		this.texts.add(cell);
		this.distinct.add(cell);
	}

	ColumnProfile profile() {
		return new ColumnProfile(this.name, type(), this.nulls, this.distinct.count(), this.distinct.isCapped(),
				(this.values != null) ? this.values.min() : this.texts.min(),
				(this.values != null) ? this.values.max() : this.texts.max());
	}

	private ColumnType type() {
		if (this.values != null) {
			return this.values.type();
		}
		return (this.texts.min() != null) ? ColumnType.TEXT : ColumnType.EMPTY;
	}

}
