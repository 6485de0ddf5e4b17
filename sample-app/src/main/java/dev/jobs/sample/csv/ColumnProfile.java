package dev.jobs.sample.csv;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a CSV file holds in one column.
 *
 * @param name unique name, from the header row if that has one
 * @param type what all non-empty cells have in common
 * @param nulls number of empty cells, those that short rows lack included
 * @param distinct number of different values among the non-empty cells; at least that
 * many if {@code distinctCapped}
 * @param distinctCapped whether counting different values was given up at
 * {@code distinct}
 * @param min least value: a {@code BigDecimal}, a {@code Boolean}, or a {@code String}
 * for dates (compared as such), date-times (compared as instants, without an offset in
 * UTC) and texts (compared by code points, cut at 200 of them); {@code null} if the
 * column is empty
 * @param max greatest value, likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({ "name", "type", "nulls", "distinct", "distinctCapped", "min", "max" })
public record ColumnProfile(String name, ColumnType type, long nulls, int distinct, boolean distinctCapped,
		@Nullable Object min, @Nullable Object max) {

}
