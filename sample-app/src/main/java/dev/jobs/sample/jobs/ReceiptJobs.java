package dev.jobs.sample.jobs;

import java.io.IOException;

import org.springframework.stereotype.Component;

import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.retry.PermanentJobException;
import dev.jobs.sample.orders.Order;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.Receipts;

/**
 * Sends receipts, which here means: writes them into a folder.
 */
@Component
class ReceiptJobs {

	private final OrderBook orders;

	private final Receipts receipts;

	ReceiptJobs(OrderBook orders, Receipts receipts) {
		this.orders = orders;
		this.receipts = receipts;
	}

	// A second attempt writes the same bytes again.
	@JobHandler(id = "send-receipt", queue = "mail", maxAttempts = 8)
	SentReceipt send(SendReceipt payload, JobContext context) throws IOException {
		Order order = this.orders.find(payload.orderId())
			.orElseThrow(() -> new PermanentJobException(
					"There is no order '%s'; take the order first".formatted(payload.orderId())));
		String receipt = String.valueOf(this.receipts.write(order).getFileName());
		context.logger().info("Sent receipt '{}'", receipt);
		return new SentReceipt(receipt);
	}

	/**
	 * The result of a run.
	 *
	 * @param receipt name of the receipt
	 */
	record SentReceipt(String receipt) {

	}

}
