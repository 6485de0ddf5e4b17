package dev.jobs.store.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunState;

/**
 * The ready runs of all queues. Runs that a node died over wait apart, because they are
 * claimed one by one. Guarded by the store's lock.
 */
final class ReadyRuns {

	private static final Comparator<Lane> BY_HEAD = (one, other) -> Entry.BY_RANK
		.compare(Objects.requireNonNull(one.peek()), Objects.requireNonNull(other.peek()));

	private final Map<String, Map<LaneKey, Lane>> lanes = new HashMap<>();

	private final Map<String, Map<LaneKey, Lane>> suspects = new HashMap<>();

	void add(Entry entry) {
		lane(entry).add(entry);
	}

	void forget(Entry entry) {
		lane(entry).forget();
	}

	/**
	 * Walk the ready runs of a queue, best first, taking out each, until the limit is
	 * reached.
	 */
	void take(String queue, int limit, Predicate<Lane> open, Consumer<Entry> taker) {
		Map<LaneKey, Lane> ofQueue = this.lanes.get(queue);
		if (ofQueue != null) {
			take(ofQueue, limit, open, taker);
		}
	}

	/**
	 * Take the best ready run of a queue that a node has died over.
	 */
	void takeSuspect(String queue, Predicate<Lane> open, Consumer<Entry> taker) {
		Map<LaneKey, Lane> ofQueue = this.suspects.get(queue);
		if (ofQueue != null) {
			take(ofQueue, 1, open, taker);
		}
	}

	private void take(Map<LaneKey, Lane> ofQueue, int limit, Predicate<Lane> open, Consumer<Entry> taker) {
		PriorityQueue<Lane> byHead = byHead(ofQueue, open);
		int taken = 0;
		while (taken < limit && !byHead.isEmpty()) {
			Lane lane = byHead.remove();
			if (!open.test(lane)) {
				continue;
			}
			taker.accept(lane.poll());
			taken++;
			if (lane.peek() != null) {
				byHead.add(lane);
			}
		}
	}

	private static PriorityQueue<Lane> byHead(Map<LaneKey, Lane> ofQueue, Predicate<Lane> open) {
		PriorityQueue<Lane> byHead = new PriorityQueue<>(BY_HEAD);
		for (Lane lane : ofQueue.values()) {
			if (lane.peek() != null && open.test(lane)) {
				byHead.add(lane);
			}
		}
		return byHead;
	}

	Set<String> queues() {
		Set<String> queues = new TreeSet<>(this.lanes.keySet());
		queues.addAll(this.suspects.keySet());
		return queues;
	}

	int depth(String queue) {
		return depth(this.lanes.get(queue)) + depth(this.suspects.get(queue));
	}

	private static int depth(@Nullable Map<LaneKey, Lane> ofQueue) {
		return (ofQueue != null) ? ofQueue.values().stream().mapToInt(Lane::size).sum() : 0;
	}

	@Nullable Instant oldestDue(String queue) {
		Instant oldest = oldestDue(this.lanes.get(queue), null);
		return oldestDue(this.suspects.get(queue), oldest);
	}

	private static @Nullable Instant oldestDue(@Nullable Map<LaneKey, Lane> ofQueue, @Nullable Instant known) {
		Instant oldest = known;
		if (ofQueue != null) {
			for (Lane lane : ofQueue.values()) {
				for (Entry entry : lane.entries()) {
					boolean older = oldest == null || entry.dueAt.isBefore(oldest);
					oldest = (entry.state == RunState.QUEUED && older) ? entry.dueAt : oldest;
				}
			}
		}
		return oldest;
	}

	private Lane lane(Entry entry) {
		LaneKey key = new LaneKey(entry.spec.jobId(), entry.spec.trigger() == Trigger.MANUAL);
		return ((entry.crashes > 0) ? this.suspects : this.lanes)
			.computeIfAbsent(entry.spec.queue(), (queue) -> new HashMap<>())
			.computeIfAbsent(key, (missing) -> new Lane(key.jobId(), key.manual()));
	}

	private record LaneKey(String jobId, boolean manual) {
	}

}
