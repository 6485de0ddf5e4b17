package dev.jobs.store.jdbc;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Remembers for a moment where the last large claim of a queue ended, so that the next
 * one begins there. PostgreSQL would otherwise read again what has been claimed already,
 * and go on to do so for as long as an open transaction might still see it.
 *
 * <p>
 * The price: while a backlog is worked off, a run that goes before what is left may begin
 * this moment later. Small claims are always exact.
 */
final class Marks {

	private static final int LARGE = 100;

	private static final long MOMENT_NANOS = 250_000_000;

	private static final long LONGEST_NANOS = 2_000_000_000;

	// To look from the start again shall take no more than about a tenth of the time.
	private static final int SHARE = 10;

	private final Map<String, Mark> marks = new ConcurrentHashMap<>();

	private final LongSupplier nanoTime;

	Marks(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Begin a claim.
	 * @param nodeId the node
	 * @param queue the queue
	 * @param room how many runs it asks for
	 */
	Look look(String nodeId, String queue, int room) {
		String key = queue + ' ' + nodeId;
		Mark mark = this.marks.get(key);
		long now = this.nanoTime.getAsLong();
		boolean holds = mark != null && room >= LARGE && mark.until() - now > 0;
		return new Look(key, room, holds ? mark : null, now);
	}

	/**
	 * A place in the order of ready runs.
	 *
	 * @param rank the priority with the other sign
	 * @param dueAt the due time
	 * @param id the run
	 */
	record Place(int rank, Instant dueAt, UUID id) {

		static final Place START = new Place(Short.MIN_VALUE, Instant.MIN, new UUID(0, 0));

	}

	private record Mark(Place place, long until) {
	}

	/**
	 * One claim.
	 */
	final class Look {

		private final String key;

		private final int room;

		private final @Nullable Mark mark;

		private final long began;

		private Look(String key, int room, @Nullable Mark mark, long began) {
			this.key = key;
			this.room = room;
			this.mark = mark;
			this.began = began;
		}

		/**
		 * Return behind which place to look.
		 */
		Place from() {
			return (this.mark != null) ? this.mark.place() : Place.START;
		}

		/**
		 * Return whether the claim does not look from the start.
		 */
		boolean isBehindAMark() {
			return this.mark != null;
		}

		/**
		 * Note, once it has been committed, that the claim found as many runs as it asked
		 * for.
		 * @param last the place of the last one
		 */
		void foundAll(Place last) {
			if (this.room >= LARGE) {
				Marks.this.marks.put(this.key, new Mark(last, until()));
			}
		}

		/**
		 * Note that there may be runs before the place, or nobody knows.
		 */
		void forget() {
			Marks.this.marks.remove(this.key);
		}

		private long until() {
			if (this.mark != null) {
				return this.mark.until();
			}
			long now = Marks.this.nanoTime.getAsLong();
			return now + Math.min(LONGEST_NANOS, Math.max(MOMENT_NANOS, SHARE * (now - this.began)));
		}

	}

}
