package dev.jobs.engine;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;

/**
 * Wakes those who wait for a run, besides what another observer does.
 */
final class AwaitingObserver implements RunObserver {

	private final RunObserver observer;

	private final Awaiting awaiting;

	AwaitingObserver(RunObserver observer, Awaiting awaiting) {
		this.observer = observer;
		this.awaiting = awaiting;
	}

	@Override
	public <T> T enqueue(JobDefinition job, Function<Map<String, String>, T> enqueue) {
		return this.observer.enqueue(job, enqueue);
	}

	@Override
	public void created(JobDefinition job, String queue, Trigger trigger) {
		this.observer.created(job, queue, trigger);
	}

	@Override
	public void skipped(JobDefinition job, Trigger trigger) {
		this.observer.skipped(job, trigger);
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
		this.observer.settled(job, run, state, latency);
	}

	@Override
	public void endedWaiting(String jobId, String queue, RunState state) {
		this.observer.endedWaiting(jobId, queue, state);
	}

	@Override
	public void leaseLost(JobDefinition job, ClaimedRun run) {
		this.observer.leaseLost(job, run);
	}

	@Override
	public void crashed(String jobId, String queue, RunState state) {
		this.observer.crashed(jobId, queue, state);
	}

}
