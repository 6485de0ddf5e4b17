package dev.jobs.autoconfigure.docs;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.JobsDataSource;
import dev.jobs.autoconfigure.docs.DocumentedCode.SendReceipt;

/**
 * The code of the documentation that is about databases, apart from the rest, which has
 * none.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties
class DocumentedDatabase {

	@Bean(defaultCandidate = false)
	@JobsDataSource
	@ConfigurationProperties("jobs-database")
	HikariDataSource jobsDatabase() {
		return new HikariDataSource();
	}

	@Bean(defaultCandidate = false)
	@Qualifier("jobs")
	PlatformTransactionManager jobsTransactions(@JobsDataSource DataSource jobsDatabase) {
		return new JdbcTransactionManager(jobsDatabase);
	}

	/**
	 * An order and its receipt in one transaction.
	 */
	static class Orders {

		private final JdbcTemplate orders;

		private final JobScheduler jobs;

		Orders(JdbcTemplate orders, JobScheduler jobs) {
			this.orders = orders;
			this.jobs = jobs;
		}

		@Transactional
		void place(long orderId) {
			this.orders.update("INSERT INTO orders (id) VALUES (?)", orderId);
			this.jobs.enqueue(new SendReceipt(orderId));
		}

	}

}
