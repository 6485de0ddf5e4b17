package dev.jobs.sample.jobs;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

import org.springframework.stereotype.Component;

import dev.jobs.job.JobContext;
import dev.jobs.job.ScheduledJob;
import dev.jobs.sample.orders.Invoices;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.Period;
import dev.jobs.sample.orders.SalesReports;

/**
 * Sums up what was ordered. The period follows from the planned time of the run, so that
 * a run that starts late, or a second attempt, writes the same file.
 */
@Component
class SalesJobs {

	private static final String ROME = "Europe/Rome";

	private final OrderBook orders;

	private final SalesReports reports;

	private final Invoices invoices;

	SalesJobs(OrderBook orders, SalesReports reports, Invoices invoices) {
		this.orders = orders;
		this.reports = reports;
		this.invoices = invoices;
	}

	@ScheduledJob(id = "daily-summary", dailyAt = "03:00", zone = ROME)
	void dailySummary(JobContext context) throws IOException {
		Period yesterday = Period.day(today(context, ZoneId.of(ROME)).minusDays(1), ZoneId.of(ROME));
		context.logger().info("Wrote {}", this.reports.writeDay(yesterday, this.orders.takenIn(yesterday)));
	}

	@ScheduledJob(id = "weekly-digest", weeklyAt = "MON 06:15", zone = "UTC")
	void weeklyDigest(JobContext context) throws IOException {
		LocalDate monday = today(context, ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
		Period lastWeek = Period.week(monday.minusWeeks(1), ZoneOffset.UTC);
		context.logger().info("Wrote {}", this.reports.writeWeek(lastWeek, this.orders.takenIn(lastWeek)));
	}

	@ScheduledJob(id = "monthly-invoices", monthlyAt = "1 06:15", zone = "UTC")
	void monthlyInvoices(JobContext context) throws IOException {
		YearMonth lastMonth = YearMonth.from(today(context, ZoneOffset.UTC)).minusMonths(1);
		Period period = Period.month(lastMonth, ZoneOffset.UTC);
		int written = this.invoices.write(lastMonth, this.orders.takenIn(period));
		context.logger().info("Wrote {} invoices for {}", written, lastMonth);
	}

	private static LocalDate today(JobContext context, ZoneId zone) {
		return LocalDate.ofInstant(context.scheduledTime(), zone);
	}

}
