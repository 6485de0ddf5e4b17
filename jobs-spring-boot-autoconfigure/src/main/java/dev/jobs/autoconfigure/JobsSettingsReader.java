package dev.jobs.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.engine.EngineSettings;
import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.Names;
import dev.jobs.lease.LeaseSettings;
import dev.jobs.schedule.MisfireRule;
import dev.jobs.schedule.ScheduleText;
import dev.jobs.store.Retention;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.memory.MemorySettings;
import dev.jobs.worker.WorkerSettings;

/**
 * Turns properties into settings and collects all that is wrong with them, so that a user
 * sees all mistakes at once.
 */
final class JobsSettingsReader {

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration KUBERNETES_GRACE = Duration.ofSeconds(30);

	private static final DataSize LARGEST_PAYLOAD = DataSize.ofMegabytes(64);

	private static final int LONGEST_NODE_NAME = 64;

	private final JobsProperties properties;

	private final Environment environment;

	private final List<String> problems = new ArrayList<>();

	private final List<Finding> findings = new ArrayList<>();

	JobsSettingsReader(JobsProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Read the settings.
	 * @return the settings
	 * @throws InvalidSettingsException if the properties break rules, with all problems
	 */
	JobsSettings read() {
		EngineSettings engine = engine();
		JobDefaults defaults = defaults();
		MemorySettings memory = memory();
		DatabaseSettings database = database(memory.keysRetention());
		int maxPayloadBytes = maxPayloadBytes();
		if (!this.problems.isEmpty()) {
			throw new InvalidSettingsException(this.problems);
		}
		return new JobsSettings(engine, defaults, memory, database, maxPayloadBytes, List.copyOf(this.findings));
	}

	private EngineSettings engine() {
		JobsProperties.Worker worker = this.properties.worker();
		LeaseSettings lease = new LeaseSettings(worker.lease(), worker.heartbeat(), worker.maxCrashes());
		Duration drain = orDefault(this.properties.shutdown().drainTimeout(), EngineSettings.standard().drainTimeout());
		Duration abort = orDefault(this.properties.shutdown().abortTimeout(), EngineSettings.standard().abortTimeout());
		WorkerSettings workerSettings = worker();
		Retention retention = retention();
		String nodeName = nodeName();
		EngineSettings settings = guarded(
				() -> new EngineSettings(nodeName, worker.enabled(), workerSettings, lease, retention, drain, abort),
				EngineSettings.standard());
		EngineSettings fitted = fitted(settings);
		compareWithPlatform(fitted);
		return fitted;
	}

	private static Duration orDefault(Duration value, Duration standard) {
		return value.isZero() ? standard : value;
	}

	private WorkerSettings worker() {
		JobsProperties.Worker worker = this.properties.worker();
		WorkerSettings standard = WorkerSettings.standard();
		int given = guarded(() -> concurrency("jobs.worker.concurrency", worker.concurrency()), 0);
		int concurrency = (given > 0) ? given : standard.concurrency();
		Duration poll = guarded(() -> pollInterval(worker.pollInterval()), standard.pollInterval());
		Duration slow = guarded(() -> slowThreshold(this.properties.slowThreshold()), standard.slowThreshold());
		return new WorkerSettings(concurrency, queues(concurrency), poll, slow,
				this.properties.log().exceptionMessages());
	}

	// The record refuses the first bad value; each is tried alone to hear of them all.
	private static Duration pollInterval(Duration interval) {
		return new WorkerSettings(1, Map.of(), interval, Duration.ZERO, true).pollInterval();
	}

	private static Duration slowThreshold(Duration threshold) {
		WorkerSettings standard = WorkerSettings.standard();
		Duration effective = orDefault(threshold, standard.slowThreshold());
		return new WorkerSettings(1, Map.of(), standard.pollInterval(), effective, true).slowThreshold();
	}

	private static int concurrency(String name, @Nullable Integer number) {
		if (number == null || number == 0) {
			return 0;
		}
		if (number < 0 || number > 10_000) {
			throw new IllegalArgumentException(
					"%s (%d) must be from 1 to 10000, or 0 for the default".formatted(name, number));
		}
		return number;
	}

	private Map<String, Integer> queues(int standard) {
		Map<String, Integer> queues = new HashMap<>();
		this.properties.queues().forEach((name, queue) -> {
			String key = "jobs.queues." + Names.shown(name);
			if (!Names.isQueue(name)) {
				this.problems.add(key + ": the name of a queue has 1 to 100 letters, digits and . _ - and begins with "
						+ "a letter or digit");
			}
			int concurrency = guarded(() -> concurrency(key + ".concurrency", queue.concurrency()), 0);
			queues.put(name, (concurrency > 0) ? concurrency : standard);
		});
		return queues;
	}

	private Retention retention() {
		JobsProperties.Retention retention = this.properties.retention();
		boolean valid = notNegative("jobs.retention.succeeded", retention.succeeded())
				& notNegative("jobs.retention.failed", retention.failed())
				& atLeastOne("jobs.retention.max-per-job", retention.maxPerJob());
		return valid ? new Retention(retention.succeeded(), retention.failed(), retention.maxPerJob())
				: Retention.standard();
	}

	private boolean notNegative(String name, Duration value) {
		if (value.isNegative()) {
			this.problems.add("%s (%s) must not be negative".formatted(name, Names.shown(value)));
		}
		return !value.isNegative();
	}

	private boolean atLeastOne(String name, long value) {
		if (value < 1) {
			this.problems.add("%s (%d) must be at least 1".formatted(name, value));
		}
		return value >= 1;
	}

	private MemorySettings memory() {
		JobsProperties.Store.Memory memory = this.properties.store().memory();
		MemorySettings standard = MemorySettings.standard();
		int capacity = guarded(() -> new MemorySettings(memory.capacity(), 0, Duration.ZERO), standard).capacity();
		int finished = guarded(() -> new MemorySettings(1, memory.maxFinished(), Duration.ZERO), standard)
			.maxFinished();
		Duration keys = guarded(() -> new MemorySettings(1, 0, this.properties.keys().retention()), standard)
			.keysRetention();
		return new MemorySettings(capacity, finished, keys);
	}

	private DatabaseSettings database(Duration keysRetention) {
		JobsProperties.Store store = this.properties.store();
		return new DatabaseSettings(store.type(),
				guarded(() -> file(store.path()), Optional.<Path>empty()).orElse(null), store.initializeSchema(),
				store.allowUnsafeH2(), jdbc(store, keysRetention));
	}

	private JdbcSettings jdbc(JobsProperties.Store store, Duration keysRetention) {
		String given = StringUtils.hasText(store.schema()) ? store.schema().strip() : null;
		String prefix = guarded(() -> named("default", null, store.tablePrefix()).tablePrefix(),
				JdbcSettings.DEFAULT_PREFIX);
		String schema = guarded(
				() -> Optional.ofNullable(named("default", given, JdbcSettings.DEFAULT_PREFIX).schema()),
				Optional.<String>empty())
			.orElse(null);
		String namespace = guarded(
				() -> named(this.properties.namespace(), null, JdbcSettings.DEFAULT_PREFIX).namespace(), "default");
		return new JdbcSettings(namespace, schema, prefix, keysRetention);
	}

	private static JdbcSettings named(String namespace, @Nullable String schema, String prefix) {
		return new JdbcSettings(namespace, schema, prefix, Duration.ZERO);
	}

	private static Optional<Path> file(@Nullable String path) {
		if (!StringUtils.hasText(path)) {
			return Optional.empty();
		}
		String stripped = path.strip();
		if (stripped.contains(";") || stripped.endsWith("/") || stripped.endsWith("\\")
				|| stripped.endsWith(".mv.db")) {
			throw new IllegalArgumentException(
					"jobs.store.path '%s' must be the path of a file, without a semicolon and without the ending '.mv.db', such as './data/jobs'"
						.formatted(path));
		}
		String home = stripped.startsWith("~/") ? System.getProperty("user.home") + stripped.substring(1) : stripped;
		return Optional.of(Path.of(home).toAbsolutePath().normalize());
	}

	private JobDefaults defaults() {
		JobDefaults standard = JobDefaults.standard();
		ZoneId zone = guarded(() -> ScheduleText.zone("jobs.time-zone", this.properties.timeZone()), standard.zone());
		return new JobDefaults(zone, standard.scheduledRetry(), standard.onDemandRetry(), misfire(),
				standard.timeout());
	}

	private MisfireRule misfire() {
		MisfireRule standard = MisfireRule.defaults();
		JobsProperties.Misfire misfire = this.properties.misfire();
		try {
			return new MisfireRule(misfire.policy(), standard.grace(), misfire.limit(), standard.maxCatchUp());
		}
		catch (IllegalArgumentException ex) {
			this.problems.add("jobs." + ex.getMessage());
			return standard;
		}
	}

	private int maxPayloadBytes() {
		DataSize size = this.properties.payload().maxBytes();
		if (size.toBytes() < 1 || size.compareTo(LARGEST_PAYLOAD) > 0) {
			this.problems.add("jobs.payload.max-bytes (%s) must be from 1B to %s".formatted(size, LARGEST_PAYLOAD));
		}
		return (int) size.toBytes();
	}

	private @Nullable String nodeName() {
		String name = this.properties.worker().nodeName();
		if (StringUtils.hasText(name)) {
			return printable(name.strip());
		}
		// Set by shells, container engines and Windows; a look-up of the address may
		// hang.
		for (String key : List.of("HOSTNAME", "COMPUTERNAME", "spring.application.name")) {
			String value = this.environment.getProperty(key);
			if (StringUtils.hasText(value)) {
				return shortened(value.strip());
			}
		}
		return null;
	}

	private String printable(String name) {
		String shortened = shortened(name);
		if (!shortened.equals(name)) {
			this.findings.add(new Finding("node-name", Severity.WARNING,
					"jobs.worker.node-name is used as '%s'".formatted(shortened),
					"Use up to %d letters, digits and . _ - only".formatted(LONGEST_NODE_NAME)));
		}
		return shortened;
	}

	private static String shortened(String name) {
		String printable = name.replaceAll("[^A-Za-z0-9._-]", "-");
		return printable.substring(0, Math.min(printable.length(), LONGEST_NODE_NAME));
	}

	// When its phase is over, the context closes data sources under bodies that run.
	private EngineSettings fitted(EngineSettings settings) {
		Duration phase = Binder.get(this.environment)
			.bind(PHASE_TIMEOUT, Duration.class)
			.orElse(Duration.ofSeconds(30));
		// The rest is for writing outcomes and ending threads.
		Duration usable = phase.multipliedBy(9).dividedBy(10);
		if (settings.drainTimeout().plus(settings.abortTimeout()).compareTo(usable) <= 0) {
			return settings;
		}
		Duration abort = min(settings.abortTimeout(), usable.dividedBy(2));
		Duration drain = usable.minus(abort);
		this.findings.add(new Finding("shutdown-phase", Severity.WARNING,
				"""
						jobs.shutdown.drain-timeout (%s) and jobs.shutdown.abort-timeout (%s) together are longer than nine tenths \
						of %s (%s), after which the context closes what jobs use; they are shortened to %s and %s"""
					.formatted(Names.shown(settings.drainTimeout()), Names.shown(settings.abortTimeout()),
							PHASE_TIMEOUT, Names.shown(phase), Names.shown(drain), Names.shown(abort)),
				"Raise the phase's time or lower the others"));
		return new EngineSettings(settings.nodeName(), settings.workerEnabled(), settings.worker(), settings.lease(),
				settings.retention(), drain, abort);
	}

	// How much it gives is not told to the process.
	private void compareWithPlatform(EngineSettings settings) {
		Duration longest = settings.longestStop();
		if (CloudPlatform.KUBERNETES.isActive(this.environment) && longest.compareTo(KUBERNETES_GRACE) > 0) {
			this.findings.add(new Finding("shutdown-grace", Severity.INFO,
					"A stop may take %s, and Kubernetes kills the process after %s unless told otherwise"
						.formatted(Names.shown(longest), Names.shown(KUBERNETES_GRACE)),
					"Give the pod more terminationGracePeriodSeconds, or lower jobs.shutdown.drain-timeout"));
		}
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private <T> T guarded(Supplier<T> value, T orElse) {
		try {
			return value.get();
		}
		catch (InvalidSettingsException ex) {
			this.problems.addAll(ex.getProblems());
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(String.valueOf(ex.getMessage()));
		}
		return orElse;
	}

}
