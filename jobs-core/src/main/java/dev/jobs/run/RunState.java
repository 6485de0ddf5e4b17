package dev.jobs.run;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a {@link Run} stands. A run is in exactly one state and moves only along the
 * edges below; stores refuse every other write.
 *
 * <pre>
 * SCHEDULED --due--&gt; QUEUED --claimed--&gt; RUNNING --&gt; SUCCEEDED
 *                     ^  ^                | | | |
 *                     |  +-- given back --+ | | +--&gt; FAILED
 *                     |                     | +----&gt; CANCELLED
 *                    due -- RETRYING &lt;------+ failed, will be tried again
 * </pre>
 *
 * A run that waits may also become {@code CANCELLED}, or {@code FAILED} once its deadline
 * has passed.
 */
public enum RunState {

	/** Waits for its time. Becomes {@link #QUEUED} once that time has come. */
	SCHEDULED,

	/** Is due and waits for a worker. */
	QUEUED,

	/** Is held by one node that keeps proving that it lives. */
	RUNNING,

	/** Failed and waits for its next attempt. */
	RETRYING,

	/** Ended well. */
	SUCCEEDED,

	/**
	 * Ended badly: attempts used up, or an error that no retry mends. The dead letter.
	 */
	FAILED,

	/** Somebody ended it. */
	CANCELLED;

	// values() copies an array, and these sets are asked for at each write.
	private static final Set<RunState> FROM_WAITING = EnumSet.of(QUEUED, FAILED, CANCELLED);

	private static final Set<RunState> FROM_QUEUED = EnumSet.of(RUNNING, FAILED, CANCELLED);

	private static final Set<RunState> FROM_RUNNING = EnumSet.of(QUEUED, RETRYING, SUCCEEDED, FAILED, CANCELLED);

	private static final Set<RunState> FROM_TERMINAL = EnumSet.noneOf(RunState.class);

	/**
	 * Return whether no further change is possible.
	 * @return whether the run has ended
	 */
	public boolean isTerminal() {
		return switch (this) {
			case SUCCEEDED, FAILED, CANCELLED -> true;
			case SCHEDULED, QUEUED, RUNNING, RETRYING -> false;
		};
	}

	/**
	 * Return whether a run may move from this state to another.
	 * @param next the other state
	 * @return whether there is such an edge
	 */
	public boolean canBecome(RunState next) {
		return successors().contains(next);
	}

	private Set<RunState> successors() {
		return switch (this) {
			case SCHEDULED, RETRYING -> FROM_WAITING;
			case QUEUED -> FROM_QUEUED;
			case RUNNING -> FROM_RUNNING;
			case SUCCEEDED, FAILED, CANCELLED -> FROM_TERMINAL;
		};
	}

}
