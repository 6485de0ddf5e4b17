package dev.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.jobs.engine.JobEngine;
import dev.jobs.run.Page;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * What an application does with jobs. Safe for use by many threads.
 *
 * <p>
 * What enqueues (the methods {@code enqueue}, {@code enqueueAll}, {@code schedule} and
 * {@code submit}) belongs to the caller's transaction where there is one: the run takes
 * effect with the commit, or never. All else takes effect by itself. Each method may
 * throw {@link dev.jobs.job.InvalidJobException} or {@link dev.jobs.job.PayloadException}
 * for what breaks a rule, and then nothing has been stored.
 */
public interface JobScheduler {

	/**
	 * Create a scheduler.
	 * @param engine the engine
	 * @param maxPayloadBytes how large a payload may be as JSON
	 * @return a scheduler
	 */
	static JobScheduler on(JobEngine engine, int maxPayloadBytes) {
		return new EngineJobScheduler(engine, maxPayloadBytes);
	}

	/**
	 * Enqueue a run of the job that takes payloads of this class.
	 * @param payload the payload
	 * @return the run
	 */
	default UUID enqueue(Object payload) {
		return submit(JobRequest.of(payload)).runId();
	}

	/**
	 * Enqueue a run of a job that takes no payload.
	 * @param jobId the job
	 * @return the run
	 */
	default UUID enqueue(String jobId) {
		return submit(JobRequest.of(jobId, null)).runId();
	}

	/**
	 * Enqueue a run of a job.
	 * @param jobId the job
	 * @param payload the payload
	 * @return the run
	 */
	default UUID enqueue(String jobId, @Nullable Object payload) {
		return submit(JobRequest.of(jobId, payload)).runId();
	}

	/**
	 * Enqueue many runs in one step: all of them, or none.
	 * @param payloads the payloads, each for the job that takes its class
	 * @return the runs, in the same order
	 */
	List<UUID> enqueueAll(Collection<?> payloads);

	/**
	 * Enqueue a run that is due at a time.
	 * @param payload the payload
	 * @param at the time in UTC, at most ten years from now; in the past means at once
	 * @return the run
	 */
	default UUID schedule(Object payload, Instant at) {
		return submit(JobRequest.of(payload).at(at)).runId();
	}

	/**
	 * Enqueue a run that is due after a delay.
	 * @param payload the payload
	 * @param delay the delay
	 * @return the run
	 */
	default UUID schedule(Object payload, Duration delay) {
		return submit(JobRequest.of(payload).delay(delay)).runId();
	}

	/**
	 * Enqueue a run as the request says.
	 * @param request the request
	 * @return the run, and whether it is new
	 * @throws KeyConflictException if the key of the request belongs to something else
	 */
	Submission submit(JobRequest request);

	/**
	 * Run a job now, whatever its schedule, which goes on as if nothing had been.
	 * @param jobId the job
	 * @return the run
	 * @throws JobAlreadyRunningException if the job has no free slot
	 * @throws JobsStoppingException if the engine is stopping
	 */
	default Triggered trigger(String jobId) {
		return trigger(jobId, null);
	}

	/**
	 * Run a job now with a payload.
	 * @param jobId the job
	 * @param payload the payload, {@code null} for none
	 * @return the run
	 * @throws JobAlreadyRunningException if the job has no free slot
	 * @throws JobsStoppingException if the engine is stopping
	 */
	Triggered trigger(String jobId, @Nullable Object payload);

	/**
	 * Run a job now with a payload that a person has written as JSON. Fields that the
	 * payload does not have are refused rather than ignored, since they are mistakes.
	 * @param jobId the job
	 * @param json the payload as JSON, {@code null} for none
	 * @return the run
	 * @throws JobAlreadyRunningException if the job has no free slot
	 * @throws JobsStoppingException if the engine is stopping
	 */
	Triggered triggerJson(String jobId, @Nullable String json);

