package dev.jobs.engine;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;

/**
 * Wakes those who wait for a run, besides what another observer does, and keeps whatever
 * that one throws from the engine.
 */
final class AwaitingObserver implements RunObserver {

	private static final Logger logger = LoggerFactory.getLogger(AwaitingObserver.class);

	private final RunObserver observer;

	private final Awaiting awaiting;

	AwaitingObserver(RunObserver observer, Awaiting awaiting) {
		this.observer = observer;
		this.awaiting = awaiting;
	}

	@Override
	public void declare(JobDefinition job) {
		safely(() -> this.observer.declare(job));
	}

	@Override
	public <T> T enqueue(JobDefinition job, Function<Map<String, String>, T> enqueue) {
		return this.observer.enqueue(job, enqueue);
	}

	@Override
	public void created(JobDefinition job, String queue, Trigger trigger) {
		safely(() -> this.observer.created(job, queue, trigger));
	}

	@Override
	public void skipped(JobDefinition job, Trigger trigger) {
		safely(() -> this.observer.skipped(job, trigger));
	}

	@Override
	public AttemptObservation started(JobDefinition job, ClaimedRun run, long waited) {
		return this.observer.started(job, run, waited);
	}

	@Override
	public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
		if (state.isTerminal()) {
			this.awaiting.ended(run.id());
		}
		safely(() -> this.observer.settled(job, run, state, latency));
	}

	@Override
	public void endedWaiting(String jobId, String queue, RunState state) {
		safely(() -> this.observer.endedWaiting(jobId, queue, state));
	}

	@Override
	public void leaseLost(JobDefinition job, ClaimedRun run) {
		safely(() -> this.observer.leaseLost(job, run));
	}

	@Override
	public void crashed(String jobId, String queue, RunState state) {
		safely(() -> this.observer.crashed(jobId, queue, state));
	}

	private static void safely(Runnable observation) {
		try {
			observation.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not observe a job or its runs", ex);
		}
	}

}
