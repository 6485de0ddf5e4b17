package dev.jobs.sample.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps orders in the table {@code orders}. Joins the transaction of the calling thread.
 * Safe for use by many threads.
 */
public final class OrderBook {

	private static final String COLUMNS = "id, customer, item, quantity, amount, created_at";

	private final JdbcClient database;

	private final Clock clock;

	/**
	 * Create an order book.
	 * @param database holds the table {@code orders}
	 * @param clock tells when an order is taken
	 */
	public OrderBook(JdbcClient database, Clock clock) {
		this.database = database;
		this.clock = clock;
	}

	/**
	 * Take an order. Outside a transaction it is kept when this method returns, otherwise
	 * when the transaction commits.
	 * @param draft what is wanted
	 * @return the order, with an identity and its time in milliseconds
	 * @throws DataAccessException if the order cannot be written
	 */
	public Order take(OrderDraft draft) {
		Order order = new Order(UUID.randomUUID(), draft.customer(), draft.item(), draft.quantity(), draft.amount(),
				this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
		this.database.sql("INSERT INTO orders (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)")
			.params(order.id(), order.customer(), order.item(), order.quantity(), order.amount(),
					column(order.createdAt()))
			.update();
		return order;
	}

	/**
	 * Find an order.
	 * @param id identity of the order
	 * @return the order, empty if there is none
	 * @throws DataAccessException if the table cannot be read
	 */
	public Optional<Order> find(UUID id) {
		return this.database.sql("SELECT " + COLUMNS + " FROM orders WHERE id = ?")
			.param(id)
			.query(OrderBook::order)
			.optional();
	}

	/**
	 * Find all orders of a period.
	 * @param period when they were taken
	 * @return the orders, oldest first
	 * @throws DataAccessException if the table cannot be read
	 */
	public List<Order> takenIn(Period period) {
		return this.database
			.sql("SELECT " + COLUMNS + " FROM orders WHERE created_at >= ? AND created_at < ? ORDER BY created_at, id")
			.params(column(period.from()), column(period.until()))
			.query(OrderBook::order)
			.list();
	}

	/**
	 * Count all orders.
	 * @return the number of orders taken so far
	 * @throws DataAccessException if the table cannot be read
	 */
	public long count() {
		return this.database.sql("SELECT count(*) FROM orders").query(Long.class).single();
	}

	private static OffsetDateTime column(Instant time) {
		return time.atOffset(ZoneOffset.UTC);
	}

	private static Order order(ResultSet row, int number) throws SQLException {
		return new Order(row.getObject("id", UUID.class), row.getString("customer"), row.getString("item"),
				row.getInt("quantity"), row.getBigDecimal("amount"),
				row.getObject("created_at", OffsetDateTime.class).toInstant());
	}

}
