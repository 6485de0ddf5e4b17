package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;

import dev.jobs.job.JobsException;
import dev.jobs.store.NewRun;

/**
 * Takes idempotency keys. The database waits for a transaction that holds one and may
 * still roll back.
 */
final class KeyRows {

	private static final int ROUNDS = 10;

	private final StoreContext context;

	private final String insertAll;

	private final String insertOne;

	private final String find;

	private final String takeOver;

	private final String giveBack;

	KeyRows(StoreContext context) {
		this.context = context;
		String now = "coalesce(CAST(? AS timestamp(6) with time zone), %s)".formatted(context.dialect().clock());
		this.insertAll = context.sql("""
				INSERT INTO jobs_key (namespace, run_id, job_id, key_text, fingerprint)
				SELECT CAST(? AS varchar), k.* FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) AS k
				ON CONFLICT DO NOTHING RETURNING job_id, key_text""");
		this.insertOne = context.sql("""
				INSERT INTO jobs_key (namespace, run_id, job_id, key_text, fingerprint) VALUES (?, ?, ?, ?, ?)""");
		this.find = context.sql("""
				SELECT run_id, fingerprint, coalesce(expires_at <= %s, false) AS expired
				FROM jobs_key WHERE namespace = ? AND job_id = ? AND key_text = ?""".formatted(now));
		this.takeOver = context.sql("""
				UPDATE jobs_key SET run_id = ?, fingerprint = ?, expires_at = NULL
				WHERE namespace = ? AND job_id = ? AND key_text = ? AND expires_at <= %s""".formatted(now));
		this.giveBack = context.sql("""
				DELETE FROM jobs_key WHERE namespace = ? AND job_id = ? AND key_text = ? AND run_id = ?""");
	}

	/**
	 * Take the keys of runs as far as they are free, in one order for all transactions.
	 * Of runs with the same key the first takes it.
	 * @return who has each key now
	 */
	Map<Key, Holder> take(Session session, List<NewRun> runs) throws SQLException {
		SortedMap<Key, NewRun> wanted = new TreeMap<>();
		runs.stream().filter((run) -> run.key() != null).forEach((run) -> wanted.putIfAbsent(Key.of(run), run));
		Map<Key, Holder> holders = new HashMap<>();
		for (int round = 0; !wanted.isEmpty(); round++) {
			if (round == ROUNDS) {
				throw stuck(session, wanted.firstKey());
			}
			takeOrFind(session, wanted, holders);
			wanted.keySet().removeAll(holders.keySet());
		}
		return holders;
	}

	// Under REPEATABLE READ, which only the transaction of a caller can have.
	private static RuntimeException stuck(Session session, Key key) {
		String message = "Key '%s' of job '%s' is taken by a transaction that cannot be seen; try again"
			.formatted(key.text(), key.jobId());
		return session.isInCallersTransaction() ? new CannotAcquireLockException(message) : new JobsException(message);
	}

	private void takeOrFind(Session session, SortedMap<Key, NewRun> wanted, Map<Key, Holder> holders)
			throws SQLException {
		for (Key key : insert(session, wanted.values())) {
			holders.put(key, Holder.of(Objects.requireNonNull(wanted.get(key))));
		}
		for (Map.Entry<Key, NewRun> entry : wanted.entrySet()) {
			if (!holders.containsKey(entry.getKey())) {
				findOrTakeOver(session, entry.getValue()).ifPresent((holder) -> holders.put(entry.getKey(), holder));
			}
		}
	}

	private Set<Key> insert(Session session, Collection<NewRun> runs) throws SQLException {
		return switch (this.context.dialect()) {
			case POSTGRESQL -> insertAll(session, runs);
			case H2 -> insertEach(session, runs);
		};
	}

	private Set<Key> insertAll(Session session, Collection<NewRun> runs) throws SQLException {
		return new HashSet<>(session.query(this.insertAll,
				(row) -> new Key(row.getString("job_id"), row.getString("key_text")), this.context.namespace(),
				session.column("uuid", runs, NewRun::id), session.column("text", runs, NewRun::jobId),
				session.column("text", runs, NewRun::key), session.column("text", runs, NewRun::fingerprint)));
	}

	// A statement that fails does not end the transaction in H2.
	private Set<Key> insertEach(Session session, Collection<NewRun> runs) throws SQLException {
		Set<Key> taken = new HashSet<>();
		for (NewRun run : runs) {
			try {
				session.update(this.insertOne, this.context.namespace(), run.id(), run.jobId(), run.key(),
						run.fingerprint());
				taken.add(Key.of(run));
			}
			catch (SQLException ex) {
				if (!SqlErrors.isDuplicate(ex)) {
					throw ex;
				}
			}
		}
		return taken;
	}

	// Empty if the key has been given back or taken over meanwhile.
	private Optional<Holder> findOrTakeOver(Session session, NewRun run) throws SQLException {
		Optional<Found> found = session.first(this.find,
				(row) -> new Found(new Holder(row.getObject("run_id", UUID.class), row.getString("fingerprint")),
						row.getBoolean("expired")),
				this.context.givenTime(), this.context.namespace(), run.jobId(), run.key());
		if (found.isEmpty() || !found.get().expired()) {
			return found.map(Found::holder);
		}
		int taken = session.update(this.takeOver, run.id(), run.fingerprint(), this.context.namespace(), run.jobId(),
				run.key(), this.context.givenTime());
		return (taken > 0) ? Optional.of(Holder.of(run)) : Optional.empty();
	}

	/**
	 * Give the key of a run back that was not added.
	 */
	void giveBack(Session session, NewRun run) throws SQLException {
		if (run.key() != null) {
			session.update(this.giveBack, this.context.namespace(), run.jobId(), run.key(), run.id());
		}
	}

	/**
	 * A key.
	 *
	 * @param jobId the job
	 * @param text the key
	 */
	record Key(String jobId, String text) implements Comparable<Key> {

		private static final Comparator<Key> ORDER = Comparator.comparing(Key::jobId).thenComparing(Key::text);

		static Key of(NewRun run) {
			return new Key(run.jobId(), String.valueOf(run.key()));
		}

		@Override
		public int compareTo(Key other) {
			return ORDER.compare(this, other);
		}

	}

	/**
	 * Who has a key.
	 *
	 * @param runId the run
	 * @param fingerprint stands for what was asked for
	 */
	record Holder(UUID runId, @Nullable String fingerprint) {

		static Holder of(NewRun run) {
			return new Holder(run.id(), run.fingerprint());
		}

	}

	private record Found(Holder holder, boolean expired) {
	}

}
