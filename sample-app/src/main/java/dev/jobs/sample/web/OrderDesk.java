package dev.jobs.sample.web;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.jobs.JobScheduler;
import dev.jobs.sample.jobs.SendReceipt;
import dev.jobs.sample.orders.Order;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.OrderDraft;

/**
 * Takes an order and asks for its receipt in one transaction: there are both or none.
 */
@Service
class OrderDesk {

	private final OrderBook orders;

	private final JobScheduler jobs;

	OrderDesk(OrderBook orders, JobScheduler jobs) {
		this.orders = orders;
		this.jobs = jobs;
	}

	@Transactional
	Order take(OrderDraft draft) {
		return takeAndEnqueue(draft);
	}

	/**
	 * Do all of it and fail at the very end, to show what a rollback leaves: nothing.
	 * @throws OrderFailedException always
	 */
	@Transactional
	Order takeAndFail(OrderDraft draft) {
		throw new OrderFailedException(takeAndEnqueue(draft));
	}

	private Order takeAndEnqueue(OrderDraft draft) {
		Order order = this.orders.take(draft);
		this.jobs.enqueue(new SendReceipt(order.id()));
		return order;
	}

}
