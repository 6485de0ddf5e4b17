package dev.jobs.sample.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * An order as it was taken.
 *
 * @param id identity of the order
 * @param customer who ordered
 * @param item what was ordered
 * @param quantity how many of it, at least {@code 1}
 * @param amount what is to be paid in all, with two decimals
 * @param createdAt when the order was taken
 */
@JsonPropertyOrder({ "id", "customer", "item", "quantity", "amount", "createdAt" })
public record Order(UUID id, String customer, String item, int quantity, BigDecimal amount, Instant createdAt) {

	/**
	 * Create an order.
	 */
	public Order {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(customer, "customer");
		Objects.requireNonNull(item, "item");
		Objects.requireNonNull(amount, "amount");
		Objects.requireNonNull(createdAt, "createdAt");
	}

}
