package dev.jobs.autoconfigure.health;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.jobs.engine.JobEngine;

/**
 * Tells whether this node can do its part: down while the store is away, out of service
 * once it has been stopped, unknown before its start. Failed jobs are no matter of
 * health, and no probe that restarts a process should ask for this.
 */
final class JobsHealthIndicator extends AbstractHealthIndicator {

	private final JobEngine engine;

	JobsHealthIndicator(JobEngine engine) {
		super("The store of jobs cannot be reached");
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		JobEngine.State state = this.engine.state();
		String nodeId = this.engine.nodeId();
		builder.withDetail("store", this.engine.store().name()).withDetail("state", state.text());
		if (nodeId != null) {
			builder.withDetail("node", nodeId);
		}
		builder.withDetail("running", this.engine.running());
		if (!this.engine.registry().isEmpty()) {
			this.engine.store().now();
		}
		if (this.engine.isStoreAway()) {
			builder.down();
			return;
		}
		switch (state) {
			case NEW -> builder.unknown();
			case RUNNING -> builder.up();
			case STOPPING, STOPPED -> builder.outOfService();
		}
	}

}
