package dev.jobs.autoconfigure;

import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

	@ParameterizedTest
	@CsvSource({ "--jobs.worker.lease=10 sec,jobs.worker.lease", "--jobs.store.type=mongo,jobs.store.type",
			"--jobs.definitions.x.misfire=maybe,jobs.definitions.x.misfire" })
	void leavesValuesOfAnotherTypeToBoot(String argument, String key, CapturedOutput output) {
		failToStart(Empty.class, argument);
		assertThat(output).contains("Failed to bind properties under '" + key + "'");
	}

	@Test
	void explainsWhatAnApplicationRegistersItself(CapturedOutput output) {
		failToStart(OwnRegistration.class);
		assertThat(output).contains("    - Job 'monthly'", "monthlyAt '32 12:00'");
	}

	@Test
	void explainsAScheduleThatAnApplicationMakesItself(CapturedOutput output) {
		failToStart(OwnSchedule.class);
		assertThat(output).contains("Settings of jobs break rules:", "    - cron '61 * * * * *'");
	}

	@Test
	void leavesOtherFailuresAlone() {
		assertThat(new JobsFailureAnalyzer().analyze(new IllegalStateException("other"))).isNull();
		assertThat(new JobsFailureAnalyzer().analyze(new RuntimeException(new InvalidJobException("ours"))))
			.isNotNull();
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
	static class OwnSchedule {

		@Bean
		Schedule own() {
			return Schedule.cron("61 * * * * *", ZoneId.of("UTC"));
		}

	}

}
