package dev.jobs.sample.orders;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderBook}.
 */
class OrderBookTests {

	private static final Instant NOON = Instant.parse("2026-03-29T12:00:00.123456Z");

	private static final OrderDraft DRAFT = new OrderDraft("Zoë \uD83D\uDE00", "Tea", 3, new BigDecimal("12.50"));

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.addScript("schema.sql")
		.build();

	private final OrderBook book = bookAt(NOON);

	@AfterEach
	void close() {
		this.database.shutdown();
	}

	@Test
	void takesAnOrderWithItsTimeInMilliseconds() {
		Order order = this.book.take(DRAFT);
		assertThat(order.createdAt()).isEqualTo(Instant.parse("2026-03-29T12:00:00.123Z"));
		assertThat(order.customer()).isEqualTo(DRAFT.customer());
		assertThat(order.amount()).isEqualTo(DRAFT.amount());
	}

	@Test
	void findsAnOrderAsItWasTaken() {
		Order order = this.book.take(DRAFT);
		assertThat(this.book.find(order.id())).contains(order);
	}

	@Test
	void keepsTheLargestOrderThatTheRulesAllow() {
		String longest = "\uD83D\uDE00".repeat(200);
		Order order = this.book.take(new OrderDraft(longest, longest, 1_000_000, new BigDecimal("1000000000.00")));
		assertThat(this.book.find(order.id())).contains(order);
	}

	@Test
	void findsNothingUnderAnotherId() {
		this.book.take(DRAFT);
		assertThat(this.book.find(new UUID(1, 2))).isEmpty();
	}

	@Test
	void findsTheOrdersOfAPeriodOldestFirst() {
		Order noon = this.book.take(DRAFT);
		Order earlier = bookAt(NOON.minusSeconds(60)).take(DRAFT);
		bookAt(NOON.minusSeconds(61)).take(DRAFT);
		bookAt(NOON.plusSeconds(1)).take(DRAFT);
		Period period = new Period("hour", earlier.createdAt(), NOON.plusSeconds(1).truncatedTo(ChronoUnit.MILLIS));
		assertThat(this.book.takenIn(period)).containsExactly(earlier, noon);
	}

	@Test
	void countsAllOrders() {
		assertThat(this.book.count()).isZero();
		this.book.take(DRAFT);
		this.book.take(DRAFT);
		assertThat(this.book.count()).isEqualTo(2);
	}

	@Test
	void keepsItsOrdersWhenTheScriptRunsAgain() {
		Order order = this.book.take(DRAFT);
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql")).execute(this.database);
		assertThat(this.book.find(order.id())).contains(order);
	}

	private OrderBook bookAt(Instant time) {
		return new OrderBook(JdbcClient.create(this.database), Clock.fixed(time, ZoneOffset.UTC));
	}

}
