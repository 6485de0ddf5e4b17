package dev.jobs.engine;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Threads that wait for runs to end. A run that ends on this node wakes them at once; for
 * those that end elsewhere they look again now and then. Safe for use by many threads.
 */
public final class Awaiting {

	private final ConcurrentHashMap<UUID, CountDownLatch> latches = new ConcurrentHashMap<>();

	/**
	 * Take note of the wish to wait, so that an end from now on is not missed.
	 * @param runId the run
	 * @return opens when the run ends on this node
	 */
	public CountDownLatch expect(UUID runId) {
		return this.latches.computeIfAbsent(runId, (id) -> new CountDownLatch(1));
	}

	/**
	 * Wake those who wait for a run.
	 * @param runId the run
	 */
	public void ended(UUID runId) {
		if (this.latches.isEmpty()) {
			return;
		}
		CountDownLatch latch = this.latches.remove(runId);
		if (latch != null) {
			latch.countDown();
		}
	}

	/**
	 * Forget the wish to wait.
	 * @param runId the run
	 */
	public void forget(UUID runId) {
		this.latches.remove(runId);
	}

}
