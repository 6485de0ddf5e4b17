package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.JobStats;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;

/**
 * Keeps what is paused, and the numbers that people look at.
 */
public interface ControlStore {

	/**
	 * Hold back the waiting runs and the schedule of a job.
	 * @param jobId the job
	 * @param by who asked for it
	 * @param reason why
	 * @param until when it ends by itself, in UTC
	 */
	void pauseJob(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until);

	/**
	 * End the pause of a job.
	 * @param jobId the job
	 * @return whether there was one
	 */
	boolean resumeJob(String jobId);

	/**
	 * Return the paused jobs.
	 * @return the pauses by job, without those that have ended by themselves
	 */
	Map<String, Pause> pausedJobs();

	/**
	 * Hold back the waiting runs of a queue.
	 * @param queue the queue
	 * @param by who asked for it
	 * @param reason why
	 * @param until when it ends by itself, in UTC
	 */
	void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until);

	/**
	 * End the pause of a queue.
	 * @param queue the queue
	 * @return whether there was one
	 */
	boolean resumeQueue(String queue);

	/**
	 * Return the numbers of jobs.
	 * @param jobs the jobs
	 * @return the numbers by job, without jobs that nothing is known of
	 */
	Map<String, JobStats> jobStats(Set<String> jobs);

	/**
	 * Return how the queues stand that have runs or are paused.
	 * @return the queues, by name
	 */
	List<QueueStats> queueStats();

	/**
	 * Count due runs of jobs that are not known, or not with their payload. A store that
	 * is slow to count looks at the first thousand runs of each queue only, in the order
	 * in which they would be claimed, so there may be more.
	 * @param known the jobs whose runs are not meant
	 * @param waited how long a run must have been due
	 * @return the number of runs by job, empty if there is none
	 */
	Map<String, Integer> strandedRuns(KnownJobs known, Duration waited);

}
