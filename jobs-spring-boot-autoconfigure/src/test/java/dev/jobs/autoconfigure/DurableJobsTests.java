package dev.jobs.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.diagnosis.Finding;
import dev.jobs.engine.Doctor;
import dev.jobs.job.JobHandler;
import dev.jobs.run.RunState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs of an application with a database, from the call to the body.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurableJobsTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	@TempDir
	private Path folder;

	private final ApplicationContextRunner contexts = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(JobsJdbcStoreAutoConfiguration.class, JobsMemoryStoreAutoConfiguration.class,
					JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class))
		.withBean(Greetings.class);

	private final ApplicationContextRunner withDatabase = this.contexts.withConfiguration(AutoConfigurations.of(
			DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class, TransactionAutoConfiguration.class));

	// GJ-T1
	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void runsWhatWasCommittedAndNeverWhatWasRolledBack(String kind) {
		String url = kind.equals("h2") ? "jdbc:h2:async:" + this.folder.resolve("app") + ";WRITE_DELAY=0"
				: TestPostgres.emptyDatabase();
		this.withDatabase.withPropertyValues("spring.datasource.url=" + url, "jobs.store.initialize-schema=always")
			.run((context) -> {
				JobScheduler jobs = context.getBean(JobScheduler.class);
				TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
				JdbcTemplate guests = context.getBean(JdbcTemplate.class);
				guests.execute("CREATE TABLE guest (name varchar(20))");
				UUID rolledBack = transaction.execute((status) -> {
					guests.update("INSERT INTO guest VALUES ('Eve')");
					status.setRollbackOnly();
					return jobs.enqueue(new Guest("Eve"));
				});
				UUID committed = transaction.execute((status) -> {
					guests.update("INSERT INTO guest VALUES ('Ada')");
					return jobs.enqueue(new Guest("Ada"));
				});
				assertThat(jobs.await(committed, String.class, SOON)).isEqualTo("Hello Ada");
				assertThat(jobs.find(rolledBack)).isEmpty();
				assertThat(guests.queryForList("SELECT name FROM guest", String.class)).containsExactly("Ada");
				assertThat(context.getBean(Greetings.class).greeted).containsExactly("Ada");
			});
	}

	@Test
	void joinsATransactionOnTheFileOfItsOwn() {
		this.contexts.withUserConfiguration(FileTransactions.class)
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run((context) -> {
				JobScheduler jobs = context.getBean(JobScheduler.class);
				TransactionTemplate transaction = new TransactionTemplate(
						context.getBean(PlatformTransactionManager.class));
				UUID rolledBack = transaction.execute((status) -> {
					status.setRollbackOnly();
					return jobs.enqueue(new Guest("Eve"));
				});
				UUID committed = transaction.execute((status) -> jobs.enqueue(new Guest("Ada")));
				assertThat(jobs.await(committed, String.class, SOON)).isEqualTo("Hello Ada");
				assertThat(jobs.find(rolledBack)).isEmpty();
			});
	}

	@Test
	void saysAtTheStartThatTransactionsOfTheApplicationAreNotThoseOfTheFile(CapturedOutput output) {
		this.withDatabase.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("a transaction of 'transactionManager'")
			.containsPattern("INFO.*" + this.folder.resolve("jobs")
					+ ".*is added at once.* and stays if that rolls back.*leave jobs.store.path out")
			.doesNotContain("WARN");
	}

	@Test
	void saysNothingAtTheStartWhereAllTransactionsAreThoseOfTheFile(CapturedOutput output) {
		this.contexts.withUserConfiguration(FileTransactions.class)
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Jobs started").doesNotContain("transaction");
	}

	@Test
	void saysNothingAtTheStartWhereJobsAreInTheDatabaseOfTheApplication(CapturedOutput output) {
		this.withDatabase.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Jobs started").doesNotContain("transaction");
	}

	// A manager that nobody has needed yet, such as one of JPA, may take long to make.
	@Test
	void makesNoTransactionManagerToSaySo(CapturedOutput output) {
		this.contexts.withBean("lazy", PlatformTransactionManager.class, () -> {
			throw new IllegalStateException("Nobody has asked for it");
		}, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("a transaction of 'lazy'");
	}

	// Boot makes a database in memory for an application that names none, and a manager
	// of its transactions.
	@Test
	void warnsWhereTheTransactionsOfTheApplicationAreNotThoseOfTheFile(CapturedOutput output) {
		this.withDatabase.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs")).run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			UUID stays = context.getBean(TransactionTemplate.class).execute((status) -> {
				status.setRollbackOnly();
				return jobs.enqueue(new Guest("Eve"));
			});
			assertThat(jobs.await(stays, String.class, SOON)).isEqualTo("Hello Eve");
			assertThat(output).containsPattern("WARN.*not on the data source of the job store.*WRITE_DELAY=0");
			assertThat(context.getBean(Doctor.class).examine().findings()).extracting(Finding::code)
				.containsExactly("foreign-transactions");
		});
	}

	// GA-T32, GA-T40, GJ-T2
	@Test
	void runsAfterARestartWhatWaitedBefore(CapturedOutput output) {
		ApplicationContextRunner withFile = this.contexts
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"));
		AtomicReference<UUID> waiting = new AtomicReference<>();
		withFile.withPropertyValues("jobs.worker.enabled=false").run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			waiting.set(jobs.enqueue(new Guest("Ada")));
			assertThat(jobs.find(waiting.get())).get().extracting("state").isEqualTo(RunState.QUEUED);
		});
		withFile.run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			assertThat(jobs.await(waiting.get(), String.class, SOON)).isEqualTo("Hello Ada");
		});
		assertThat(output).contains("Jobs started: store h2, ").doesNotContain("WARN", "ERROR");
	}

	record Guest(String name) {
	}

	static class Greetings {

		private final List<String> greeted = new CopyOnWriteArrayList<>();

		@JobHandler("greet")
		String greet(Guest guest) {
			this.greeted.add(guest.name());
			return "Hello " + guest.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FileTransactions {

		@Bean
		PlatformTransactionManager transactions(@JobsDataSource DataSource file) {
			return new JdbcTransactionManager(file);
		}

	}

}
