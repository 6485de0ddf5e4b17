package dev.jobs.observe;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition;
import dev.jobs.store.ClaimedRun;

/**
 * What is known of an attempt that is being observed. Holds no payload.
 */
public final class RunObservationContext extends ReceiverContext<Map<String, String>> {

	private final JobDefinition job;

	private final ClaimedRun run;

	private @Nullable String outcome;

	RunObservationContext(JobDefinition job, ClaimedRun run) {
		super(Map::get, Kind.CONSUMER);
		this.job = job;
		this.run = run;
		setCarrier(run.trace());
	}

	/**
	 * Return the job.
	 * @return the job
	 */
	public JobDefinition getJob() {
		return this.job;
	}

	/**
	 * Return the id of the run as text.
	 * @return the id of the run
	 */
	public String getRunId() {
		return this.run.id().toString();
	}

	/**
	 * Return the number of the attempt.
	 * @return from 1
	 */
	public int getAttempt() {
		return this.run.attempt();
	}

	/**
	 * Return the queue.
	 * @return the queue
	 */
	public String getQueue() {
		return this.run.queue();
	}

	/**
	 * Return why the run exists.
	 * @return the word for the trigger
	 */
	public String getTrigger() {
		return this.run.trigger().text();
	}

	/**
	 * Return how the attempt ended.
	 * @return the outcome, {@code null} before the end
	 */
	public @Nullable String getOutcome() {
		return this.outcome;
	}

	void setOutcome(String outcome) {
		this.outcome = outcome;
	}

}