	/**
	 * Hold back the waiting runs and the schedule of a job. Runs that go on do so, and a
	 * manual trigger still makes one.
	 * @param jobId the job
	 */
	default void pause(String jobId) {
		pause(jobId, null, null, null);
	}

	/**
	 * Hold back the waiting runs and the schedule of a job.
	 * @param jobId the job
	 * @param by who asks for it, {@code null} if unknown
	 * @param reason why, {@code null} if not said
	 * @param until when it ends by itself, in UTC and in the future, with the effect of
	 * {@link #resume}; {@code null} for not at all
	 */
	void pause(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until);

	/**
	 * End the pause of a job. Fire times that passed meanwhile are not caught up.
	 * @param jobId the job
	 */
	void resume(String jobId);

	/**
	 * Hold back the waiting runs of a queue.
	 * @param queue the queue
	 * @param by who asks for it, {@code null} if unknown
	 * @param reason why, {@code null} if not said
	 * @param until when it ends by itself, in UTC and in the future; {@code null} for not
	 * at all
	 */
	void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until);

	/**
	 * End the pause of a queue.
	 * @param queue the queue
	 */
	void resumeQueue(String queue);

	/**
	 * Cancel a run. One that waits is cancelled at once; the body of one that runs is
	 * asked to end and interrupted, and the run is cancelled when the body ends.
	 * @param runId the run
	 * @return the run as it is now
	 * @throws RunNotFoundException if there is no such run
	 * @throws RunConflictException if it has ended otherwise
	 */
	Run cancel(UUID runId);

	/**
	 * Run again what a finished run did: a new run with the same payload and attempts
	 * from one, which points to the old one.
	 * @param runId the finished run
	 * @return the new run
	 * @throws RunNotFoundException if there is no such run
	 * @throws RunConflictException if it has not ended
	 */
	UUID replay(UUID runId);

	/**
	 * Wait for a run to succeed, and return its result.
	 * @param <T> the type of the result
	 * @param runId the run
	 * @param resultType the class of the result
	 * @param timeout the longest time to wait
	 * @return the result, {@code null} if the run has none
	 * @throws RunFailedException if it ended otherwise
	 * @throws AwaitTimeoutException if it has not ended in time
	 * @throws IllegalStateException if the run was enqueued in the caller's own
	 * transaction, which would never commit
	 */
	<T> @Nullable T await(UUID runId, Class<T> resultType, Duration timeout);

	/**
	 * Find a run.
	 * @param runId the run
	 * @return the run as it is now, empty if there is none
	 */
	Optional<Run> find(UUID runId);

	/**
	 * List runs, newest first.
	 * @param query which
	 * @return one page
	 */
	Page<Run> list(RunQuery query);

	/**
	 * Return all jobs and how they stand, sorted by id.
	 * @return the jobs
	 */
	List<JobStatus> jobs();

	/**
	 * Return a job and how it stands.
	 * @param jobId the job
	 * @return the job
	 */
	JobStatus job(String jobId);

	/**
	 * Return the next fire times of a job.
	 * @param jobId the job
	 * @param count how many, from 1 to 100
	 * @return the times in UTC; fewer, or none, if it fires no more
	 */
	List<Instant> nextFireTimes(String jobId, int count);

	/**
	 * Return how the queues stand that this node serves or that hold runs, by name.
	 * @return the queues
	 */
	List<QueueStats> queues();

	/**
	 * Return the pause of a queue.
	 * @param queue the queue
	 * @return the pause, empty if it is not paused
	 */
	default Optional<Pause> queuePause(String queue) {
		return queues().stream()
			.filter((stats) -> stats.queue().equals(queue))
			.flatMap((stats) -> Stream.ofNullable(stats.pause()))
			.findFirst();
	}

	/**
	 * Stop this node in order: no further run begins, and bodies that run get the drain
	 * time-out to end.
	 * @return whether all bodies have ended
	 */
	boolean drain();

	/**
	 * Stop this node without waiting for bodies to end by themselves: they are asked to
	 * end at once.
	 * @return whether all bodies have ended
	 */
	boolean stopNow();

}
