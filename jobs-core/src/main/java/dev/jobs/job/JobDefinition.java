package dev.jobs.job;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.retry.RetryPolicy;
import dev.jobs.schedule.MisfireRule;
import dev.jobs.schedule.Schedule;
import dev.jobs.schedule.ScheduleType;

/**
 * A job with all its settings checked. Immutable.
 *
 * @param id the id, a stable logical name
 * @param kind whether the job is declared with a schedule or on demand
 * @param handler where the body is, for people: class and method
 * @param payloadType the type of the payload, {@code null} if the body takes none
 * @param body the work
 * @param schedule when the job runs by itself, {@code null} for not at all
 * @param misfire what becomes of missed fire times
 * @param queue where due runs wait
 * @param priority from -100 to 100; the higher runs first
 * @param concurrency how many runs may go on at once in the cluster; {@code 0} for any
 * number
 * @param retryPolicy what happens after a failed attempt
 * @param timeout how long one attempt may take, {@code null} for no limit
 * @param deadline how long a run may take from its due time over all its attempts,
 * {@code null} for no limit
 * @param aliases ids under which the job was known before
 * @param payloadVersion the version of the payload that this code writes
 * @param completion when the outcomes of attempts are written
 */
public record JobDefinition(String id, Kind kind, String handler, @Nullable Type payloadType,
		JobBody<@Nullable Object> body, @Nullable Schedule schedule, MisfireRule misfire, String queue, int priority,
		int concurrency, RetryPolicy retryPolicy, @Nullable Duration timeout, @Nullable Duration deadline,
		List<String> aliases, int payloadVersion, Completion completion) {

	/**
	 * Return the word for the kind of schedule.
	 * @return the type, {@link ScheduleType#ON_DEMAND} if there is no schedule
	 */
	public ScheduleType scheduleType() {
		return (this.schedule != null) ? this.schedule.type() : ScheduleType.ON_DEMAND;
	}

	/**
	 * Return how many attempts a run may take in all.
	 * @return at least {@code 1}
	 */
	public int maxAttempts() {
		return this.retryPolicy.maxAttempts();
	}

	/**
	 * Return how many runs may exist unfinished before another is skipped.
	 * @return the number of slots, {@code 0} if runs of this job are never skipped
	 */
	public int slots() {
		return (this.kind == Kind.RECURRING) ? this.concurrency : 0;
	}

	/**
	 * How a job is declared.
	 */
	public enum Kind {

		/**
		 * With a schedule, which may be disabled. A run that finds no free slot is
		 * skipped.
		 */
		RECURRING,

		/** Without one. A run that finds the job busy waits. */
		ON_DEMAND

	}

}
