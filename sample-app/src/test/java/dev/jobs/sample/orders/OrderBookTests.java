package dev.jobs.sample.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.sample.files.DataFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link OrderBook}.
 */
class OrderBookTests {

	private static final Instant NOON = Instant.parse("2026-03-29T12:00:00.123456Z");

	private static final OrderDraft DRAFT = new OrderDraft("Zoë \uD83D\uDE00", "Tea", 3, new BigDecimal("12.50"));

	@TempDir
	private Path root;

	private DataFolder folder;

	private OrderBook book;

	@BeforeEach
	void prepare() {
		this.folder = DataFolder.prepare(this.root);
		this.book = new OrderBook(this.folder, Clock.fixed(NOON, ZoneOffset.UTC));
	}

	@Test
	void takesAnOrderWithItsTimeInMilliseconds() throws IOException {
		Order order = this.book.take(DRAFT);
		assertThat(order.createdAt()).isEqualTo(Instant.parse("2026-03-29T12:00:00.123Z"));
		assertThat(order.customer()).isEqualTo(DRAFT.customer());
		assertThat(order.amount()).isEqualTo(DRAFT.amount());
	}

	@Test
	void keepsEachOrderInAFileOfItsOwn() throws IOException {
		Order first = this.book.take(DRAFT);
		Order second = this.book.take(DRAFT);
		assertThat(Files.list(this.folder.orders())).extracting((file) -> file.getFileName().toString())
			.containsExactlyInAnyOrder(first.id() + ".json", second.id() + ".json");
	}

	@Test
	void findsAnOrderAfterARestart() throws IOException {
		Order order = this.book.take(DRAFT);
		assertThat(new OrderBook(this.folder, Clock.systemUTC()).find(order.id())).contains(order);
	}

	@Test
	void findsNothingUnderAnotherId() throws IOException {
		assertThat(this.book.find(UUID.randomUUID())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{}", "{\"customer\": \"secret\"", "\"secret\"" })
	void saysWhichOrderCannotBeReadAndNotWhatItHolds(String content) throws IOException {
		UUID id = UUID.randomUUID();
		Files.writeString(this.folder.orders().resolve(id + ".json"), content);
		assertThatIOException().isThrownBy(() -> this.book.find(id))
			.withMessageContaining("Order '%s' cannot be read", id)
			.withMessageNotContaining("secret")
			.withNoCause();
	}

	@Test
	void findsTheOrdersOfAPeriodOldestFirst() throws IOException {
		Order noon = this.book.take(DRAFT);
		Order earlier = bookAt(NOON.minusSeconds(60)).take(DRAFT);
		bookAt(NOON.minusSeconds(61)).take(DRAFT);
		bookAt(NOON.plusSeconds(1)).take(DRAFT);
		Files.writeString(this.folder.orders().resolve("notes.json"), "[]");
		Period period = new Period("hour", earlier.createdAt(), NOON.plusSeconds(1).truncatedTo(ChronoUnit.MILLIS));
		assertThat(this.book.takenIn(period)).containsExactly(earlier, noon);
	}

	@Test
	void sumsUpNothingWhileAnOrderCannotBeRead() throws IOException {
		Order order = this.book.take(DRAFT);
		Files.writeString(this.folder.orders().resolve(order.id() + ".json"), "{");
		assertThatIOException().isThrownBy(() -> this.book.takenIn(new Period("all", Instant.EPOCH, Instant.MAX)))
			.withMessageContaining(order.id().toString());
	}

	private OrderBook bookAt(Instant time) {
		return new OrderBook(this.folder, Clock.fixed(time, ZoneOffset.UTC));
	}

}
