package dev.jobs.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which keys are warned about because they have no effect.
 */
class UnknownSettingsTests {

	private static final List<String> JOBS = List.of("mail.daily-report", "purge", "send-receipt");

	@ParameterizedTest
	@CsvSource({ "jobs.worker.lese, jobs.worker.lease", "jobs.worker.pollIntervall, jobs.worker.poll-interval",
			"jobs.worker.drain_timeout,", "jobs.shutdown.timeout,", "jobs.store.capacity, jobs.store.memory.capacity",
			"jobs.store.memory.capactiy, jobs.store.memory.capacity", "jobs.store.type.memory,",
			"jobs.endpoint.cidr-allow-lists, jobs.endpoint.cidr-allowlist",
			"jobs.queues.mail.concurency, jobs.queues.mail.concurrency",
			"jobs.queues.mail.eu.concurrency, jobs.queues[mail.eu].concurrency",
			"jobs.definitions.purge.corn, jobs.definitions.purge.cron",
			"jobs.definitions.purge.max-delay, jobs.definitions.purge.backoff.max-delay",
			"jobs.definitions.purge.backoff.dealy, jobs.definitions.purge.backoff.delay",
			"jobs.definitions[send-receipt].qeue, jobs.definitions[send-receipt].queue",
			"jobs.definitions[a:b].qeue, jobs.definitions[a:b].queue",
			"jobs.definitions.mail.daily-report.qeue, jobs.definitions.mail.daily-report.queue" })
	void namesTheKeyAndTheOneMeant(String key, String meant) {
		assertThat(unknown(key)).singleElement()
			.asString()
			.matches("jobs\\S+ from 'test'; .+")
			.contains((meant != null) ? "did you mean " + meant + "?" : "use jobs.");
	}

	@Test
	void namesTheJobMeant() {
		assertThat(unknown("jobs.definitions.mail.dialy-report.queue")).containsExactly(
				"jobs.definitions.mail.dialy-report.queue from 'test'; there is no job 'mail.dialy-report'; "
						+ "did you mean 'mail.daily-report'?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs.time-zone", "jobs.timeZone", "jobs.tiem-zone", "jobs.csv.folder",
			"jobs.workers.lese", "jobsworker.lese", "other.jobs.worker.lese", "jobs.worker.poll-interval",
			"jobs.worker.pollInterval", "jobs.worker.poll_interval", "jobs.WORKER.POLLINTERVAL",
			"jobs.store.memory.max-finished", "jobs.endpoint.cidr-allowlist", "jobs.endpoint.cidr-allowlist[0]",
			"jobs.endpoint.trustedProxies[12]", "jobs.queues.anything-at-all.concurrency",
			"jobs.queues[a b].concurrency", "jobs.queues.mail", "jobs.definitions.no-such-job.queue",
			"jobs.definitions.purge.dailyAt", "jobs.definitions.purge.backoff.delays[3]",
			"jobs.definitions.purge.backoff", "jobs.definitions[a.b].cron", "jobs.definitions.sendReceipt.retry-on[0]",
			"jobs.definitions.mail.daily-report.backoff.max-delay" })
	void leavesAllOtherKeysAlone(String key) {
		assertThat(unknown(key)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "JOBS_WORKER_LESE, JOBS_WORKER_LEASE", "JOBS_WORKER_POLLINTERVALL, JOBS_WORKER_POLLINTERVAL",
			"JOBS_DEFINITIONS_PURGE_CORN, JOBS_DEFINITIONS_PURGE_CRON",
			"JOBS_DEFINITIONS_SENDRECEIPT_QEUE, JOBS_DEFINITIONS_SENDRECEIPT_QUEUE",
			"JOBS_DEFINITIONS_SEND_RECEIPT_QEUE, JOBS_DEFINITIONS_SEND_RECEIPT_QUEUE" })
	void namesTheVariableAndTheOneMeant(String variable, String meant) {
		assertThat(unknownVariable(variable)).containsExactly(variable + "; did you mean " + meant + "?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "JOBS_TIMEZONE", "JOBS_TIME_ZONE", "JOBS_HOME", "JOBS_CSV_FOLDER",
			"JOBS_WORKER_POLLINTERVAL", "JOBS_WORKER_POLL_INTERVAL", "JOBS_STORE_MEMORY_MAX_FINISHED",
			"JOBS_ENDPOINT_CIDRALLOWLIST", "JOBS_ENDPOINT_CIDRALLOWLIST_0", "JOBS_ENDPOINT_CIDR_ALLOWLIST_0",
			"JOBS_QUEUES_MAIL_CONCURRENCY", "JOBS_DEFINITIONS_SENDRECEIPT_MAXATTEMPTS",
			"JOBS_DEFINITIONS_SENDRECEIPT_MAX_ATTEMPTS", "JOBS_DEFINITIONS_SEND_RECEIPT_MAX_ATTEMPTS",
			"JOBS_DEFINITIONS_MAIL_DAILY_REPORT_BACKOFF_MAX_DELAY", "JOBS_DEFINITIONS_PURGE_ALIASES_0" })
	void leavesAllOtherVariablesAlone(String variable) {
		assertThat(unknownVariable(variable)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "JOBS_WORKER_SERVICE_HOST", "JOBS_WORKER_SERVICE_PORT", "JOBS_WORKER_SERVICE_PORT_HTTP",
			"JOBS_WORKER_PORT", "JOBS_WORKER_PORT_80_TCP", "JOBS_WORKER_PORT_80_TCP_ADDR" })
	void leavesVariablesOfKubernetesAlone(String variable) {
		assertThat(unknownVariable(variable)).isEmpty();
	}

	@Test
	void saysWhereAKeyWasWritten() throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test", new ByteArrayResource("""
				jobs:
				  shutdown:
				    drain-timout: 5s
				  worker:
				    colour: red
				""".getBytes(StandardCharsets.UTF_8), "my.yml"));
		assertThat(unknown(sources.get(0))).satisfiesExactly(
				(it) -> assertThat(it).startsWith("jobs.shutdown.drain-timout from ")
					.contains("my.yml", "3:19", "did you mean jobs.shutdown.drain-timeout?"),
				(it) -> assertThat(it).startsWith("jobs.worker.colour from ")
					.contains("5:13", "use jobs.worker.* with enabled, concurrency, poll-interval, lease"));
	}

	private static List<String> unknown(String key) {
		return unknown(new MapPropertySource("test", Map.of(key, "1")));
	}

	private static List<String> unknownVariable(String name) {
		return unknown(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(name, "1")));
	}

	private static List<String> unknown(PropertySource<?> source) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(source);
		return new UnknownSettings(environment, JOBS).find();
	}

}
