package dev.jobs.sample.orders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Writes one invoice for each customer and month. Safe for use by many threads.
 */
public final class Invoices {

	private static final int LONGEST_NAME = 40;

	private final Path folder;

	/**
	 * Create invoices.
	 * @param folder the data folder, in whose {@code invoices} they appear
	 */
	public Invoices(DataFolder folder) {
		this.folder = folder.invoices();
	}

	/**
	 * Write the invoices of a month, in a folder named by it. Depends on nothing but the
	 * orders: writing them again gives the same files.
	 * @param month the month
	 * @param orders all orders of that month
	 * @return number of invoices
	 * @throws IOException if an invoice cannot be written
	 */
	public int write(YearMonth month, List<Order> orders) throws IOException {
		Path target = Files.createDirectories(this.folder.resolve(month.toString()));
		Map<String, List<Order>> customers = Sales.byCustomer(orders);
		for (Map.Entry<String, List<Order>> customer : customers.entrySet()) {
			AtomicFiles.write(target.resolve(fileName(customer.getKey())),
					text(month, customer.getKey(), customer.getValue()).getBytes(StandardCharsets.UTF_8));
		}
		return customers.size();
	}

	// Customers may be called anything, also '../x' or the same in other letters.
	private static String fileName(String customer) {
		String readable = customer.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
		String unique = UUID.nameUUIDFromBytes(customer.getBytes(StandardCharsets.UTF_8)).toString();
		return "%s-%s.txt".formatted(readable.substring(0, Math.min(readable.length(), LONGEST_NAME)), unique);
	}

	private static String text(YearMonth month, String customer, List<Order> orders) {
		String lines = orders.stream()
			.map((order) -> "%s  %s  %s x %s".formatted(order.createdAt(), order.amount().toPlainString(),
					order.quantity(), order.item()))
			.collect(Collectors.joining("\n"));
		return """
				Invoice

				Month:    %s
				Customer: %s

				%s

				Amount:   %s
				""".formatted(month, customer, lines, Sales.amount(orders).toPlainString());
	}

}
