package dev.jobs.benchmarks.durable;

/**
 * What was measured does not count.
 */
final class VoidResultException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	VoidResultException(String message) {
		super(message);
	}

}
