package dev.jobs.autoconfigure.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.jobs.engine.JobEngine;

/**
 * Tells whether this node can do its part: down while the store is away, out of service
 * once it has been stopped, unknown before its start. Failed jobs are no matter of
 * health, and no probe that restarts a process should ask for this.
 */
final class JobsHealthIndicator extends AbstractHealthIndicator {

	private static final Logger logger = LoggerFactory.getLogger(JobsHealthIndicator.class);

	private final JobEngine engine;

	JobsHealthIndicator(JobEngine engine) {
		super("The health of jobs cannot be told");
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
		if (isStoreAway()) {
			builder.down();
			return;
		}
		switch (state) {
			case NEW -> builder.unknown();
			case RUNNING -> builder.up();
			case STOPPING, STOPPED -> builder.outOfService();
		}
	}

	// The engine may know already, and then nobody waits for a connection. What the store
	// throws goes to the log alone: a driver's message may have the address of its
	// server.
	private boolean isStoreAway() {
		if (this.engine.isStoreAway()) {
			return true;
		}
		try {
			if (!this.engine.registry().isEmpty()) {
				this.engine.store().now();
			}
			return false;
		}
		catch (RuntimeException ex) {
			logger.warn("The store of jobs cannot be reached", ex);
			return true;
		}
	}

}
