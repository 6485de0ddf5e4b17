package dev.jobs.job;

/**
 * Tells a running body that it should end: somebody cancelled the run, its time is over,
 * the node stops, or the node can no longer prove that the run is its own. Safe for use
 * by many threads.
 */
public interface CancellationToken {

	/**
	 * Return whether the body should end.
	 * @return {@code true} from the moment of the request on
	 */
	boolean isCancelled();

	/**
	 * Do nothing while the run goes on, and throw once it should end. Meant for loops.
	 * @throws java.util.concurrent.CancellationException once the body should end
	 */
	void throwIfCancelled();

	/**
	 * Call an action once when the body should end, at once and in the caller's thread if
	 * that is so already, else in a thread of its own.
	 * @param action what to do, such as closing a socket
	 */
	void onCancel(Runnable action);

}
