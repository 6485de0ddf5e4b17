package dev.jobs.autoconfigure;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.engine.EngineSettings;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.JobDefaults;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What properties become.
 */
class JobsSettingsReaderTests {

	@Test
	void areTheDefaultsOfTheEngineWithoutAnyProperty() {
		JobsSettings settings = read();
		assertThat(settings.engine()).isEqualTo(EngineSettings.standard());
		assertThat(settings.memory()).isEqualTo(MemorySettings.standard());
		assertThat(settings.defaults()).usingRecursiveComparison()
			.ignoringFields("zone")
			.isEqualTo(JobDefaults.standard());
		assertThat(settings.maxPayloadBytes()).isEqualTo(256 * 1024);
		assertThat(settings.findings()).isEmpty();
	}

	// GB-T26
	@ParameterizedTest
	@CsvSource({ "'',UTC", "UTC,UTC", "America/New_York,America/New_York" })
	void acceptsRegions(String zone, String expected) {
		assertThat(read("jobs.time-zone", zone).defaults().zone()).isEqualTo(ZoneId.of(expected));
	}

	// GB-T26
	@Test
	void takesADashForTheZoneOfTheHost() {
		assertThat(read("jobs.time-zone", "-").defaults().zone()).isEqualTo(ZoneId.systemDefault());
	}

