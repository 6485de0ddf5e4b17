package dev.jobs.store;

/**
 * Is told that there may be something to do. Called in the thread that made it so, after
 * its transaction has committed, and so must be quick.
 */
public interface WorkListener {

	/**
	 * Runs may have become ready to be claimed, or wait for another time than before.
	 */
	void runsChanged();

	/**
	 * Schedules may have become due, or wait for another time than before.
	 */
	void schedulesChanged();

}
