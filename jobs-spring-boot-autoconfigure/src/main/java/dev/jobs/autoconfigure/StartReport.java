package dev.jobs.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

import dev.jobs.engine.JobEngine;
import dev.jobs.worker.WorkerSettings;
import dev.jobs.worker.Workers;

/**
 * Says in the log what has been started, and what a user may not expect of it.
 */
final class StartReport {

	private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

	private static final Profiles PRODUCTION = Profiles.of("prod", "production");

	private final JobsSettings settings;

	private final Environment environment;

	private final ObjectProvider<StoreFileTransactions> transactions;

	private boolean saidOnce;

	StartReport(JobsSettings settings, Environment environment, ObjectProvider<StoreFileTransactions> transactions) {
		this.settings = settings;
		this.environment = environment;
		this.transactions = transactions;
	}

	void started(JobEngine engine) {
		if (engine.registry().isEmpty()) {
			logger.info("No job was found, so nothing was started; annotate a method of a bean with @ScheduledJob or "
					+ "@JobHandler, or declare a JobConfigurer bean");
			return;
		}
		logger.info("Jobs started: store {}, {}, {}, zone {}{}", engine.store().name(), queues(engine), jobs(engine),
				this.settings.defaults().zone(), node(engine));
		if (!this.saidOnce) {
			this.saidOnce = true;
			this.settings.findings().forEach((finding) -> FindingLog.write(logger, finding));
			hints(engine);
		}
	}

	// Whoever sets the path may want just that, so it is a warning only once it happens.
	private void hints(JobEngine engine) {
		this.transactions.ifAvailable((transactions) -> transactions.hint().ifPresent(logger::info));
		if (engine.store().isDurable()) {
			return;
		}
		if (!engine.settings().workerEnabled()) {
			logger.warn("This node only enqueues (jobs.worker.enabled=false) into a {} store that no other node can "
					+ "read: nothing will run", engine.store().name());
		}
		if (this.environment.acceptsProfiles(PRODUCTION)) {
			logger.warn("The {} store is in use in profile '{}': runs are lost when the process ends, and other "
					+ "nodes do not see them", engine.store().name(), productionProfile());
		}
		else {
			logger.info("The {} store keeps runs in this process: they are lost when it ends", engine.store().name());
		}
	}

	private String productionProfile() {
		return this.environment.acceptsProfiles(Profiles.of("prod")) ? "prod" : "production";
	}

	private String queues(JobEngine engine) {
		WorkerSettings worker = engine.settings().worker();
		Map<String, Integer> slots = worker.queues();
		return Workers.queueNames(engine.registry(), worker)
			.stream()
			.map((queue) -> queue + "(" + slots.getOrDefault(queue, worker.concurrency()) + ")")
			.collect(Collectors.joining(" ", "queues ", ""));
	}

	private static String jobs(JobEngine engine) {
		List<Boolean> scheduled = engine.registry().all().stream().map((job) -> job.schedule() != null).toList();
		long withSchedule = scheduled.stream().filter(Boolean::booleanValue).count();
		return "%d %s (%d scheduled)".formatted(scheduled.size(), (scheduled.size() == 1) ? "job" : "jobs",
				withSchedule);
	}

	private static String node(JobEngine engine) {
		String nodeId = engine.nodeId();
		return (nodeId != null) ? ", node " + nodeId : ", enqueues only";
	}

}
