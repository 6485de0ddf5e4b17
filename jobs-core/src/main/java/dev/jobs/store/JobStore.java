package dev.jobs.store;

import java.time.Instant;
import java.util.List;

import dev.jobs.diagnosis.Finding;

/**
 * Keeps everything the engine must not forget. Implementations are safe for use by many
 * threads and, unless they say otherwise, by many processes at once. Every implementation
 * passes {@code JobStoreContract}.
 *
 * <p>
 * The store's clock decides what is due and whose lease has ended; callers give delays,
 * never their own time. Each change of a run is conditional on its state and, once it
 * runs, on the token of its claim; a change that finds the run moved on writes nothing
 * and says so.
 */
public interface JobStore extends RunStore, ScheduleStore, NodeStore, ControlStore, AutoCloseable {

	/** The code of the finding that a store has lost what it keeps runs and nodes in. */
	String UNUSABLE_TABLES = "unusable-tables";

	/**
	 * Return a word for the kind of store, for people.
	 * @return such as {@code memory}
	 */
	String name();

	/**
	 * Get ready: check, and make where that is allowed, what the store needs outside this
	 * process. The engine calls it at each start with a job, before anything else; a
	 * store that is used without it does so at the first use.
	 */
	default void prepare() {
	}

	/**
	 * Return the time by the store's clock.
	 * @return the time in UTC
	 */
	Instant now();

	/**
	 * Return whether a call costs no more than a few microseconds, so that a caller's
	 * thread may do the engine's work.
	 * @return {@code false} if a call goes over a wire or to a disk
	 */
	boolean isInProcess();

	/**
	 * Return whether runs outlive the process.
	 * @return {@code false} if a run that waits is lost when the process ends
	 */
	boolean isDurable();

	/**
	 * Look at what the store rests on. Costs some short statements, however much the
	 * store holds.
	 * @return what was found, empty if all is well; with {@link #UNUSABLE_TABLES} among
	 * it, no other look at runs and nodes is worth while
	 * @throws StoreUnavailableException if the store cannot be reached
	 */
	List<Finding> diagnose();

	/**
	 * Be told when runs or schedules may have become due through this store object.
	 * @param listener takes the signals
	 */
	void addWorkListener(WorkListener listener);

	/**
	 * No longer be told.
	 * @param listener a listener that was added; another is ignored
	 */
	void removeWorkListener(WorkListener listener);

	/**
	 * Let go of what the store holds. Calls after that fail.
	 */
	@Override
	void close();

}
