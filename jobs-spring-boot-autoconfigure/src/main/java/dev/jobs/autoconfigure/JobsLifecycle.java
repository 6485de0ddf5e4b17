package dev.jobs.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import dev.jobs.engine.JobEngine;

/**
 * Starts and stops the engine with the application. May be started again after a stop, as
 * paused test contexts are.
 */
final class JobsLifecycle implements SmartLifecycle {

	/**
	 * The phase in which the web server shuts down in order, so that requests and jobs
	 * drain side by side and share the time. The constant is copied, because the web
	 * server's classes may be absent.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(JobsLifecycle.class);

	private final JobEngine engine;

	private final StartReport report;

	JobsLifecycle(JobEngine engine, StartReport report) {
		this.engine = engine;
		this.report = report;
	}

	@Override
	public void start() {
		this.engine.start();
		this.report.started(this.engine);
	}

	@Override
	public void stop() {
		if (!this.engine.stop()) {
			logger.warn("Jobs stopped while some of them still run");
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> stop(callback, this::stop), "jobs-shutdown");
		thread.start();
	}

	private static void stop(Runnable callback, Runnable stop) {
		try {
			stop.run();
		}
		finally {
			callback.run();
		}
	}

	// While somebody else stops the engine it counts as running, so that the context
	// waits for it.
	@Override
	public boolean isRunning() {
		return switch (this.engine.state()) {
			case RUNNING, STOPPING -> true;
			case NEW, STOPPED -> false;
		};
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
