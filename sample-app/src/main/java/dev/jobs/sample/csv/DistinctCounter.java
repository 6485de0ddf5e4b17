package dev.jobs.sample.csv;

/**
 * Counts different texts up to a limit. Keeps 64-bit hashes and not the texts; a
 * collision, which would make the count too low by one, is not to be expected among some
 * thousands.
 */
final class DistinctCounter {

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private final int limit;

	// Open addressing; 0 marks a free place.
	private long[] hashes = new long[8];

	private int count;

	private boolean capped;

	DistinctCounter(int limit) {
		this.limit = limit;
	}

	int count() {
		return this.count;
	}

	boolean isCapped() {
		return this.capped;
	}

	void add(String text) {
		if (this.capped) {
			return;
		}
		long hash = hash(text);
		int place = find(hash);
		if (this.hashes[place] == 0) {
			insert(hash, place);
		}
	}

	private void insert(long hash, int place) {
		if (this.count == this.limit) {
			this.capped = true;
			this.hashes = new long[0];
			return;
		}
		this.hashes[place] = hash;
		this.count++;
		if (this.count > this.hashes.length / 4 * 3) {
			grow();
		}
	}

	private void grow() {
		long[] old = this.hashes;
		this.hashes = new long[old.length * 2];
		for (long hash : old) {
			if (hash != 0) {
				this.hashes[find(hash)] = hash;
			}
		}
	}

	private int find(long hash) {
		int mask = this.hashes.length - 1;
		int place = (int) hash & mask;
		while (this.hashes[place] != 0 && this.hashes[place] != hash) {
			place = (place + 1) & mask;
		}
		return place;
	}

	// FNV-1a, and a last mix because its low bits alone are too regular for a table.
	private static long hash(String text) {
		long hash = FNV_OFFSET;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * FNV_PRIME;
		}
		hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
		hash ^= hash >>> 32;
		return (hash != 0) ? hash : 1;
	}

}
