package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs in a database of their own, beside one that JPA uses.
 */
class SeparateDatabaseTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static String url(String kind) {
		return kind.equals("h2") ? "jdbc:h2:mem:" + UUID.randomUUID() : TestPostgres.emptyDatabase();
	}

	private static ConfigurableApplicationContext start(String kind) {
		return new SpringApplicationBuilder(TwoDatabases.class).web(WebApplicationType.NONE)
			.run("--spring.datasource.url=" + url(kind), "--jobs-database.jdbc-url=" + url(kind),
					"--jobs.store.type=jdbc", "--jobs.store.initialize-schema=always");
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void eachTransactionManagerTakesAlongWhatIsInItsDatabase(String kind) {
		try (ConfigurableApplicationContext application = start(kind)) {
			JobScheduler jobs = application.getBean(JobScheduler.class);
			TransactionTemplate ofApplication = new TransactionTemplate(
					application.getBean(PlatformTransactionManager.class));
			TransactionTemplate ofJobs = new TransactionTemplate(
					application.getBean("jobsTransactions", PlatformTransactionManager.class));
			assertThat(ofApplication.getTransactionManager()).isInstanceOf(JpaTransactionManager.class);

			UUID notTakenAlong = ofApplication.execute((status) -> {
				status.setRollbackOnly();
				return jobs.enqueue(new Greet("Ada"));
			});
			assertThat(jobs.await(notTakenAlong, String.class, SOON)).isEqualTo("Hello Ada");

			UUID rolledBack = ofApplication.execute((outer) -> ofJobs.execute((status) -> {
				status.setRollbackOnly();
				return jobs.enqueue(new Greet("Eve"));
			}));
			assertThat(jobs.find(rolledBack)).isEmpty();

			UUID committed = ofJobs.execute((outer) -> ofApplication.execute((status) -> {
				application.getBean(JdbcTemplate.class).queryForObject("SELECT 1", Integer.class);
				status.setRollbackOnly();
				return jobs.enqueue(new Greet("Bob"));
			}));
			assertThat(jobs.await(committed, String.class, SOON)).isEqualTo("Hello Bob");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoDatabases {

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

		@JobHandler("greet")
		String greet(Greet greet) {
			return "Hello " + greet.name();
		}

	}

	record Greet(String name) {
	}

}
