package dev.jobs.observe;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;

/**
 * Is told what happens to runs, to count and to trace it. Called in the engine's threads,
 * so quick and safe for use by many of them. Cannot change what happens, and never sees a
 * payload.
 */
public interface RunObserver {

	/** Observes nothing. */
	RunObserver NONE = new RunObserver() {
	};

	/**
	 * A job is known, and its runs may follow. Called for each job at each start.
	 * @param job the job
	 */
	default void declare(JobDefinition job) {
	}

	/**
	 * Runs are about to be enqueued.
	 * @param <T> what enqueuing gives
	 * @param job the job
	 * @param enqueue enqueues the runs, given the trace headers they shall carry
	 * @return what it gave
	 */
	default <T> T enqueue(JobDefinition job, Function<Map<String, String>, T> enqueue) {
		return enqueue.apply(Map.of());
	}

	/**
	 * A run has been created. It may have begun, and even ended, before that is told.
	 * @param job the job
	 * @param queue the queue
	 * @param trigger why it exists
	 */
	default void created(JobDefinition job, String queue, Trigger trigger) {
	}

	/**
	 * A job was to run and found no free slot.
	 * @param job the job
	 * @param trigger why it was to run
	 */
	default void skipped(JobDefinition job, Trigger trigger) {
	}

	/**
	 * The body of an attempt is about to begin.
	 * @param job the job
	 * @param run the run
	 * @param waited how long it was due before, in nanoseconds
	 * @return takes the end of the attempt, in the same thread
	 */
	default AttemptObservation started(JobDefinition job, ClaimedRun run, long waited) {
		return AttemptObservation.NONE;
	}

	/**
	 * The store has taken note of how an attempt ended.
	 * @param job the job
	 * @param run the run
	 * @param state the state of the run now
	 * @param latency the time since the run was first due
	 */
	default void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
	}

	/**
	 * A run ended while it waited.
	 * @param jobId the job
	 * @param queue the queue
	 * @param state the state it ended in
	 */
	default void endedWaiting(String jobId, String queue, RunState state) {
	}

	/**
	 * The outcome of an attempt was not written, because the run had been given to
	 * another node.
	 * @param job the job
	 * @param run the run
	 */
	default void leaseLost(JobDefinition job, ClaimedRun run) {
	}

	/**
	 * A node died over a run.
	 * @param jobId the job
	 * @param queue the queue
	 * @param state the state of the run now
	 */
	default void crashed(String jobId, String queue, RunState state) {
	}

	/**
	 * An attempt that is being observed.
	 */
	interface AttemptObservation {

		/** Observes nothing. */
		AttemptObservation NONE = (outcome, error) -> {
		};

		/**
		 * The body has ended.
		 * @param outcome a word for how: {@code success}, {@code failure},
		 * {@code cancelled} or {@code timeout}
		 * @param error the error, {@code null} if there was none
		 */
		void stop(String outcome, @Nullable Throwable error);

	}

}
