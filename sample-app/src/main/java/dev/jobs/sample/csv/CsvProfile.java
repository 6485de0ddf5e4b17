package dev.jobs.sample.csv;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What a CSV file holds.
 *
 * @param file name of the file, without its folder
 * @param rows number of rows, neither the header nor blank lines included
 * @param columns number of columns in the header
 * @param raggedRows number of rows with more cells than the header; the cells too many
 * are not looked at
 * @param columnProfiles one profile for each column, in the order of the header
 */
@JsonPropertyOrder({ "file", "rows", "columns", "raggedRows", "columnProfiles" })
public record CsvProfile(String file, long rows, int columns, long raggedRows, List<ColumnProfile> columnProfiles) {

	/**
	 * Create a profile.
	 */
	public CsvProfile {
		columnProfiles = List.copyOf(columnProfiles);
	}

}
