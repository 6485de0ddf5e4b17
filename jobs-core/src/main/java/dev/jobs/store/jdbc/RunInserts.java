package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.jobs.store.Inserted;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreBusyException;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.jdbc.KeyRows.Holder;
import dev.jobs.store.jdbc.KeyRows.Key;

/**
 * Adds runs: in the transaction of the caller, or in one of its own that concurrent
 * callers share. One that has a claimant is claimed as it is added, if it could be
 * claimed now.
 *
 * <p>
 * What may go wrong: the answer to a commit is lost. Then the runs are looked for by
 * their ids on another connection, and added again if they are not there; adding a run
 * twice adds it once.
 */
final class RunInserts {

	private static final Logger logger = LoggerFactory.getLogger(RunInserts.class);

	// More fill a transaction of their own.
	private static final int MOST_TO_SHARE = 100;

	// So long a caller waits for a transaction that may have taken its slot or key.
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Database database;

	private final StoreContext context;

	private final Tallies tallies;

	private final NewRows rows;

	private final KeyRows keys;

	private final Doubts doubts;

	private final ForeignTransactions foreign;

	private final SharedCommits commits = new SharedCommits(this::transact);

	RunInserts(StoreContext context, Tallies tallies, Doubts doubts, ForeignTransactions foreign) {
		this.database = context.database();
		this.context = context;
		this.tallies = tallies;
		this.rows = new NewRows(context);
		this.keys = new KeyRows(context);
		this.doubts = doubts;
		this.foreign = foreign;
	}

	List<Inserted> insert(List<NewRun> runs, Joining joining) {
		if (runs.isEmpty()) {
			return List.of();
		}
		if (joining == Joining.CALLER && this.database.isInCallersTransaction()) {
			requireWritable();
			return this.database.join((session) -> add(session, unclaimed(runs)));
		}
		if (joining == Joining.CALLER && this.database.isInForeignTransaction()) {
			this.foreign.note();
		}
		if (!runs.stream().allMatch(RunInserts::isPlain)) {
			return transactWithin(runs);
		}
		return (runs.size() <= MOST_TO_SHARE) ? this.commits.insert(runs) : transact(runs);
	}

