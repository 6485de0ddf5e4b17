package dev.jobs.store.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunState;
import dev.jobs.store.KnownJobs;

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
		lane(entry).forget(entry);
	}

	/**
	 * Take ready runs of a queue, best first, until the limit is reached. A lane that is
	 * refused stands in nobody's way.
	 * @param suspectToo whether one of the runs may be one that a node has died over
	 */
	void take(String queue, int limit, boolean suspectToo, Predicate<Lane> open, Consumer<Entry> taker) {
		PriorityQueue<Lane> byHead = new PriorityQueue<>(BY_HEAD);
		addReady(this.lanes.get(queue), byHead);
		if (suspectToo) {
			addReady(this.suspects.get(queue), byHead);
		}
		int taken = 0;
		while (taken < limit && !byHead.isEmpty()) {
			Lane lane = byHead.remove();
			if (open.test(lane)) {
				taker.accept(lane.poll());
				taken++;
				takenFrom(lane, byHead);
			}
		}
	}

	private static void addReady(@Nullable Map<LaneKey, Lane> ofQueue, PriorityQueue<Lane> byHead) {
		if (ofQueue != null) {
			ofQueue.values().stream().filter((lane) -> lane.peek() != null).forEach(byHead::add);
		}
	}

	private static void takenFrom(Lane lane, PriorityQueue<Lane> byHead) {
		if (lane.suspect) {
			byHead.removeIf((other) -> other.suspect);
		}
		else if (lane.peek() != null) {
			byHead.add(lane);
		}
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

	/**
	 * Count the runs that were due at a time and that nobody knows how to run.
	 */
	Map<String, Integer> stranded(KnownJobs known, Instant dueAt) {
		Map<String, Integer> runs = new TreeMap<>();
		this.lanes.values().forEach((ofQueue) -> ofQueue.forEach((key, lane) -> {
			int due = known.includes(key.jobId(), key.payloadVersion()) ? 0 : lane.due(dueAt);
			if (due > 0) {
				runs.merge(key.jobId(), due, Integer::sum);
			}
		}));
		return runs;
	}

	private Lane lane(Entry entry) {
		boolean suspect = entry.crashes > 0;
		LaneKey key = new LaneKey(entry.spec.jobId(), entry.spec.payloadVersion(),
				entry.spec.trigger() == Trigger.MANUAL);
		return (suspect ? this.suspects : this.lanes).computeIfAbsent(entry.spec.queue(), (queue) -> new HashMap<>())
			.computeIfAbsent(key, (missing) -> new Lane(key, suspect));
	}

	/**
	 * What the runs of a lane have in common.
	 *
	 * @param jobId the job
	 * @param payloadVersion the version of their payloads
	 * @param manual whether somebody triggered them by hand
	 */
	record LaneKey(String jobId, int payloadVersion, boolean manual) {
	}

}
