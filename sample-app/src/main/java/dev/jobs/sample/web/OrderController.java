package dev.jobs.sample.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.databind.JsonNode;

import dev.jobs.JobScheduler;
import dev.jobs.sample.jobs.SendReceipt;
import dev.jobs.sample.orders.InvalidOrderException;
import dev.jobs.sample.orders.InvalidOrderException.Problem;
import dev.jobs.sample.orders.Order;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.OrderRules;

/**
 * Takes orders. The answer does not wait for the receipt.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderRules rules;

	private final OrderBook orders;

	private final JobScheduler jobs;

	OrderController(OrderRules rules, OrderBook orders, JobScheduler jobs) {
		this.rules = rules;
		this.orders = orders;
		this.jobs = jobs;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Order> take(@RequestBody(required = false) @Nullable JsonNode body) throws IOException {
		Order order = this.orders.take(this.rules.check(body));
		this.jobs.enqueue(new SendReceipt(order.id()));
		return ResponseEntity.created(URI.create("/orders/" + order.id())).body(order);
	}

	@GetMapping("/{id}")
	ResponseEntity<Order> find(@PathVariable UUID id) throws IOException {
		return ResponseEntity.of(this.orders.find(id));
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.BAD_REQUEST)
	Problems invalid(InvalidOrderException ex) {
		return new Problems(ex.getProblems());
	}

	@ExceptionHandler(HttpMessageNotReadableException.class)
	@ResponseStatus(HttpStatus.BAD_REQUEST)
	Problems unreadable() {
		return new Problems(List.of(new Problem("body", "must be JSON in UTF-8")));
	}

	// What is not an id is not the id of an order.
	@ExceptionHandler(MethodArgumentTypeMismatchException.class)
	@ResponseStatus(HttpStatus.NOT_FOUND)
	void unknown() {
	}

	/**
	 * What is wrong with a request.
	 *
	 * @param problems all problems, at least one
	 */
	record Problems(List<Problem> problems) {

	}

}
