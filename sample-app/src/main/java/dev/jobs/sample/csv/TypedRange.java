package dev.jobs.sample.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the least and the greatest value of a column, as long as all of its texts can be
 * read as one type. No text can be read as two, so that the first one decides which type
 * that may be.
 *
 * @param <T> the values
 */
abstract sealed class TypedRange<T extends Comparable<? super T>> {

	private @Nullable T min;

	private @Nullable T max;

	/**
	 * Start a range with the first text of a column.
	 * @param first the text
	 * @return the range, or {@code null} if the text is just a text
	 */
	static @Nullable TypedRange<?> startingWith(String first) {
		for (TypedRange<?> range : List.of(new Numbers(), new Booleans(), new Dates(), new DateTimes())) {
			if (range.add(first)) {
				return range;
			}
		}
		return null;
	}

	/**
	 * Add a text, if it is of the type.
	 * @param text the text, not empty
	 * @return {@code false} if the text is of another type, which ends this range
	 */
	boolean add(String text) {
		T value = read(text);
		if (value == null) {
			return false;
		}
		this.min = (this.min == null || value.compareTo(this.min) < 0) ? value : this.min;
		this.max = (this.max == null || value.compareTo(this.max) > 0) ? value : this.max;
		return true;
	}

	@Nullable Object min() {
		return (this.min != null) ? show(this.min) : null;
	}

	@Nullable Object max() {
		return (this.max != null) ? show(this.max) : null;
	}

	abstract ColumnType type();

	abstract @Nullable T read(String text);

	Object show(T value) {
		return value;
	}

	private static final class Numbers extends TypedRange<BigDecimal> {

		// Bounded, because reading digits takes quadratic time.
		private static final int MAX_LENGTH = 40;

		private static final Pattern NUMBER = Pattern
			.compile("[+-]?+(?:(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+|\\.[0-9]++)(?:[eE][+-]?+[0-9]{1,3}+)?+");

		private static final Pattern FRACTION_OR_EXPONENT = Pattern.compile("[.eE]");

		private boolean whole = true;

		@Override
		ColumnType type() {
			return (this.whole) ? ColumnType.INTEGER : ColumnType.DECIMAL;
		}

		@Override
		@Nullable BigDecimal read(String text) {
			if (text.length() > MAX_LENGTH || !NUMBER.matcher(text).matches()) {
				return null;
			}
			this.whole = this.whole && !FRACTION_OR_EXPONENT.matcher(text).find();
			return new BigDecimal(text);
		}

	}

	private static final class Booleans extends TypedRange<Boolean> {

		@Override
		ColumnType type() {
			return ColumnType.BOOLEAN;
		}

		@Override
		@Nullable Boolean read(String text) {
			boolean known = "true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text);
			return (known) ? Boolean.valueOf(text) : null;
		}

	}

	private static final class Dates extends TypedRange<LocalDate> {

		private static final Pattern SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

		@Override
		ColumnType type() {
			return ColumnType.DATE;
		}

		@Override
		@Nullable LocalDate read(String text) {
			try {
				return (SHAPE.matcher(text).matches()) ? LocalDate.parse(text) : null;
			}
			catch (DateTimeException ex) {
				return null;
			}
		}

		@Override
		Object show(LocalDate value) {
			return value.toString();
		}

	}

	private static final class DateTimes extends TypedRange<DateTimes.Moment> {

		private static final Pattern SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,Z+-]{5,30}");

		private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
			.append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
			.appendPattern("[XXX][XX][X]")
			.toFormatter()
			.withResolverStyle(ResolverStyle.STRICT);

		@Override
		ColumnType type() {
			return ColumnType.DATE_TIME;
		}

		@Override
		@Nullable Moment read(String text) {
			try {
				return (SHAPE.matcher(text).matches()) ? Moment.parse(text.replace(' ', 'T')) : null;
			}
			catch (DateTimeException ex) {
				return null;
			}
		}

		@Override
		Object show(Moment value) {
			return value.text();
		}

		private record Moment(Instant instant, String text) implements Comparable<Moment> {

			static Moment parse(String text) {
				TemporalAccessor parsed = FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
				return new Moment((parsed instanceof LocalDateTime local) ? local.toInstant(ZoneOffset.UTC)
						: Instant.from(parsed), text);
			}

			@Override
			public int compareTo(Moment other) {
				return this.instant.compareTo(other.instant);
			}

		}

	}

}
