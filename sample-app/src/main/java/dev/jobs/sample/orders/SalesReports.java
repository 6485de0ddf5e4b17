package dev.jobs.sample.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Writes what was sold. Safe for use by many threads.
 */
public final class SalesReports {

	private final Path folder;

	private final JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	/**
	 * Create reports.
	 * @param folder the data folder, in whose {@code summaries} they appear
	 */
	public SalesReports(DataFolder folder) {
		this.folder = folder.summaries();
	}

	/**
	 * Write the summary of a day, as JSON. Replaces an older one of that day.
	 * @param day the day
	 * @param orders all orders of that day
	 * @return the summary, named by the day
	 * @throws IOException if it cannot be written
	 */
	public Path writeDay(Period day, List<Order> orders) throws IOException {
		Path file = this.folder.resolve(day.name() + ".json");
		AtomicFiles.write(file, this.mapper.writeValueAsBytes(Sales.of(day, orders)));
		return file;
	}

	/**
	 * Write the digest of a week, for people to read. Replaces an older one of that week.
	 * @param week the week
	 * @param orders all orders of that week
	 * @return the digest, named by the week
	 * @throws IOException if it cannot be written
	 */
	public Path writeWeek(Period week, List<Order> orders) throws IOException {
		Path file = this.folder.resolve(week.name() + ".txt");
		AtomicFiles.write(file, digest(Sales.of(week, orders)).getBytes(StandardCharsets.UTF_8));
		return file;
	}

	private static String digest(Sales sales) {
		StringBuilder text = new StringBuilder(
				"Week %s: %s\n".formatted(sales.period(), text(sales.orders(), sales.amount())));
		sales.customers()
			.forEach((customer) -> text
				.append("\n%s: %s".formatted(customer.customer(), text(customer.orders(), customer.amount()))));
		return text.append('\n').toString();
	}

	private static String text(int orders, BigDecimal amount) {
		return "%s in %s %s".formatted(amount.toPlainString(), orders, (orders == 1) ? "order" : "orders");
	}

}
