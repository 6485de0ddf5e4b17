package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Keeps when each schedule fires next, so that each fire time makes at most one run in
 * the cluster, and the grid of an interval survives a restart.
 */
public interface ScheduleStore {

	/**
	 * Find the stored state of a schedule.
	 * @param jobId the job
	 * @return the state, empty if the schedule is not known
	 */
	default Optional<ScheduleState> findSchedule(String jobId) {
		return Optional.ofNullable(findSchedules(Set.of(jobId)).get(jobId));
	}

	/**
	 * Find the stored states of schedules.
	 * @param jobs the jobs
	 * @return the states by job, without the schedules that are not known
	 */
	Map<String, ScheduleState> findSchedules(Set<String> jobs);

	/**
	 * Write the state of a schedule if nobody has changed it meanwhile.
	 * @param state the new state
	 * @param expected the state it replaces, {@code null} if there must be none
	 * @return {@code false} if it had changed, and then nothing was written
	 */
	default boolean saveSchedule(ScheduleState state, @Nullable ScheduleState expected) {
		return saveSchedules(List.of(new ScheduleChange(state, expected))).get(0);
	}

	/**
	 * Write the states of schedules, each if nobody has changed it meanwhile.
	 * @param changes the changes, of different schedules
	 * @return for each, in the same order, {@code false} if it had changed, and then was
	 * not written
	 */
	List<Boolean> saveSchedules(List<ScheduleChange> changes);

	/**
	 * Forget schedules.
	 * @param jobs the jobs
	 */
	void removeSchedules(Set<String> jobs);

	/**
	 * Return the schedules that are due and whose jobs are not paused.
	 * @param jobs the jobs to look at
	 * @param limit the most to return
	 * @return the schedules, the longest due first
	 */
	List<DueSchedule> dueSchedules(Set<String> jobs, int limit);

	/**
	 * Return how long until the next schedule is due whose job is not paused.
	 * @param jobs the jobs to look at
	 * @return the time, not negative; empty if none will be
	 */
	Optional<Duration> untilNextSchedule(Set<String> jobs);

	/**
	 * Fire schedules: for each, if it still stands as the tick says, add its run and move
	 * it on, in one step.
	 * @param ticks the ticks
	 * @return what became of each, in the same order
	 */
	List<Fired> fire(List<Tick> ticks);

	/**
	 * Return the next fire times.
	 * @return the times in UTC by job, without the jobs that will not fire
	 */
	Map<String, Instant> nextFireTimes();

	/**
	 * What is kept of a schedule.
	 *
	 * @param jobId the job
	 * @param fingerprint stands for what the schedule says; another one starts anew
	 * @param anchor a fire time that the grid goes through, in UTC
	 * @param nextFire when it fires next, in UTC; {@code null} while it waits for the end
	 * of its run, or for ever
	 * @param delay for a fixed delay the time from the end of its run to the next fire
	 * time, which the store sets in the step that ends the run; {@code null} for others
	 */
	record ScheduleState(String jobId, String fingerprint, Instant anchor, @Nullable Instant nextFire,
			@Nullable Duration delay) {
	}

	/**
	 * A new state of a schedule.
	 *
	 * @param state the new state
	 * @param expected the state it replaces, {@code null} if there must be none
	 */
	record ScheduleChange(ScheduleState state, @Nullable ScheduleState expected) {
	}

	/**
	 * A schedule that is due.
	 *
	 * @param state its state
	 * @param now the time by the store's clock at which it was found to be due, in UTC
	 * @param pausedUntil when the last pause of its job ended by itself, in UTC, known
	 * until the job is paused again or resumed; {@code null} for none
	 */
	record DueSchedule(ScheduleState state, Instant now, @Nullable Instant pausedUntil) {
	}

	/**
	 * One fire time of one schedule.
	 *
	 * @param expected the state it was made from
	 * @param next the state after it
	 * @param run the run to add, {@code null} to only move on
	 * @param busy what to do if the job has no free slot
	 */
	record Tick(ScheduleState expected, ScheduleState next, @Nullable NewRun run, Busy busy) {
	}

	/**
	 * What to do with a tick whose job has no free slot.
	 */
	enum Busy {

		/** Move on and count a skip. */
		SKIP,

		/** Leave the schedule as it is and try again. */
		WAIT

	}

	/**
	 * What became of a tick.
	 */
	enum Fired {

		/** The run was added, or there was none to add. */
		FIRED,

		/** The job had no free slot; the schedule has moved on. */
		SKIPPED,

		/**
		 * The job had no free slot, or a transaction that has not ended may have taken
		 * it; the schedule still stands.
		 */
		WAITING,

		/** Somebody else had moved the schedule; nothing was written. */
		LOST

	}

}
