package dev.jobs.faults;

/**
 * Where a node dies, as if by {@code kill -9}.
 */
enum Failpoint {

	NONE, BEFORE_CLAIM_COMMIT, AFTER_CLAIM_COMMIT, IN_HANDLER, BEFORE_FINISH, BEFORE_FINISH_COMMIT, AFTER_FINISH_COMMIT,
	BEFORE_TICK_COMMIT, AFTER_TICK_COMMIT, BEFORE_RESCUE_COMMIT, AFTER_RESCUE_COMMIT, BEFORE_PRUNE_COMMIT,
	AFTER_PRUNE_COMMIT;

	/**
	 * Die here, without a chance for anything to clean up.
	 */
	void die() {
		Runtime.getRuntime().halt(NodeProcess.KILLED);
	}

}
