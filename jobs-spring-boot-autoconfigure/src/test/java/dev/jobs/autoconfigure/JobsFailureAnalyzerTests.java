package dev.jobs.autoconfigure;

import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import dev.jobs.job.InvalidJobException;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.ScheduledJob;
import dev.jobs.schedule.Schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a user reads when an application with jobs does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class JobsFailureAnalyzerTests {

	@Test
	void listsAllProblemsOfAllJobs(CapturedOutput output) {
		failToStart(Wrong.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Jobs are declared in a way that cannot work:")
			.contains("    - Bean 'wrong': Job 'clock'", "dailyAt '25:00' is not a time of day")
			.contains("Wrong#fixed (bean 'wrong'): is static", "remove 'static'")
			.contains("Correct the declarations above")
			.doesNotContain("\tat ");
	}

	// GQ-8
	@Test
	void explainsAnIdThatIsTakenTwice(CapturedOutput output) {
		failToStart(Twice.class);
		assertThat(output).contains("Job 'twice' is already registered by", "Twice#one", "Twice#other");
	}

	// GB-T26, GB-T27
	@Test
	void listsAllSettingsThatBreakRules(CapturedOutput output) {
		failToStart(Empty.class, "--jobs.time-zone=Not/AZone", "--jobs.slow-threshold=-1s");
		assertThat(output).contains("Settings of jobs break rules:")
			.contains("    - jobs.time-zone 'Not/AZone' is not a known time zone")
			.contains("    - jobs.slow-threshold (-1s) must not be negative");
	}

	@Test
	void listsAllValuesThatCannotBeReadTogetherWithThoseThatBreakRules(CapturedOutput output) {
		failToStart(Empty.class, "--jobs.worker.lease=10 sec", "--jobs.worker.heartbeat=20s",
				"--jobs.worker.max-crashes=many", "--jobs.worker.enabled=perhaps", "--jobs.store.type=memroy",
				"--jobs.payload.max-bytes=big", "--jobs.queues=mail", "--jobs.endpoint.security=inherits",
				"--jobs.definitions.x.misfire=maybe", "--jobs.definitions.x.retry-on=java.io.IOExceptoin",
				"--jobs.definitions.x.backoff.multiplier=two", "--jobs.definitions.x.priority=${no.such.key}",
				"--jobs.time-zone=Not/AZone");
		String from = "' from 'commandLineArgs' ";
		assertThat(output).contains("Settings of jobs break rules:")
			.contains("    - jobs.worker.lease '10 sec" + from
					+ "is not a duration; use a form such as '500ms', '30s', '10m' or 'PT30S'")
			.contains("    - jobs.worker.max-crashes 'many" + from + "is not a whole number of at most 2147483647")
			.contains("    - jobs.worker.enabled 'perhaps" + from + "is neither 'true' nor 'false'")
			.contains("    - jobs.store.type 'memroy" + from + "is not one of jdbc, memory; did you mean 'memory'?")
			.contains("    - jobs.payload.max-bytes 'big" + from
					+ "is not a size; use a form such as '512B', '256KB' or '1MB'")
			.contains("    - jobs.queues 'mail" + from
					+ "stands where a group of settings is expected; use 'jobs.queues.<setting>'")
			.contains("    - jobs.endpoint.security 'inherits" + from
					+ "is not one of inherit, cidr-only; did you mean 'inherit'?")
			.contains("    - jobs.definitions.x.misfire 'maybe" + from + "is not one of skip, once, all")
			.contains("    - jobs.definitions.x.retry-on 'java.io.IOExceptoin" + from
					+ "names a class that cannot be found; use full names, such as 'java.io.IOException'")
			.contains("    - jobs.definitions.x.backoff.multiplier 'two" + from + "is not a number")
			.contains("    - jobs.definitions.x.priority '${no.such.key}" + from
					+ "cannot be resolved; set 'no.such.key', or give a default such as '${name:default}'")
			.contains("    - jobs.time-zone 'Not/AZone' is not a known time zone")
			.doesNotContain("three times", "Failed to bind");
	}

	@Test
	void leavesThePropertiesOfTheApplicationToBoot(CapturedOutput output) {
		failToStart(OwnProperties.class, "--jobs.csv.rows=many");
		assertThat(output).contains("Failed to bind properties under 'jobs.csv.rows'");
	}

	@Test
	void namesThePlaceOfASettingThatWinsOverTheCode(CapturedOutput output) {
		failToStart(Clock.class, "--jobs.definitions.clock.daily-at=25:00", "--jobs.definitions.clock.time-zone=x",
				"--jobs.definitions.clock.zone=Mars");
		assertThat(output)
			.contains("    - Job 'clock' (jobs.definitions.clock.daily-at from 'commandLineArgs'): dailyAt '25:00' is")
			.contains("jobs.definitions.clock.time-zone from 'commandLineArgs'; use jobs.definitions.clock.*");
	}

	@Test
	void explainsWhatAnApplicationRegistersItself(CapturedOutput output) {
		failToStart(OwnRegistration.class);
		assertThat(output).contains("    - Job 'monthly'", "monthlyAt '32 12:00'");
	}

	@Test
	void explainsAScheduleThatAnApplicationMakesItself(CapturedOutput output) {
		failToStart(OwnSchedule.class);
		assertThat(output).contains("A schedule cannot work:", "    - cron '61 * * * * *'", "in the code");
	}

	@Test
	void leavesOtherFailuresAlone() {
		assertThat(new JobsFailureAnalyzer(new MockEnvironment()).analyze(new IllegalStateException("other"))).isNull();
		assertThat(new JobsFailureAnalyzer(new MockEnvironment())
			.analyze(new RuntimeException(new InvalidJobException("ours")))).isNotNull();
	}

	private static void failToStart(Class<?> source, String... arguments) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(value = "wrong", proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Wrong {

		@ScheduledJob(id = "clock", dailyAt = "25:00")
		void clock() {
		}

		@ScheduledJob(id = "fixed", fixedRate = "1h")
		static void fixed() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Twice {

		@ScheduledJob(id = "twice", fixedRate = "1h")
		void one() {
		}

		@ScheduledJob(id = "twice", fixedRate = "1h")
		void other() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnRegistration {

		@Bean
		Object own(JobRegistrar jobs) {
			jobs.monthlyAt("monthly", 32, LocalTime.NOON, (context) -> {
			});
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Clock {

		@ScheduledJob(id = "clock", dailyAt = "05:00")
		void clock() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableConfigurationProperties(Csv.class)
	static class OwnProperties {

	}

	@ConfigurationProperties("jobs.csv")
	record Csv(int rows) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnSchedule {

		@Bean
		Schedule own() {
			return Schedule.cron("61 * * * * *", ZoneId.of("UTC"));
		}

	}

}
