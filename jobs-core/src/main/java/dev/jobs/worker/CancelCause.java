package dev.jobs.worker;

/**
 * Why a running body is asked to end. The first cause counts.
 */
enum CancelCause {

	/** Somebody cancelled the run. */
	CANCELLED,

	/** The attempt took too long. */
	TIMEOUT,

	/** The deadline of the run passed. */
	DEADLINE,

	/** The node stops. */
	SHUTDOWN,

	/** The node can no longer prove that the run is its own. */
	LEASE_LOST

}