	// Not every manager and database keeps such a transaction from writing, and where one
	// does the error would end the transaction.
	private static void requireWritable() {
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw SqlErrors.readOnly(null);
		}
	}

	private static boolean isPlain(NewRun run) {
		return run.key() == null && run.slots() == 0;
	}

	// Only plain runs come here, which wait for nobody.
	private List<Inserted> transact(List<NewRun> runs) {
		if (this.rows.isOneStatement(runs)) {
			return this.database.transactAtOnce((session) -> add(session, runs), created(runs),
					(inserted, ex) -> addUnlessThere(runs, inserted, ex));
		}
		return this.database.transact((session) -> add(session, runs),
				(inserted, ex) -> addUnlessThere(runs, inserted, ex));
	}

	private static List<Inserted> created(List<NewRun> runs) {
		return runs.stream().map((run) -> new Inserted(Status.CREATED, run.id())).toList();
	}

	private List<Inserted> transactWithin(List<NewRun> runs) {
		return this.context.transactWithin(PATIENCE, (session) -> add(session, runs),
				(inserted, ex) -> addUnlessThere(runs, inserted, ex));
	}

	private List<Inserted> addUnlessThere(List<NewRun> runs, List<Inserted> inserted, StoreUnavailableException ex) {
		logger.warn(
				"The answer to a commit of {} new runs was lost; they are looked for, and added if they are missing",
				runs.size(), ex);
		Set<UUID> created = inserted.stream()
			.filter((one) -> one.status() == Status.CREATED)
			.map(Inserted::runId)
			.collect(Collectors.toSet());
		List<NewRun> mine = runs.stream().filter((run) -> created.contains(run.id())).toList();
		if (mine.isEmpty()) {
			return inserted;
		}
		try {
			return addWithin(runs, mine, ex)
				.orElseGet(() -> inserted.stream().map((one) -> new Inserted(one.status(), one.runId())).toList());
		}
		finally {
			doubtClaims(mine);
		}
	}

	// The transaction that was lost may not have ended, and then holds its rows.
	private Optional<List<Inserted>> addWithin(List<NewRun> runs, List<NewRun> mine, StoreUnavailableException doubt) {
		try {
			return this.context.transactWithin(PATIENCE, (session) -> addUnlessThere(session, runs, mine),
					(added, lost) -> {
						throw lost;
					});
		}
		catch (StoreBusyException ex) {
			doubt.addSuppressed(ex);
			throw doubt;
		}
	}

	// Whoever did not hear of the commit has not told of it, either.
	private Optional<List<Inserted>> addUnlessThere(Session session, List<NewRun> runs, List<NewRun> mine)
			throws SQLException {
		session.announceRuns();
		return this.rows.known(session, mine).isEmpty() ? Optional.of(add(session, unclaimed(runs))) : Optional.empty();
	}

	// Nobody is told of the claims that may have come with the lost commit: the next
	// exchange of the node gives back those that are there. One that comes later is found
	// when the node compares what it runs with the store.
	private void doubtClaims(List<NewRun> runs) {
		if (this.context.dialect() == Dialect.POSTGRESQL) {
			runs.stream()
				.filter((run) -> run.claimant() != null)
				.forEach((run) -> this.doubts.add(run.claimant(), Set.of(new Held(run.id(), NewRows.FIRST_TOKEN))));
		}
	}

	/**
	 * Return runs so that they are not claimed as they are added.
	 */
	static List<NewRun> unclaimed(List<NewRun> runs) {
		return runs.stream().map(RunInserts::unclaimed).toList();
	}

	private static NewRun unclaimed(NewRun run) {
		return (run.claimant() != null) ? run.claimedBy(NewRows.NOBODY) : run;
	}

	private List<Inserted> add(Session session, List<NewRun> runs) throws SQLException {
		List<Inserted> inserted = new ArrayList<>(runs.size());
		for (List<NewRun> part : parts(runs)) {
			inserted.addAll(addPart(session, part));
		}
		count(session, runs, inserted);
		if (inserted.stream().anyMatch((one) -> one.status() == Status.CREATED && one.claimed() == null)) {
			session.announceRuns();
		}
		return inserted;
	}

	// A run that gets a key but no slot gives the key back, maybe to the next run.
	private static List<List<NewRun>> parts(List<NewRun> runs) {
		boolean oneByOne = runs.stream().anyMatch((run) -> run.key() != null && run.slots() > 0);
		return oneByOne ? runs.stream().map(List::of).toList() : List.of(runs);
	}

	private List<Inserted> addPart(Session session, List<NewRun> runs) throws SQLException {
		Map<Key, Holder> holders = this.keys.take(session, runs);
		List<NewRun> free = runs.stream().filter((run) -> !isHeld(run, holders)).toList();
		Map<UUID, Inserted> added = this.rows.add(session, free.stream().filter((run) -> run.slots() == 0).toList());
		Set<UUID> skipped = addInSlots(session, free.stream().filter((run) -> run.slots() > 0).toList());
		return runs.stream()
			.map((run) -> added.containsKey(run.id()) ? added.get(run.id()) : answer(run, holders, skipped))
			.toList();
	}

	private static boolean isHeld(NewRun run, Map<Key, Holder> holders) {
		return run.key() != null && !Objects.requireNonNull(holders.get(Key.of(run))).runId().equals(run.id());
	}

	private Set<UUID> addInSlots(Session session, List<NewRun> runs) throws SQLException {
		Set<UUID> skipped = new HashSet<>();
		for (NewRun run : runs) {
			if (!this.rows.addInSlot(session, unclaimed(run))) {
				this.keys.giveBack(session, run);
				skipped.add(run.id());
			}
		}
		return skipped;
	}

	private static Inserted answer(NewRun run, Map<Key, Holder> holders, Set<UUID> skipped) {
		if (isHeld(run, holders)) {
			Holder holder = Objects.requireNonNull(holders.get(Key.of(run)));
			boolean same = Objects.equals(holder.fingerprint(), run.fingerprint());
			return new Inserted(same ? Status.EXISTING : Status.CONFLICT, holder.runId());
		}
		return new Inserted(skipped.contains(run.id()) ? Status.SKIPPED : Status.CREATED, run.id());
	}

	private void count(Session session, List<NewRun> runs, List<Inserted> inserted) throws SQLException {
		Map<String, Integer> skips = new HashMap<>();
		for (int i = 0; i < inserted.size(); i++) {
			if (inserted.get(i).status() == Status.SKIPPED) {
				skips.merge(runs.get(i).jobId(), 1, Integer::sum);
			}
		}
		if (!skips.isEmpty()) {
			this.tallies.skipped(session, skips, this.context.givenTime());
		}
	}

}
