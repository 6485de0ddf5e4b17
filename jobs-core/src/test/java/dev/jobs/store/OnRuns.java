package dev.jobs.store;

/**
 * Listens to changes of runs only.
 *
 * @param action what to do at each
 */
public record OnRuns(Runnable action) implements WorkListener {

	@Override
	public void runsChanged() {
		this.action.run();
	}

	@Override
	public void schedulesChanged() {
		// Not listened to.
	}

}
