package dev.jobs.store.memory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.RunState;

/**
 * The ready runs of one job in one queue, best first; those triggered by hand apart, and
 * those whose payload is of another version. A job that is paused or at its limit is
 * passed over as a whole, so that its runs never stand in the way of others. A run that
 * ends while it waits stays here until it is met or half of the lane is like it.
 *
 * <p>
 * Runs mostly come in the order in which they are to go, and then a line is enough; a
 * heap, which costs a walk through memory for each run, takes only those that come out of
 * turn.
 */
final class Lane {

	private static final int FEW = 64;

	private final ReadyRuns.LaneKey key;

	/** Whether a node has died over the runs of this lane. */
	final boolean suspect;

	private final Deque<Entry> line = new ArrayDeque<>();

	private final PriorityQueue<Entry> outOfTurn = new PriorityQueue<>(Entry.BY_RANK);

	private int dead;

	Lane(ReadyRuns.LaneKey key, boolean suspect) {
		this.key = key;
		this.suspect = suspect;
	}

	String jobId() {
		return this.key.jobId();
	}

	int payloadVersion() {
		return this.key.payloadVersion();
	}

	/**
	 * Return whether a pause holds these runs back: what somebody triggered by hand runs
	 * all the same.
	 */
	boolean isHeldByPause() {
		return !this.key.manual();
	}

	void add(Entry entry) {
		Entry last = this.line.peekLast();
		if (last == null || Entry.BY_RANK.compare(last, entry) <= 0) {
			this.line.addLast(entry);
		}
		else {
			this.outOfTurn.add(entry);
		}
	}

	@Nullable Entry peek() {
		Entry inLine = this.line.peekFirst();
		while (inLine != null && inLine.state != RunState.QUEUED) {
			this.line.removeFirst();
			this.dead--;
			inLine = this.line.peekFirst();
		}
		Entry other = this.outOfTurn.peek();
		while (other != null && other.state != RunState.QUEUED) {
			this.outOfTurn.remove();
			this.dead--;
			other = this.outOfTurn.peek();
		}
		return isFirst(inLine, other) ? inLine : other;
	}

	/**
	 * Take the run that {@link #peek()} has just returned.
	 */
	Entry poll() {
		return isFirst(this.line.peekFirst(), this.outOfTurn.peek()) ? this.line.removeFirst()
				: this.outOfTurn.remove();
	}

	private static boolean isFirst(@Nullable Entry inLine, @Nullable Entry other) {
		return other == null || (inLine != null && Entry.BY_RANK.compare(inLine, other) <= 0);
	}

	/**
	 * Be told that a run in this lane is about to end.
	 */
	void forget(Entry ending) {
		this.dead++;
		if (this.dead > FEW && this.dead > (this.line.size() + this.outOfTurn.size()) / 2) {
			this.line.removeIf((entry) -> entry == ending || entry.state != RunState.QUEUED);
			this.outOfTurn.removeIf((entry) -> entry == ending || entry.state != RunState.QUEUED);
			this.dead = 0;
		}
	}

	int size() {
		return this.line.size() + this.outOfTurn.size() - this.dead;
	}

	/**
	 * Count the runs that were due at a time.
	 */
	int due(Instant time) {
		return (int) entries().stream()
			.filter((entry) -> entry.state == RunState.QUEUED && !entry.dueAt.isAfter(time))
			.count();
	}

	List<Entry> entries() {
		List<Entry> all = new ArrayList<>(this.line);
		all.addAll(this.outOfTurn);
		return all;
	}

}
