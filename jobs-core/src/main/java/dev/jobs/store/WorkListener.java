package dev.jobs.store;

/**
 * Is told that there may be something to do. Called in the thread that made it so, after
 * its transaction has committed, and so must be quick.
 */
public interface WorkListener {

	/** Is told and does nothing. */
	WorkListener NONE = new WorkListener() {

		@Override
		public void runsChanged() {
			// Nobody wants to know.
		}

		@Override
		public void schedulesChanged() {
			// Nobody wants to know.
		}

	};

	/**
	 * Runs may have become ready to be claimed, or wait for another time than before.
	 */
	void runsChanged();

	/**
	 * Schedules may have become due, or wait for another time than before.
	 */
	void schedulesChanged();

}
