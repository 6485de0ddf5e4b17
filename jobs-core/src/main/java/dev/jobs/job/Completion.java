package dev.jobs.job;

/**
 * When the outcome of an attempt is written to a store outside this process. A store in
 * memory writes each at once.
 */
public enum Completion {

	/**
	 * Together with those of others, within milliseconds. If the process dies before
	 * that, each of these runs is run once more.
	 */
	COALESCED,

	/**
	 * In a transaction of its own, before the run gives its slot to the next. If the
	 * process dies, only a run that has not ended or is just being written is run once
	 * more; the price is a commit for each run.
	 */
	IMMEDIATE

}
