package dev.jobs.sample.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What was sold in a period.
 *
 * @param period name of the period
 * @param from the first moment of the period, in UTC
 * @param until the first moment after the period, in UTC
 * @param orders number of orders
 * @param amount sum of their amounts
 * @param customers what each customer bought, sorted by name
 */
@JsonPropertyOrder({ "period", "from", "until", "orders", "amount", "customers" })
public record Sales(String period, Instant from, Instant until, int orders, BigDecimal amount,
		List<CustomerSales> customers) {

	/**
	 * Create sales.
	 */
	public Sales {
		customers = List.copyOf(customers);
	}

	static Sales of(Period period, List<Order> orders) {
		List<CustomerSales> customers = byCustomer(orders).entrySet()
			.stream()
			.map((entry) -> new CustomerSales(entry.getKey(), entry.getValue().size(), amount(entry.getValue())))
			.toList();
		return new Sales(period.name(), period.from(), period.until(), orders.size(), amount(orders), customers);
	}

	static Map<String, List<Order>> byCustomer(List<Order> orders) {
		return orders.stream().collect(Collectors.groupingBy(Order::customer, TreeMap::new, Collectors.toList()));
	}

	static BigDecimal amount(Collection<Order> orders) {
		return orders.stream().map(Order::amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
	}

	/**
	 * What one customer bought.
	 *
	 * @param customer who bought it
	 * @param orders number of orders
	 * @param amount sum of their amounts
	 */
	@JsonPropertyOrder({ "customer", "orders", "amount" })
	public record CustomerSales(String customer, int orders, BigDecimal amount) {

	}

}
