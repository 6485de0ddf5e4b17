package dev.jobs.store;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;

/**
 * What an exchange changed.
 *
 * @param states the state each outcome led to, in the order given; {@code null} where the
 * run had moved on and nothing was written. A run whose cancellation was asked for in
 * time is {@code CANCELLED} whatever its outcome
 * @param expired how many waiting runs failed because their deadline had passed
 * @param claimed the claimed runs
 * @param untilNextDue how long until a waiting run may become due, {@code null} if none
 * waits for its time
 */
public record Exchanged(List<@Nullable RunState> states, List<ExpiredRun> expired, List<ClaimedRun> claimed,
		@Nullable Duration untilNextDue) {

	/**
	 * A run that failed while it waited.
	 *
	 * @param jobId the job
	 * @param queue the queue
	 */
	public record ExpiredRun(String jobId, String queue) {

	}

}
