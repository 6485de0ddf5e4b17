package dev.jobs.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.NodeStore.RescuedRun;

/**
 * What has to be done now and then: take over the runs of dead nodes, give back those
 * that this node was never told of, and delete what is no longer kept.
 */
final class Housekeeping {

	private static final Logger logger = LoggerFactory.getLogger(Housekeeping.class);

	private static final int BATCH = 1_000;

	private static final long STRAYS_SECONDS = 30;

	private static final long PRUNE_SECONDS = 60;

	private final String nodeId;

	private final JobStore store;

	private final RunObserver observer;

	private final EngineSettings settings;

	private final Runnable giveBackStrays;

	private final ScheduledThreadPoolExecutor timer;

	Housekeeping(String nodeId, JobStore store, RunObserver observer, EngineSettings settings,
			Runnable giveBackStrays) {
		this.nodeId = nodeId;
		this.store = store;
		this.observer = observer;
		this.settings = settings;
		this.giveBackStrays = giveBackStrays;
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "jobs-housekeeping");
			thread.setDaemon(true);
			return thread;
		});
	}

	void start() {
		long heartbeat = this.settings.lease().heartbeat().toMillis();
		this.timer.scheduleWithFixedDelay(safely("rescue runs of dead nodes", this::rescue), heartbeat, heartbeat,
				TimeUnit.MILLISECONDS);
		this.timer.scheduleWithFixedDelay(safely("give back runs nobody told of", this.giveBackStrays), STRAYS_SECONDS,
				STRAYS_SECONDS, TimeUnit.SECONDS);
		this.timer.scheduleWithFixedDelay(safely("delete old runs", this::prune), PRUNE_SECONDS, PRUNE_SECONDS,
				TimeUnit.SECONDS);
	}

	static Runnable safely(String what, Runnable task) {
		return new SafeTask(what, task);
	}

	private void rescue() {
		Rescued rescued = this.store.rescue(this.nodeId, this.settings.lease().maxCrashes(), BATCH);
		rescued.requeued().forEach((run) -> tell(run, RunState.QUEUED));
		rescued.failed().forEach((run) -> tell(run, RunState.FAILED));
		rescued.cancelled().forEach((run) -> tell(run, RunState.CANCELLED));
	}

	private void tell(RescuedRun run, RunState state) {
		logger.warn("Node {} died over run {} of job {}; the run is now {}", run.nodeId(), run.runId(), run.jobId(),
				state);
		this.observer.crashed(run.jobId(), run.queue(), state);
	}

	void prune() {
		while (!this.timer.isShutdown() && this.store.prune(this.settings.retention(), BATCH) == BATCH) {
			logger.debug("Deleted {} old runs", BATCH);
		}
	}

	/**
	 * Begin nothing more. A call to the store that goes on is not interrupted, which
	 * could cost the store its connection or its file.
	 */
	void stop() {
		this.timer.shutdown();
	}

	/**
	 * Wait for the call that goes on.
	 * @param timeout the longest time to wait
	 * @return whether it has ended
	 */
	boolean awaitEnd(Duration timeout) {
		try {
			return this.timer.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.timer.isTerminated();
		}
	}

	/**
	 * Something that is done again and again, and says once that it has begun to fail.
	 * That the store is back is for the dispatcher to say. Runs in one thread at a time.
	 */
	private static final class SafeTask implements Runnable {

		private final String what;

		private final Runnable task;

		private boolean failing;

		SafeTask(String what, Runnable task) {
			this.what = what;
			this.task = task;
		}

		@Override
		public void run() {
			try {
				this.task.run();
				this.failing = false;
			}
			catch (RuntimeException | Error ex) {
				if (!this.failing) {
					logger.warn("Could not {}; trying again until it works", this.what, ex);
				}
				this.failing = true;
			}
		}

	}

}
