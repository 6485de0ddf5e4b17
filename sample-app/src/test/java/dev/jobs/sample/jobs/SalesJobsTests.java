package dev.jobs.sample.jobs;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import dev.jobs.job.JobContext;
import dev.jobs.sample.files.DataFolder;
import dev.jobs.sample.orders.Invoices;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.OrderDraft;
import dev.jobs.sample.orders.SalesReports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SalesJobs}.
 */
class SalesJobsTests {

	private static final String SECOND_OF_NOVEMBER_IN_ROME = "2026-11-02T02:00:00Z";

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.addScript("schema.sql")
		.build();

	private DataFolder folder;

	private SalesJobs jobs;

	@BeforeEach
	void prepare(@TempDir Path temp) {
		this.folder = DataFolder.prepare(temp);
		this.jobs = new SalesJobs(book(Clock.systemUTC()), new SalesReports(this.folder), new Invoices(this.folder));
	}

	@AfterEach
	void close() {
		this.database.shutdown();
	}

	@Test
	void summaryHoldsTheDayBeforeInRome() throws IOException {
		take("2026-10-31T22:59:59.999Z", "Ada", "1.00");
		take("2026-10-31T23:00:00Z", "Ada", "10.10");
		take("2026-11-01T22:59:59Z", "Bob", "20.00");
		take("2026-11-01T23:00:00Z", "Bob", "5.00");
		this.jobs.dailySummary(at(SECOND_OF_NOVEMBER_IN_ROME));
		assertThat(this.folder.summaries().resolve("2026-11-01.json")).content()
			.contains("\"from\" : \"2026-10-31T23:00:00Z\"", "\"orders\" : 2", "\"amount\" : 30.10",
					"\"customer\" : \"Ada\"", "\"customer\" : \"Bob\"");
	}

	@Test
	void summaryOfTheDayThatHas25HoursHoldsThemAll() throws IOException {
		take("2026-10-24T22:00:00Z", "Ada", "1.00");
		take("2026-10-25T22:59:59Z", "Ada", "2.00");
		this.jobs.dailySummary(at("2026-10-26T02:00:00Z"));
		assertThat(this.folder.summaries().resolve("2026-10-25.json")).content().contains("\"orders\" : 2");
	}

	@Test
	void summaryOfADayWithoutOrdersSaysSo() throws IOException {
		this.jobs.dailySummary(at(SECOND_OF_NOVEMBER_IN_ROME));
		assertThat(this.folder.summaries().resolve("2026-11-01.json")).content()
			.contains("\"orders\" : 0", "\"amount\" : 0.00");
	}

	@Test
	void digestHoldsTheWeekFromMondayToSunday() throws IOException {
		take("2026-10-25T23:59:59Z", "Ada", "1.00");
		take("2026-10-26T00:00:00Z", "Ada", "2.50");
		take("2026-11-01T23:59:59Z", "Bob", "4.00");
		take("2026-11-02T00:00:00Z", "Bob", "8.00");
		this.jobs.weeklyDigest(at("2026-11-02T06:15:00Z"));
		assertThat(this.folder.summaries().resolve("2026-W44.txt"))
			.hasContent("Week 2026-W44: 6.50 in 2 orders\n\nAda: 2.50 in 1 order\nBob: 4.00 in 1 order\n");
	}

	@Test
	void eachCustomerGetsOneInvoiceForTheMonthBefore() throws IOException {
		take("2026-10-01T00:00:00Z", "Ada", "1.00");
		take("2026-10-31T23:59:59Z", "Ada", "2.00");
		take("2026-10-15T12:00:00Z", "../ada", "4.00");
		take("2026-11-01T00:00:00Z", "Ada", "8.00");
		this.jobs.monthlyInvoices(at("2026-11-01T06:15:00Z"));
		this.jobs.monthlyInvoices(at("2026-11-01T06:15:00Z"));
		assertThat(this.folder.invoices().resolve("2026-10")).isDirectoryContaining("glob:**/ada-*.txt")
			.isDirectoryContaining("glob:**/-ada-*.txt");
		assertThat(this.folder.invoices().resolve("2026-10").toFile().listFiles()).hasSize(2)
			.anySatisfy((file) -> assertThat(file).content()
				.contains("Customer: Ada", "2026-10-01T00:00:00Z  1.00  1 x Pen", "Amount:   3.00"));
	}

	private void take(String time, String customer, String amount) {
		Clock clock = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
		book(clock).take(new OrderDraft(customer, "Pen", 1, new BigDecimal(amount)));
	}

	private OrderBook book(Clock clock) {
		return new OrderBook(JdbcClient.create(this.database), clock);
	}

	private static JobContext at(String scheduledTime) {
		JobContext context = mock(JobContext.class);
		given(context.scheduledTime()).willReturn(Instant.parse(scheduledTime));
		given(context.logger()).willReturn(NOPLogger.NOP_LOGGER);
		return context;
	}

}
