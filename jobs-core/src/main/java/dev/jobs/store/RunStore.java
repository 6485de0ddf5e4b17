package dev.jobs.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * Keeps runs.
 */
public interface RunStore {

	/**
	 * Add runs. With {@link Joining#CALLER} they appear if and only if the caller's
	 * transaction commits; what must be unique (capacity, key and slot) is taken at once
	 * and given back on rollback. A run may be {@linkplain NewRun#claimant() claimed} as
	 * it is added, if it joins nobody.
	 * @param runs the runs
	 * @param joining whose transaction they belong to
	 * @return what became of each, in the same order
	 * @throws StoreFullException if they do not all fit; then none has been added
	 * @throws StoreClosedException if the store is closed
	 */
	List<Inserted> insert(List<NewRun> runs, Joining joining);

	/**
	 * Write what became of runs of a node and claim others for it, in one step. Each
	 * outcome is won or lost by itself. Claimed runs are {@code RUNNING}, belong to no
	 * other node, and come by priority, then by due time, then by id. A run that a node
	 * has died over is claimed alone.
	 * @param outcomes what became of runs, may be empty
	 * @param claim what the node can take, may be empty
	 * @return what changed
	 */
	Exchanged exchange(List<Outcome> outcomes, ClaimRequest claim);

	/**
	 * Cancel a run: at once if it waits, by a request to its body if it runs.
	 * @param id the run
	 * @return what became of it
	 */
	CancelResult cancel(UUID id);

	/**
	 * Find a run.
	 * @param id the run
	 * @return the run as it is now, empty if there is none
	 */
	Optional<Run> find(UUID id);

	/**
	 * List runs, newest first.
	 * @param query which
	 * @return one page
	 */
	Page<Run> list(RunQuery query);

	/**
	 * Delete finished runs that are older, or more, than the rule keeps.
	 * @param retention what to keep
	 * @param limit the most to delete in one call
	 * @return how many were deleted
	 */
	int prune(Retention retention, int limit);

	/**
	 * Whose transaction an insert belongs to.
	 */
	enum Joining {

		/** The caller's, if there is one. */
		CALLER,

		/** None but its own. */
		OWN

	}

}
