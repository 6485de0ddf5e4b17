package dev.jobs.sample;

import java.nio.file.Path;
import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.jobs.sample.csv.CsvProfiler;
import dev.jobs.sample.csv.CsvReports;
import dev.jobs.sample.csv.Inbox;
import dev.jobs.sample.files.DataFolder;
import dev.jobs.sample.files.Leftovers;
import dev.jobs.sample.files.OfficeStats;
import dev.jobs.sample.orders.Invoices;
import dev.jobs.sample.orders.OrderBook;
import dev.jobs.sample.orders.OrderRules;
import dev.jobs.sample.orders.Receipts;
import dev.jobs.sample.orders.SalesReports;

/**
 * Makes beans of the classes that do the work and know nothing of Spring.
 */
@Configuration(proxyBeanMethods = false)
class SampleConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	DataFolder dataFolder(SampleProperties properties) {
		return DataFolder.prepare(Path.of(properties.dataFolder()));
	}

	@Bean
	Inbox inbox(DataFolder folder) {
		return new Inbox(folder);
	}

	@Bean
	CsvProfiler csvProfiler() {
		return new CsvProfiler();
	}

	@Bean
	CsvReports csvReports(DataFolder folder) {
		return new CsvReports(folder);
	}

	@Bean
	OrderRules orderRules() {
		return new OrderRules();
	}

	@Bean
	OrderBook orderBook(JdbcClient database, Clock clock) {
		return new OrderBook(database, clock);
	}

	@Bean
	Receipts receipts(DataFolder folder) {
		return new Receipts(folder);
	}

	@Bean
	SalesReports salesReports(DataFolder folder) {
		return new SalesReports(folder);
	}

	@Bean
	Invoices invoices(DataFolder folder) {
		return new Invoices(folder);
	}

	@Bean
	OfficeStats officeStats(DataFolder folder) {
		return new OfficeStats(folder);
	}

	@Bean
	Leftovers leftovers(DataFolder folder) {
		return new Leftovers(folder);
	}

}
