package dev.jobs.sample.web;

import dev.jobs.sample.orders.Order;

/**
 * Thrown in the transaction of an order that is to fail.
 */
class OrderFailedException extends RuntimeException {

	OrderFailedException(Order order) {
		super("Order '%s' failed because 'fail=true' asks for it; it was rolled back with the run of its receipt"
			.formatted(order.id()));
	}

}
