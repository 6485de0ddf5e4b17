package dev.jobs.sample.csv;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Writes the profiles of CSV files as JSON. Safe for use by many threads.
 */
public final class CsvReports {

	private static final String ENDING = ".csv";

	private final Path folder;

	private final JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	/**
	 * Create reports.
	 * @param folder the data folder, in whose {@code reports} they appear
	 */
	public CsvReports(DataFolder folder) {
		this.folder = folder.reports();
	}

	/**
	 * Write a report, which is whole as soon as it can be seen. The one on
	 * {@code sales.csv} is {@code sales.json}; an older report of that name is replaced.
	 * @param profile what the file holds
	 * @return the report
	 * @throws IOException if the report cannot be written
	 * @throws InvalidFileNameException if the profile's file is not a plain file name
	 */
	public Path write(CsvProfile profile) throws IOException {
		Path report = FileName.of(stem(profile.file()) + ".json").in(this.folder);
		AtomicFiles.write(report, this.mapper.writeValueAsBytes(profile));
		return report;
	}

	private static String stem(String file) {
		boolean csv = file.toLowerCase(Locale.ROOT).endsWith(ENDING);
		return (csv) ? file.substring(0, file.length() - ENDING.length()) : file;
	}

}
