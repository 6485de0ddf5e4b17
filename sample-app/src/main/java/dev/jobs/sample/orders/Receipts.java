package dev.jobs.sample.orders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Writes receipts, each a text file in UTF-8. Safe for use by many threads.
 */
public final class Receipts {

	private final Path folder;

	/**
	 * Create receipts.
	 * @param folder the data folder, in whose {@code receipts} they appear
	 */
	public Receipts(DataFolder folder) {
		this.folder = folder.receipts();
	}

	/**
	 * Write the receipt for an order, which is whole as soon as it can be seen. Depends
	 * on nothing but the order: writing it again gives the same bytes.
	 * @param order what was ordered
	 * @return the receipt, named by the order's id
	 * @throws IOException if the receipt cannot be written
	 */
	public Path write(Order order) throws IOException {
		Path receipt = this.folder.resolve(order.id() + ".txt");
		AtomicFiles.write(receipt, text(order).getBytes(StandardCharsets.UTF_8));
		return receipt;
	}

	private static String text(Order order) {
		return """
				Receipt

				Order:    %s
				Date:     %s
				Customer: %s
				Item:     %s
				Quantity: %s
				Amount:   %s
				""".formatted(order.id(), order.createdAt(), order.customer(), order.item(), order.quantity(),
				order.amount().toPlainString());
	}

}