	// GB-T26, J4
	@ParameterizedTest
	@ValueSource(strings = { "Not/AZone", "xyz", "+05:30", "EST" })
	void refusesWhatIsNoRegion(String zone) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> read("jobs.time-zone", zone))
			.withMessageContaining("jobs.time-zone '" + zone + "'");
	}

	// GB-T27, X45
	@ParameterizedTest
	@CsvSource({ "0,0,PT20S,PT25S", "18s,2s,PT18S,PT2S" })
	void takesZeroForTheDefault(String drain, String slow, Duration expectedDrain, Duration expectedSlow) {
		EngineSettings settings = read("jobs.shutdown.drain-timeout", drain, "jobs.slow-threshold", slow).engine();
		assertThat(settings.drainTimeout()).isEqualTo(expectedDrain);
		assertThat(settings.worker().slowThreshold()).isEqualTo(expectedSlow);
	}

	// GB-T27
	@Test
	void keepsALongDrainWhereThePhaseIsLongEnough() {
		JobsSettings settings = read("jobs.shutdown.drain-timeout", "90s",
				"spring.lifecycle.timeout-per-shutdown-phase", "2m");
		assertThat(settings.engine().drainTimeout()).isEqualTo(Duration.ofSeconds(90));
		assertThat(settings.findings()).isEmpty();
	}

	// L2
	@Test
	void shortensADrainThatWouldOutliveThePhase() {
		JobsSettings settings = read("jobs.shutdown.drain-timeout", "90s");
		assertThat(settings.engine().drainTimeout()).isEqualTo(Duration.ofSeconds(22));
		assertThat(settings.engine().abortTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings.findings()).singleElement()
			.asString()
			.contains("jobs.shutdown.drain-timeout (90s)", "spring.lifecycle.timeout-per-shutdown-phase (30s)",
					"shortened to 22s and 5s");
	}

	// L2
	@ParameterizedTest
	@CsvSource({ "kubernetes,20s,false", "kubernetes,22s,true", "heroku,22s,false" })
	void comparesAStopWithWhatKubernetesGives(String platform, String drain, boolean found) {
		List<Finding> findings = read("spring.main.cloud-platform", platform, "jobs.shutdown.drain-timeout", drain)
			.findings();
		assertThat(findings).extracting(Finding::code).isEqualTo(found ? List.of("shutdown-grace") : List.of());
		assertThat(findings).extracting(Finding::severity).allMatch((severity) -> severity == Severity.INFO);
		assertThat(findings).allSatisfy((finding) -> assertThat(finding.message())
			.startsWith("A stop may take 31s, and Kubernetes kills the process after 30s"));
	}

	@Test
	void sharesAShortPhaseBetweenDrainAndAbort() {
		EngineSettings settings = read("spring.lifecycle.timeout-per-shutdown-phase", "2s").engine();
		assertThat(settings.drainTimeout()).isEqualTo(Duration.ofMillis(900));
		assertThat(settings.abortTimeout()).isEqualTo(Duration.ofMillis(900));
	}

	@ParameterizedTest
	@CsvSource({ "jobs.slow-threshold,-1s", "jobs.shutdown.drain-timeout,-1s", "jobs.shutdown.abort-timeout,-1s",
			"jobs.worker.concurrency,-1", "jobs.worker.concurrency,10001", "jobs.worker.poll-interval,1ms",
			"jobs.worker.lease,1s", "jobs.worker.heartbeat,0", "jobs.worker.heartbeat,11s", "jobs.worker.max-crashes,0",
			"jobs.queues.mail.concurrency,-4", "jobs.payload.max-bytes,0", "jobs.payload.max-bytes,1GB",
			"jobs.store.memory.capacity,0", "jobs.store.memory.max-finished,-1", "jobs.keys.retention,-1h",
			"jobs.retention.succeeded,-1d", "jobs.retention.failed,-1d", "jobs.retention.max-per-job,0",
			"jobs.misfire.limit,-1s" })
	void namesTheKeyThatIsOutOfRange(String key, String value) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> read(key, value))
			.satisfies((ex) -> assertThat(ex.getProblems()).isNotEmpty()
				.allSatisfy((problem) -> assertThat(problem).contains(key)));
	}

	@Test
	void tellsAllProblemsAtOnce() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> read("jobs.time-zone", "xyz", "jobs.slow-threshold", "-1s", "jobs.worker.lease", "1s",
					"jobs.worker.poll-interval", "0", "jobs.store.memory.capacity", "0", "jobs.keys.retention", "-1s"))
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(7));
	}

	@Test
	void refusesAStoreItDoesNotKnow() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> read("jobs.store.type", "mongo"))
			.withMessageContaining("jobs.store.type");
	}

	@Test
	void readsQueuesByName() {
		Map<String, Integer> queues = read("jobs.queues.mail.concurrency", "2", "jobs.queues.slow-lane.concurrency",
				"0", "jobs.worker.concurrency", "7")
			.engine()
			.worker()
			.queues();
		assertThat(queues).containsOnly(Map.entry("mail", 2), Map.entry("slow-lane", 7));
	}

	@Test
	void refusesQueuesThatCannotBeNamedLikeThat() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> read("jobs.queues[a b].concurrency", "2"))
			.withMessageContaining("jobs.queues.a b");
	}

	@Test
	void leavesOtherKeysToTheApplication() {
		assertThat(read("jobs.csv.folder", "/data", "jobs.worker.colour", "red").engine())
			.isEqualTo(EngineSettings.standard());
	}

	@ParameterizedTest
	@CsvSource({ "jobs.worker.node-name,web-1,web-1", "HOSTNAME,pod-7.local,pod-7.local",
			"spring.application.name,My Shop,My-Shop" })
	void namesTheNode(String key, String value, String expected) {
		assertThat(read(key, value).engine().nodeName()).isEqualTo(expected);
	}

	@Test
	void makesAnOddNodeNamePrintable() {
		JobsSettings settings = read("jobs.worker.node-name", "a\nb".repeat(50));
		assertThat(settings.engine().nodeName()).hasSize(64).matches("[ab-]+");
		assertThat(settings.findings()).singleElement().asString().contains("jobs.worker.node-name");
	}

	private static JobsSettings read(String... pairs) {
		MockEnvironment environment = new MockEnvironment();
		Map<String, String> properties = new TreeMap<>();
		for (int i = 0; i < pairs.length; i += 2) {
			properties.put(pairs[i], pairs[i + 1]);
		}
		properties.forEach(environment::setProperty);
		JobsProperties bound = Binder.get(environment).bindOrCreate("jobs", JobsProperties.class);
		return new JobsSettingsReader(bound, environment).read();
	}

}
