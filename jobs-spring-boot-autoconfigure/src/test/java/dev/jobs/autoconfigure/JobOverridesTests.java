package dev.jobs.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import dev.jobs.job.Completion;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.JobDeclaration;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.job.JobOptions;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How settings under {@code jobs.definitions} find their job.
 */
class JobOverridesTests {

	@ParameterizedTest
	@CsvSource({ "send-receipt,jobs.definitions.send-receipt.queue", "sendReceipt,jobs.definitions.send-receipt.queue",
			"sendReceipt,jobs.definitions.sendReceipt.queue", "send-receipt,jobs.definitions.SEND_RECEIPT.queue",
			"send_receipt,jobs.definitions.[send_receipt].queue", "my.job:1,jobs.definitions.[my.job:1].queue",
			"my.job,jobs.definitions.my.job.queue", "Mail.Daily-Report,jobs.definitions.mail.daily-report.queue" })
	void findTheJobHoweverItsIdIsWritten(String id, String key) {
		assertThat(define(id, overrides(properties(Map.of(key, "mail")))).queue()).isEqualTo("mail");
	}

	@ParameterizedTest
	@CsvSource({ "send-receipt,JOBS_DEFINITIONS_SENDRECEIPT_QUEUE", "my.job:1,JOBS_DEFINITIONS_MYJOB1_QUEUE",
			"send-receipt,JOBS_DEFINITIONS_SEND_RECEIPT_QUEUE", "my.job,JOBS_DEFINITIONS_MY_JOB_QUEUE" })
	void findTheJobOfAnEnvironmentVariable(String id, String variable) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "mail")));
		assertThat(define(id, overrides(environment)).queue()).isEqualTo("mail");
	}

	@Test
	void preferTheKeyThatIsWrittenLikeTheId() {
		JobOverrides overrides = overrides(
				properties(Map.of("jobs.definitions.[a.b].queue", "exact", "jobs.definitions.ab.queue", "other")));
		assertThat(define("a.b", overrides).queue()).isEqualTo("exact");
		assertThat(define("ab", overrides).queue()).isEqualTo("other");
	}

	@Test
	void setEverythingThatCodeCanSet() {
		JobDefinition job = define("purge",
				overrides(properties(Map.ofEntries(Map.entry("jobs.definitions.purge.daily-at", "03:00"),
						Map.entry("jobs.definitions.purge.zone", "Europe/Rome"),
						Map.entry("jobs.definitions.purge.misfire", "skip"),
						Map.entry("jobs.definitions.purge.misfire-limit", "2h"),
						Map.entry("jobs.definitions.purge.priority", "7"),
						Map.entry("jobs.definitions.purge.concurrency", "3"),
						Map.entry("jobs.definitions.purge.timeout", "10m"),
						Map.entry("jobs.definitions.purge.deadline", "PT1H"),
						Map.entry("jobs.definitions.purge.completion", "immediate"),
						Map.entry("jobs.definitions.purge.max-attempts", "4"),
						Map.entry("jobs.definitions.purge.backoff.delays", "1s,5s"),
						Map.entry("jobs.definitions.purge.no-retry-on", "java.lang.IllegalStateException"),
						Map.entry("jobs.definitions.purge.aliases", "old-purge,older-purge")))));
		assertThat(String.valueOf(job.schedule())).contains("Europe/Rome");
		assertThat(job.misfire().limit()).isEqualTo(Duration.ofHours(2));
		assertThat(job.priority()).isEqualTo(7);
		assertThat(job.concurrency()).isEqualTo(3);
		assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(10));
		assertThat(job.deadline()).isEqualTo(Duration.ofHours(1));
		assertThat(job.completion()).isEqualTo(Completion.IMMEDIATE);
		assertThat(job.retryPolicy().maxAttempts()).isEqualTo(4);
		assertThat(job.aliases()).containsExactly("old-purge", "older-purge");
	}

	@Test
	void disableAScheduleWithADash() {
		assertThat(define("purge", overrides(properties(Map.of("jobs.definitions.purge.cron", "-")))).schedule())
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "14:30,14:30", "3:05,03:05", "03:05,03:05", "'\"23:59\"',23:59", "1:00,01:00" })
	void readATimeOfDayThatYamlTakesForANumber(String written, String expected) throws IOException {
		ConfigurableEnvironment environment = yaml("jobs: {definitions: {purge: {daily-at: " + written + "}}}");
		assertThat(String.valueOf(define("purge", overrides(environment)).schedule())).contains(expected);
	}

	@Test
	void knowTheIdsThatNobodyDeclared() {
		JobOverrides overrides = overrides(
				properties(Map.of("jobs.definitions.purge.queue", "a", "jobs.definitions.my.job.queue", "b",
						"jobs.definitions.typo.queue", "c", "jobs.definitions.[no.such].queue", "d")));
		define("purge", overrides);
		define("my.job", overrides);
		assertThat(overrides.unused()).containsExactly("no.such", "typo");
	}

	@ParameterizedTest
	@CsvSource({ "purge,purge", "my.job,'\"[my.job]\"'", "my.job,my: {job", "dailyReport,daily-report" })
	void nameTheKeysAndLinesOfTwoSchedules(String id, String key) throws IOException {
		String end = key.contains("{") ? "}" : "";
		JobOverrides overrides = overrides(yaml("""
				jobs: {definitions: {%s: {
				  cron: "0 0 3 * * *",
				  backoff: {max-delay: soon},
				  fixed-rate: 30s}}}%s
				""".formatted(key, end)));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> define(id, overrides))
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(2)
				.anySatisfy((it) -> assertThat(it).startsWith("Job '" + id + "': has more than one schedule (jobs.def")
					.containsPattern("fixed-rate from .* - 4:15, jobs.*cron from .* - 2:9\\); keep one of them"))
				.anySatisfy((it) -> assertThat(it).contains("backoff.max-delay from ", " - 3:24", "'soon'")));
	}

	@Test
	void tellAllValuesThatCannotBeReadWithAllElseThatIsWrong() {
		JobOverrides overrides = overrides(properties(Map.of("jobs.definitions.my.job.priority", "high",
				"jobs.definitions.my.job.misfire", "maybe", "jobs.definitions.my.job.timeout", "soon")));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> define("my.job", overrides))
			.satisfies((ex) -> assertThat(ex.getProblems()).satisfiesExactlyInAnyOrder(
					(it) -> assertThat(it)
						.contains("jobs.definitions.my.job.priority 'high' from 'test' is not a whole number"),
					(it) -> assertThat(it).contains("jobs.definitions.my.job.misfire 'maybe' from 'test'"),
					(it) -> assertThat(it).contains("timeout 'soon'")));
	}

	@Test
	void setThePayloadVersionBackToTheFirst() {
		JobOverrides overrides = overrides(properties(Map.of("jobs.definitions.mail.payload-version", "1")));
		assertThat(define("mail", Kind.ON_DEMAND, new JobOptions().payloadVersion(2), overrides).payloadVersion())
			.isOne();
		assertThat(define("other", Kind.ON_DEMAND, new JobOptions().payloadVersion(2), overrides).payloadVersion())
			.isEqualTo(2);
	}

	private static JobDefinition define(String id, JobOverrides overrides) {
		return define(id, Kind.RECURRING, new JobOptions().fixedRate("30s").queue("code"), overrides);
	}

	private static JobDefinition define(String id, Kind kind, JobOptions options, JobOverrides overrides) {
		JobRegistry registry = new JobRegistry();
		JobRegistrar registrar = new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec(),
				overrides);
		registrar.register(new JobDeclaration(id, kind, "test", null, (payload, context) -> null, options));
		return registry.require(id);
	}

	private static JobOverrides overrides(ConfigurableEnvironment environment) {
		JobsProperties properties = Binder.get(environment).bindOrCreate("jobs", JobsProperties.class);
		return new JobOverrides(properties.definitions(), environment);
	}

	private static ConfigurableEnvironment properties(Map<String, Object> properties) {
		return environment(new MapPropertySource("test", properties));
	}

	private static ConfigurableEnvironment yaml(String text) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test",
				new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
		return environment(sources.get(0));
	}

	private static ConfigurableEnvironment environment(PropertySource<?> source) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(source);
		return environment;
	}

}
