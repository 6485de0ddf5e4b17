package dev.jobs.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.jobs.run.RunState;
import dev.jobs.store.Retention;

/**
 * Finds finished runs that a retention rule no longer keeps.
 */
final class Stale {

	private final Retention retention;

	private final Instant now;

	Stale(Retention retention, Instant now) {
		this.retention = retention;
		this.now = now;
	}

	List<Entry> among(Deque<Entry> oldestFirst, int limit) {
		Map<String, Integer> left = new HashMap<>();
		oldestFirst.forEach((entry) -> left.merge(entry.spec.jobId(), 1, Integer::sum));
		List<Entry> stale = new ArrayList<>();
		for (Entry entry : oldestFirst) {
			if (stale.size() == limit) {
				break;
			}
			if (left.getOrDefault(entry.spec.jobId(), 0) > this.retention.perJob() || isTooOld(entry)) {
				left.merge(entry.spec.jobId(), -1, Integer::sum);
				stale.add(entry);
			}
		}
		return stale;
	}

	private boolean isTooOld(Entry entry) {
		Duration kept = (entry.state == RunState.FAILED) ? this.retention.failed() : this.retention.succeeded();
		return entry.finishedAt != null && entry.finishedAt.plus(kept).isBefore(this.now);
	}

}
