package dev.jobs.store.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs that a node runs. Each knows its place here, so that taking it out looks for
 * nothing.
 */
final class RunningRuns {

	private final List<Entry> entries = new ArrayList<>();

	private int suspects;

	void add(Entry entry) {
		entry.place = this.entries.size();
		this.entries.add(entry);
		this.suspects += (entry.crashes > 0) ? 1 : 0;
	}

	/**
	 * Take a run out; the last one gets its place.
	 */
	void remove(Entry entry) {
		Entry last = this.entries.remove(this.entries.size() - 1);
		if (last != entry) {
			this.entries.set(entry.place, last);
			last.place = entry.place;
		}
		this.suspects -= (entry.crashes > 0) ? 1 : 0;
	}

	/**
	 * Return whether there is a run that a node has died over.
	 */
	boolean hasSuspect() {
		return this.suspects > 0;
	}

	/**
	 * Return the runs as they are now.
	 */
	List<Entry> all() {
		return List.copyOf(this.entries);
	}

}
