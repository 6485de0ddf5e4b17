package dev.jobs.sample.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts what is in the data folder, hour by hour. Safe for use by many threads.
 */
public final class OfficeStats {

	private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private final DataFolder folder;

	private final JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	/**
	 * Create statistics.
	 * @param folder the data folder, in whose {@code stats} they appear
	 */
	public OfficeStats(DataFolder folder) {
		this.folder = folder;
	}

	/**
	 * Count the files and write the numbers. Replaces older numbers of that hour.
	 * @param time a moment of the hour that they are filed under
	 * @param orders number of orders taken so far
	 * @return the numbers as JSON, named by the hour in UTC, such as
	 * {@code 2026-11-22T06.json}
	 * @throws IOException if a folder cannot be read or the numbers cannot be written
	 */
	public Path write(Instant time, long orders) throws IOException {
		Numbers numbers = new Numbers(time, orders, count(this.folder.receipts()), count(this.folder.reports()),
				count(this.folder.failed()));
		Path file = this.folder.stats().resolve(HOUR.format(time) + ".json");
		AtomicFiles.write(file, this.mapper.writeValueAsBytes(numbers));
		return file;
	}

	private static int count(Path folder) throws IOException {
		int count = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, (file) -> !Files.isHidden(file))) {
			for (Path file : files) {
				count += Files.isRegularFile(file) ? 1 : 0;
			}
		}
		return count;
	}

	/**
	 * What has been done so far.
	 *
	 * @param time when they were to be counted, in UTC
	 * @param orders orders taken
	 * @param receipts receipts sent
	 * @param reports reports written
	 * @param failed CSV files that were broken
	 */
	@JsonPropertyOrder({ "time", "orders", "receipts", "reports", "failed" })
	record Numbers(Instant time, long orders, int receipts, int reports, int failed) {

	}

}
