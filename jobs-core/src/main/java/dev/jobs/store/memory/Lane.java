package dev.jobs.store.memory;

import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;

/**
 * The ready runs of one job in one queue, best first; those triggered by hand apart. A
 * job that is paused or at its limit is passed over as a whole, so that its runs never
 * stand in the way of others. A run that ends while it waits stays in the heap until it
 * is met or half of the heap is like it.
 */
final class Lane {

	private static final int FEW = 64;

	private final String jobId;

	private final boolean manual;

	/** Whether a node has died over the runs of this lane. */
	final boolean suspect;

	private final PriorityQueue<Entry> heap = new PriorityQueue<>(Entry.BY_RANK);

	private int dead;

	Lane(String jobId, boolean manual, boolean suspect) {
		this.jobId = jobId;
		this.manual = manual;
		this.suspect = suspect;
	}

	String jobId() {
		return this.jobId;
	}

	/**
	 * Return whether a pause holds these runs back: what somebody triggered by hand runs
	 * all the same.
	 */
	boolean isHeldByPause() {
		return !this.manual;
	}

	void add(Entry entry) {
		this.heap.add(entry);
	}

	@Nullable Entry peek() {
		Entry head = this.heap.peek();
		while (head != null && head.state != RunState.QUEUED) {
			this.heap.poll();
			this.dead--;
			head = this.heap.peek();
		}
		return head;
	}

	Entry poll() {
		return this.heap.remove();
	}

	/**
	 * Be told that a run in this lane is about to end.
	 */
	void forget(Entry ending) {
		this.dead++;
		if (this.dead > FEW && this.dead > this.heap.size() / 2) {
			this.heap.removeIf((entry) -> entry == ending || entry.state != RunState.QUEUED);
			this.dead = 0;
		}
	}

	int size() {
		return this.heap.size() - this.dead;
	}

	Iterable<Entry> entries() {
		return this.heap;
	}

}
