package dev.jobs.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;

/**
 * What a body knows about the attempt it makes. One object per attempt; safe for use by
 * the threads of that attempt, and not to be kept after it.
 */
public interface JobContext {

	/**
	 * Return the id of the job.
	 * @return the job id
	 */
	String jobId();

	/**
	 * Return the id of the run. It stays the same over all attempts.
	 * @return a time-ordered UUID
	 */
	UUID runId();

	/**
	 * Return the number of this attempt.
	 * @return {@code 1} for the first
	 */
	int attempt();

	/**
	 * Return how many attempts the run may take in all.
	 * @return {@code 1} if it is not retried
	 */
	int maxAttempts();

	/**
	 * Return whether this is the last attempt that the retry policy allows.
	 * @return whether a failure now ends the run
	 */
	default boolean isLastAttempt() {
		return attempt() >= maxAttempts();
	}

	/**
	 * Return why the run exists.
	 * @return the trigger
	 */
	Trigger trigger();

	/**
	 * Return when the run was due. For a run made by a schedule this is the planned fire
	 * time, also when it starts late.
	 * @return the time in UTC
	 */
	Instant scheduledTime();

	/**
	 * Return when this attempt was given to this node, by the store's clock.
	 * @return the time in UTC
	 */
	Instant fireTime();

	/**
	 * Return the time at which the run ends as failed, whatever it does.
	 * @return the time in UTC, empty if there is no deadline
	 */
	Optional<Instant> deadline();

	/**
	 * Return the token that tells when to stop.
	 * @return the token of this attempt
	 */
	CancellationToken cancellation();

	/**
	 * Return a number that grows with each attempt of the run, on whatever node. A store
	 * that refuses a smaller number than it has seen is safe from an attempt that was
	 * given up for dead and is not.
	 * @return the fencing token of this attempt
	 */
	long fencingToken();

	/**
	 * Return a text that is the same for all attempts of the run and no other run, to
	 * give to systems that can tell a repeated call.
	 * @return the idempotency key
	 */
	String idempotencyKey();

	/**
	 * Return the version of the payload, as it was declared by the code that enqueued the
	 * run. It is never newer than that of the code that runs it.
	 * @return {@code 1} unless a version was declared
	 */
	int payloadVersion();

	/**
	 * Return the trace headers of whoever enqueued the run.
	 * @return the headers, empty without tracing
	 */
	Map<String, String> traceContext();

	/**
	 * Return a logger named after the job.
	 * @return the logger
	 */
	Logger logger();

}
