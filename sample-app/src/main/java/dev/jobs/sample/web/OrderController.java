package dev.jobs.sample.web;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.databind.JsonNode;

import dev.jobs.sample.orders.InvalidOrderException;
import dev.jobs.sample.orders.InvalidOrderException.Problem;
import dev.jobs.sample.orders.Order;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.OrderDraft;
import dev.jobs.sample.orders.OrderRules;

/**
 * Takes orders. The answer does not wait for the receipt.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderRules rules;

	private final OrderBook orders;

	private final OrderDesk desk;

	OrderController(OrderRules rules, OrderBook orders, OrderDesk desk) {
		this.rules = rules;
		this.orders = orders;
		this.desk = desk;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Order> take(@RequestBody(required = false) @Nullable JsonNode body,
			@RequestParam(defaultValue = "false") boolean fail) {
		OrderDraft draft = this.rules.check(body);
		Order order = fail ? this.desk.takeAndFail(draft) : this.desk.take(draft);
		return ResponseEntity.created(URI.create("/orders/" + order.id())).body(order);
	}

	@GetMapping("/{id}")
	ResponseEntity<Order> find(@PathVariable UUID id) {
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

	@ExceptionHandler
	ResponseEntity<Problems> mistyped(MethodArgumentTypeMismatchException ex) {
		if ("fail".equals(ex.getName())) {
			return ResponseEntity.badRequest()
				.body(new Problems(List.of(new Problem(ex.getName(), "must be true or false"))));
		}
		// What is not an id is not the id of an order.
		return ResponseEntity.notFound().build();
	}

	@ExceptionHandler
	ProblemDetail failed(OrderFailedException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, ex.getMessage());
	}

	/**
	 * What is wrong with a request.
	 *
	 * @param problems all problems, at least one
	 */
	record Problems(List<Problem> problems) {

	}

}
