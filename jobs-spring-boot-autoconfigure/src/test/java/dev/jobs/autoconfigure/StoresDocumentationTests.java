package dev.jobs.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.jobs.JobRequest;
import dev.jobs.JobScheduler;
import dev.jobs.job.JobHandler;
import dev.jobs.run.RunState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Holds {@code docs/stores.md} to what there is.
 */
class StoresDocumentationTests {

	private static final Path PAGE = Path.of("../docs/stores.md");

	private final String owner = "owner_" + UUID.randomUUID().toString().substring(0, 8);

	private final String user = "app_" + UUID.randomUUID().toString().substring(0, 8);

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				JobsJdbcStoreAutoConfiguration.class, JobsMemoryStoreAutoConfiguration.class,
				JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class))
		.withBean(Work.class);

	// J9
	@Test
	void grantsWhatAnApplicationNeedsAndNotMore() throws IOException {
		String url = TestPostgres.emptyDatabase();
		TestPostgres.execute(url, script().replace("\\i V1__postgresql.sql", tables()));
		String asUser = TestPostgres.as(this.user, "change-me", url);
		this.contexts
			.withPropertyValues("spring.datasource.url=" + asUser, "jobs.store.schema=jobs",
					"jobs.store.initialize-schema=never")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				JobScheduler jobs = context.getBean(JobScheduler.class);
				UUID run = jobs.submit(JobRequest.of("work", null).key("one").label("order", "1")).runId();
				jobs.await(run, String.class, Duration.ofSeconds(30));
				assertThat(jobs.find(run)).get().extracting("state").isEqualTo(RunState.SUCCEEDED);
				jobs.pause("work");
				jobs.resume("work");
			});
		assertThatThrownBy(() -> TestPostgres.execute(asUser, "CREATE TABLE jobs.other (id int)"))
			.hasMessageContaining("permission denied");
		assertThatThrownBy(() -> TestPostgres.execute(asUser, "DELETE FROM jobs.jobs_schema"))
			.hasMessageContaining("permission denied");
	}

	private String script() throws IOException {
		Matcher block = Pattern.compile("^```sql\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(Files.readString(PAGE));
		assertThat(block.find()).isTrue();
		String script = block.group(1).replace("jobs_owner", this.owner).replace("jobs_app", this.user);
		assertThat(block.find()).as("another block that needs a test").isFalse();
		return script;
	}

	private static String tables() throws IOException {
		try (var script = JobsProperties.class.getResourceAsStream("/dev/jobs/store/jdbc/V1__postgresql.sql")) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	static class Work {

		@JobHandler("work")
		void work() {
		}

	}

}
