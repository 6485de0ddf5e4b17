package dev.jobs.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.mock.env.MockEnvironment;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.health.JobsHealthAutoConfiguration;
import dev.jobs.diagnosis.Check;
import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.JobHandler;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.UnusableDatabaseException;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Which database keeps the runs, when it is touched, and what a user reads when it will
 * not do.
 */
@ExtendWith(OutputCaptureExtension.class)
class JobsJdbcStoreAutoConfigurationTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withPropertyValues("jobs.worker.enabled=false", "spring.datasource.generate-unique-name=true")
		.withConfiguration(
				AutoConfigurations.of(JobsJdbcStoreAutoConfiguration.class, JobsMemoryStoreAutoConfiguration.class,
						JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class));

	private final ApplicationContextRunner withDatabase = this.contexts
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));

	private final ApplicationContextRunner withWork = this.withDatabase.withBean(Work.class);

	private final ApplicationContextRunner withFile = this.contexts.withBean(Work.class);

	@Test
	void keepsJobsInMemoryWithoutADataSource() {
		this.contexts.run((context) -> assertThat(context).hasSingleBean(MemoryJobStore.class));
	}

	@Test
	void keepsJobsInTheDatabaseOfTheApplication(CapturedOutput output) {
		this.withWork.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(JobStore.class).hasSingleBean(JdbcJobStore.class);
			assertThat(context.getBean(JobStore.class).isDurable()).isTrue();
		});
		assertThat(output)
			.contains("Jobs started: store h2, ", "Made the tables of jobs, version 1 (H2, schema 'PUBLIC')")
			.doesNotContain("keeps runs in this process");
	}

	@Test
	void keepsJobsInMemoryWhereThatIsAskedFor() {
		this.withWork.withPropertyValues("jobs.store.type=memory", "jobs.store.path=" + this.folder.resolve("jobs"))
			.run((context) -> assertThat(context).hasSingleBean(JobStore.class)
				.hasSingleBean(MemoryJobStore.class)
				.doesNotHaveBean("jobsDataSource"));
	}

	@Test
	void leavesTheStoreToTheApplication() {
		MemoryJobStore own = new MemoryJobStore(Clock.systemUTC(), MemorySettings.standard());
		this.withWork.withBean(JobStore.class, () -> own)
			.run((context) -> assertThat(context.getBean(JobEngine.class).store()).isSameAs(own));
	}

	@Test
	void asksForADataSourceWhereADatabaseIsAskedFor() {
		this.contexts.withPropertyValues("jobs.store.type=jdbc")
			.run(failsWith(InvalidSettingsException.class,
					"jobs.store.type 'jdbc' needs a data source, and there is none", "jobs.store.path"));
	}

	@Test
	void namesBothWaysOutOfSeveralDataSources() {
		this.contexts.withUserConfiguration(Several.class)
			.run(failsWith(InvalidSettingsException.class, "There are several data sources (one, other)",
					"@JobsDataSource", "@Primary"));
	}

	@Test
	void takesThePrimaryDataSource(CapturedOutput output) {
		this.withFile.withUserConfiguration(OneIsPrimary.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Made the tables of jobs, version 1 (H2, schema 'PRIMARY_PLACE')");
	}

	@Test
	void takesTheDataSourceThatIsMarkedAndLeavesThatOfBootAlone(CapturedOutput output) {
		this.withWork.withUserConfiguration(OneIsMarked.class).run((context) -> {
			assertThat(context).hasNotFailed().hasBean("dataSource");
			assertThat(context.getBeanProvider(DataSource.class).getIfAvailable())
				.isSameAs(context.getBean("dataSource"));
		});
		assertThat(output).contains("schema 'MARKED_PLACE'").doesNotContain("schema 'PUBLIC'");
	}

	@Test
	void takesTheDataSourceThatIsMarkedAndTheOnlyOne(CapturedOutput output) {
		this.withFile.withUserConfiguration(OneIsMarked.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("schema 'MARKED_PLACE'");
	}

	@Test
	void doesNotTakeADataSourceThatIsHiddenForSomebodyElse() {
		this.withFile.withUserConfiguration(Hidden.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MemoryJobStore.class));
	}

	@Test
	void refusesTwoDataSourcesForJobs() {
		this.contexts.withUserConfiguration(OneIsMarked.class)
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run(failsWith(InvalidSettingsException.class, "More than one data source is for jobs", "jobsDataSource",
					"remove jobs.store.path"));
	}

	// GB-T4, FR-016
	@Test
	void touchesNoDatabaseWithoutAJob() {
		this.contexts.withBean(DataSource.class, UntouchableDataSource::new)
			.withPropertyValues("jobs.worker.enabled=true")
			.withConfiguration(AutoConfigurations.of(JobsHealthAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(JdbcJobStore.class);
				JobScheduler jobs = context.getBean(JobScheduler.class);
				assertThat(jobs.jobs()).isEmpty();
				assertThat(jobs.queues()).hasSize(1);
				assertThat(context.getBean(JobStore.class).name()).isEqualTo("jdbc");
				assertThat(context.getBean(HealthIndicator.class).health()).extracting("status.code").isEqualTo("UP");
			});
	}

	@Test
	void startsWithoutSpringJdbc() {
		this.withFile
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.boot.sql"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MemoryJobStore.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs.store.type=jdbc", "jobs.store.path=./data/jobs" })
	void asksForSpringJdbcWhereADatabaseIsAskedFor(String property) {
		this.withFile.withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
			.withPropertyValues(property)
			.run(failsWith(InvalidSettingsException.class, property.substring(0, 15), "needs spring-jdbc",
					"org.springframework.boot:spring-boot-starter-jdbc"));
	}

	@Test
	void asksForH2WhereAFileIsAskedFor() {
		this.withFile.withClassLoader(new FilteredClassLoader("org.h2"))
			.withPropertyValues("jobs.store.path=./data/jobs")
			.run(failsWith(InvalidSettingsException.class, "jobs.store.path", "/data/jobs' needs H2",
					"com.h2database:h2"));
	}

	@Test
	void keepsJobsInAFileOfTheirOwn(CapturedOutput output) throws SQLException {
		Path file = this.folder.resolve("new folder/jobs");
		this.withWork.withPropertyValues("jobs.store.path=" + file).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("jobsDataSource", DataSource.class)
				.unwrap(HikariDataSource.class)
				.getMaximumPoolSize()).isEqualTo(10);
			assertThat(context.getBeanProvider(DataSource.class).getIfAvailable())
				.isSameAs(context.getBean("dataSource"));
		});
		assertThat(output).contains("Jobs started: store h2, ").doesNotContain("WARN");
		assertThat(file.resolveSibling("jobs.mv.db")).exists();
		assertThatNoException().as("the file is closed")
			.isThrownBy(() -> DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "").close());
	}

	// S14
	@Test
	void keepsTheFileOpenWhereAThreadIsInterruptedInIt() {
		this.withFile.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs")).run((context) -> {
			DataSource file = context.getBean("jobsDataSource", DataSource.class);
			try (Connection connection = file.getConnection(); Statement statement = connection.createStatement()) {
				statement.execute("CREATE TABLE notes (note int)");
				for (int note = 0; note < 100; note++) {
					Thread.currentThread().interrupt();
					statement.execute("INSERT INTO notes VALUES (" + note + ")");
				}
				assertThat(Thread.interrupted()).isTrue();
				assertThat(connection.isValid(1)).isTrue();
			}
		});
	}

	@Test
	void keepsJobsInAFileWithoutHikari() {
		Path file = this.folder.resolve("jobs");
		this.withFile.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
			.withPropertyValues("jobs.store.path=" + file)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("jobsDataSource", DataSource.class).isWrapperFor(JdbcConnectionPool.class))
					.isTrue();
			});
		assertThatNoException().as("the file is closed")
			.isThrownBy(() -> DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "").close());
	}

	@Test
	void saysThatAnotherProcessHasTheFile() throws SQLException {
		Path file = this.folder.resolve("jobs");
		try (Connection other = DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "")) {
			this.withFile.withPropertyValues("jobs.store.path=" + file)
				.run(failsWith(UnusableDatabaseException.class, "The file '" + file + "'",
						"is in use by another process", "PostgreSQL"));
			assertThat(other.isValid(1)).isTrue();
		}
	}

	@Test
	void saysThatAnotherProcessHasTheFileOfTheApplication() throws SQLException {
		Path file = this.folder.resolve("app");
		try (Connection other = DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "")) {
			this.withWork.withPropertyValues("spring.datasource.url=jdbc:h2:async:" + file + ";WRITE_DELAY=0")
				.run(failsWith(UnusableDatabaseException.class, "The H2 file is in use by another process", "app.mv.db",
						"Stop the other process"));
			assertThat(other.isValid(1)).isTrue();
		}
	}

	@Test
	void saysThatTheFileCannotBeMade() {
		this.withFile.withPropertyValues("jobs.store.path=/proc/none/jobs")
			.run(failsWith(UnusableDatabaseException.class,
					"The file '/proc/none/jobs' (jobs.store.path) cannot be opened", "may create and write"));
	}

	// A folder may be a volume that outlives the process, and the file beside it not.
	@Test
	void refusesAFolderInPlaceOfAFile() {
		this.withFile.withPropertyValues("jobs.store.path=" + this.folder)
			.run(failsWith(UnusableDatabaseException.class, "'" + this.folder + "' (jobs.store.path) is a folder",
					"Name a file in it, such as '" + this.folder.resolve("jobs") + "'"));
		assertThat(this.folder.resolveSibling(this.folder.getFileName() + ".mv.db")).doesNotExist();
	}

	@Test
	void takesAFileThatHasAFolderOfItsNameBesideIt() throws IOException {
		ApplicationContextRunner withPath = this.withFile
			.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"));
		withPath.run((context) -> assertThat(context).hasNotFailed());
		Files.createDirectory(this.folder.resolve("jobs"));
		withPath.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void saysThatAFileIsWhereAFolderShouldBe() throws IOException {
		Path file = Files.createFile(this.folder.resolve("data"));
		this.withFile.withPropertyValues("jobs.store.path=" + file.resolve("jobs"))
			.run(failsWith(UnusableDatabaseException.class, "cannot be opened: '" + file + "' is no folder"));
	}

	@Test
	void saysThatAFolderIsWhereTheFileShouldBe() throws IOException {
		Path file = Files.createDirectory(this.folder.resolve("jobs.mv.db"));
		this.withFile.withPropertyValues("jobs.store.path=" + this.folder.resolve("jobs"))
			.run(failsWith(UnusableDatabaseException.class, "cannot be opened: '" + file + "' is a folder"));
	}

	@Test
	void saysThatTheFileBelongsToSomebodyElse() throws SQLException {
		Path file = this.folder.resolve("app");
		DriverManager.getConnection("jdbc:h2:file:" + file, "owner", "s3cret").close();
		this.withFile.withPropertyValues("jobs.store.path=" + file)
			.run(failsWith(UnusableDatabaseException.class,
					"'" + file + "' (jobs.store.path) is a database with a user",
					"Name a file in jobs.store.path that no other application has made"));
	}

	@Test
	void saysThatTheFileIsDamaged() throws IOException {
		Path file = this.folder.resolve("jobs");
		Files.writeString(this.folder.resolve("jobs.mv.db"), "This is no database".repeat(1_000));
		this.withFile.withPropertyValues("jobs.store.path=" + file)
			.run(failsWith(UnusableDatabaseException.class, "cannot be opened: File corrupted", "backup"));
	}

	@Test
	void refusesAFileOfH2ThatCanOnlyBeRead() throws SQLException {
		String url = "jdbc:h2:async:" + this.folder.resolve("app");
		DriverManager.getConnection(url, "sa", "").close();
		this.withWork
			.withPropertyValues("spring.datasource.username=sa",
					"spring.datasource.url=" + url + ";WRITE_DELAY=0;ACCESS_MODE_DATA=r")
			.run(failsWith(UnusableDatabaseException.class, "can only be read", "Let this process write"));
	}

	@Test
	void asksForThePathWithoutItsEnding() {
		this.withFile.withPropertyValues("jobs.store.path=./data/jobs.mv.db")
			.run(failsWith(InvalidSettingsException.class,
					"jobs.store.path './data/jobs.mv.db' must be the path of a file", "without the ending '.mv.db'"));
	}

	// J7
	@Test
	void refusesAFileOfH2ThatLosesWhatItHasAcknowledged() {
		this.withWork.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + this.folder.resolve("app"))
			.run(failsWith(UnusableDatabaseException.class, "WRITE_DELAY=500", "Add ;WRITE_DELAY=0 to the URL",
					"jobs.store.allow-unsafe-h2=true"));
	}

	@Test
	void takesAFileOfH2ThatLosesWhatItHasAcknowledgedWhereThatIsAccepted(CapturedOutput output) {
		this.withWork
			.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + this.folder.resolve("app"),
					"jobs.store.allow-unsafe-h2=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsPattern("WARN.*WRITE_DELAY=500").containsPattern("WARN.*jdbc:h2:async:");
	}

	@Test
	void saysNothingOfAFileOfH2ThatIsSafe(CapturedOutput output) {
		this.withWork
			.withPropertyValues("spring.datasource.url=jdbc:h2:async:" + this.folder.resolve("app") + ";WRITE_DELAY=0")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void warnsOnceOfAnH2DatabaseInMemory(CapturedOutput output) {
		this.withWork.run((context) -> {
			context.getBean(JobStore.class).now();
			context.getBean(JobStore.class).prepare();
		});
		assertThat(output.toString().split("The H2 database is in memory", -1)).hasSize(2);
	}

	// J8
	@Test
	void stopsWhereTablesAreMissingAndNamesBothWaysOut() {
		this.withWork.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase())
			.run(failsWith(UnusableDatabaseException.class,
					"There are no tables for jobs (PostgreSQL, schema 'public')", "jobs.store.initialize-schema=always",
					"classpath:dev/jobs/store/jdbc/V1__postgresql.sql"));
	}

	@Test
	void makesTheTablesWhereThatIsAskedFor(CapturedOutput output) {
		String url = TestPostgres.emptyDatabase();
		TestPostgres.execute(url, "CREATE SCHEMA ours");
		this.withWork
			.withPropertyValues("spring.datasource.url=" + url, "jobs.store.initialize-schema=always",
					"jobs.store.schema=ours", "jobs.store.table-prefix=acme_", "jobs.namespace=billing")
			.run((context) -> assertThat(context).hasNotFailed());
		TestPostgres.execute(url, "SELECT id FROM ours.acme_run");
		assertThat(output).contains("Jobs started: store postgresql, ");
	}

	@Test
	void letsTheMigrationsOfTheApplicationGoFirst() {
		String url = TestPostgres.emptyDatabase();
		this.withWork.withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
			.withUserConfiguration(EnqueuesEarly.class)
			.withPropertyValues("spring.datasource.url=" + url, "jobs.store.initialize-schema=never",
					"spring.sql.init.mode=always",
					"spring.sql.init.schema-locations=classpath:dev/jobs/store/jdbc/V1__postgresql.sql")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	// S20
	@Test
	void warnsOfWhatMayHurtLater(CapturedOutput output) {
		this.withWork
			.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase(),
					"jobs.store.initialize-schema=always", "spring.datasource.hikari.maximum-pool-size=2",
					"spring.datasource.hikari.auto-commit=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsPattern("WARN.*The pool has 2 connections, which is enough .* fewer than 3.*maximum-pool-size")
			.containsPattern("WARN.*auto-commit off")
			.containsPattern("WARN.*socketTimeout");
	}

	// S9: the connection that listens would leave none to work with
	@Test
	void refusesAPoolWithOneConnectionToPostgres() {
		this.withWork
			.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase(),
					"jobs.store.initialize-schema=always", "spring.datasource.hikari.maximum-pool-size=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(
						"The pool has 1 connection, which listening to other nodes takes: this node needs 2"));
	}

	@Test
	void hasNothingToWarnOfWhereAllIsWell(CapturedOutput output) {
		this.withWork
			.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase(),
					"jobs.store.initialize-schema=always",
					"spring.datasource.hikari.data-source-properties.socketTimeout=60",
					"spring.datasource.hikari.connection-init-sql=SET synchronous_commit TO on")
			.run((context) -> assertThat(context).hasNotFailed());
		// The server that is started for tests does not write to its disk.
		assertThat(output.toString().lines().filter((line) -> !line.contains("fsync")))
			.noneMatch((line) -> line.contains("WARN"));
	}

	@Test
	void doctorFindsWhatTheStartWarnsOf() {
		this.withWork
			.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase(),
					"jobs.store.initialize-schema=always", "spring.datasource.hikari.maximum-pool-size=2",
					"spring.datasource.hikari.auto-commit=false", "jobs.worker.enabled=true",
					"jobs.shutdown.drain-timeout=90s")
			.run((context) -> assertThat(found(context)).contains("pool-size WARNING", "pool-auto-commit WARNING",
					"postgresql-socket-timeout WARNING", "shutdown-phase WARNING"));
	}

	@Test
	void doctorTakesForAWarningWhatHasBeenAccepted() {
		this.withWork
			.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + this.folder.resolve("app"),
					"jobs.store.allow-unsafe-h2=true")
			.run((context) -> assertThat(found(context)).contains("h2-write-delay WARNING", "no-worker WARNING"));
	}

	@Test
	void doctorAsksEachCheckOfTheApplication() {
		this.withFile.withBean(Check.class, () -> () -> List.of(new Finding("own", Severity.ERROR, "It is", "Do")))
			.run((context) -> assertThat(found(context)).first().isEqualTo("own ERROR"));
	}

	private static List<String> found(AssertableApplicationContext context) {
		return context.getBean(Doctor.class)
			.examine()
			.findings()
			.stream()
			.map((finding) -> finding.code() + " " + finding.severity())
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void saysThatTheDatabaseDoesNotLetTheUserIn(String kind) throws SQLException {
		String url = "jdbc:h2:mem:" + UUID.randomUUID();
		if (kind.equals("postgresql")) {
			url = TestPostgres.as("nobody_of_jobs", "s3cret", TestPostgres.emptyDatabase());
		}
		try (Connection first = kind.equals("h2") ? DriverManager.getConnection(url, "sa", "right") : null) {
			this.withWork
				.withPropertyValues("spring.datasource.url=" + url, "spring.datasource.username=nobody_of_jobs",
						"spring.datasource.password=s3cret")
				.run((context) -> {
					assertThat(context).hasFailed();
					assertThat(new JobsFailureAnalyzer(new MockEnvironment()).analyze(context.getStartupFailure()))
						.isNotNull()
						.satisfies((analysis) -> {
							assertThat(analysis.getDescription()).contains("The database of jobs cannot be used",
									"The database does not let user 'nobody_of_jobs' in");
							assertThat(analysis.getAction()).contains("spring.datasource.username",
									"spring.datasource.password");
							assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("s3cret");
						});
				});
		}
	}

	@Test
	void stopsWhereTheDatabaseCannotBeReached() {
		this.withWork
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/none",
					"spring.datasource.hikari.initialization-fail-timeout=1")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(new JobsFailureAnalyzer(new MockEnvironment()).analyze(context.getStartupFailure()))
					.isNotNull()
					.satisfies((analysis) -> {
						assertThat(analysis.getDescription()).contains("The database of jobs cannot be reached",
								"Connection refused");
						// In memory, what is enqueued until the database is back would
						// be lost.
						assertThat(analysis.getAction()).contains("that the server runs").doesNotContain("memory");
					});
			});
	}

	@Test
	void listsAllSettingsThatBreakRules() {
		this.contexts
			.withPropertyValues("jobs.namespace=a b", "jobs.store.schema=x; y", "jobs.store.table-prefix=1",
					"jobs.store.path=./data/")
			.run(failsWith(InvalidSettingsException.class, "jobs.namespace 'a b'", "jobs.store.schema 'x; y'",
					"jobs.store.table-prefix '1'", "jobs.store.path './data/'"));
	}

	@Test
	void explainsItselfWithoutAStack() {
		this.withWork.withPropertyValues("spring.datasource.url=" + TestPostgres.emptyDatabase()).run((context) -> {
			var analysis = new JobsFailureAnalyzer(new MockEnvironment()).analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith("The database of jobs cannot be used:")
				.contains("    - There are no tables for jobs");
			assertThat(analysis.getAction()).startsWith("Set jobs.store.initialize-schema=always");
		});
	}

	@Test
	void takesItsScriptsIntoANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new SchemaScriptHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/jobs/store/jdbc/V1__postgresql.sql"))
			.accepts(hints);
	}

	private static ContextConsumer<AssertableApplicationContext> failsWith(Class<? extends Exception> type,
			String... texts) {
		return (context) -> {
			assertThat(context).hasFailed();
			Throwable cause = context.getStartupFailure();
			while (cause != null && !type.isInstance(cause)) {
				cause = cause.getCause();
			}
			assertThat(cause).as("cause of %s", context.getStartupFailure()).isNotNull();
			assertThat(cause.getMessage()).contains(texts);
		};
	}

	private static DataSource h2(String schema) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
		pool.setConnectionInitSql("CREATE SCHEMA IF NOT EXISTS " + schema + "; SET SCHEMA " + schema);
		pool.setMinimumIdle(1);
		return pool;
	}

	static class Work {

		@JobHandler("work")
		void work() {
		}

	}

	static class UntouchableDataSource extends AbstractDataSource {

		@Override
		public Connection getConnection() {
			throw new AssertionError("There should be no connection");
		}

		@Override
		public Connection getConnection(String user, String password) {
			return getConnection();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Bean
		DataSource one() {
			return h2("one_place");
		}

		@Bean
		DataSource other() {
			return h2("other_place");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneIsPrimary {

		@Bean
		@Primary
		DataSource one() {
			return h2("primary_place");
		}

		@Bean
		DataSource other() {
			return h2("other_place");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneIsMarked {

		@Bean(defaultCandidate = false)
		@JobsDataSource
		DataSource ledger() {
			return h2("marked_place");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden {

		@Bean(defaultCandidate = false)
		DataSource hidden() {
			return new UntouchableDataSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EnqueuesEarly {

		// Uses the store before the context is complete.
		@Bean
		Object early(JobStore store) {
			return store.now();
		}

	}

}
