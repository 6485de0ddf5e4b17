package dev.jobs.schedule;

/**
 * What becomes of fire times that passed while nobody could fire them, because the
 * application was down or the store was away.
 */
public enum MisfirePolicy {

	/** Missed fire times are dropped. */
	SKIP,

	/** One run catches up for all that was missed, with the last missed fire time. */
	ONCE,

	/** Each missed fire time gets its run, one after the other, up to a bound. */
	ALL

}
