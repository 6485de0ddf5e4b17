package dev.jobs.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefinition;

/**
 * Tells which version runs, on what store and node, and how many jobs there are.
 */
final class JobsInfoContributor implements InfoContributor {

	private final JobEngine engine;

	JobsInfoContributor(JobEngine engine) {
		this.engine = engine;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		String version = JobEngine.class.getPackage().getImplementationVersion();
		details.put("version", (version != null) ? version : "dev");
		details.put("store", this.engine.store().name());
		String nodeId = this.engine.nodeId();
		if (nodeId != null) {
			details.put("node", nodeId);
		}
		details.put("jobs", this.engine.registry().size());
		details.put("scheduled",
				this.engine.registry().all().stream().map(JobDefinition::schedule).filter((it) -> it != null).count());
		builder.withDetail("jobs", details);
	}

}
