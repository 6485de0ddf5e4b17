package dev.jobs.store.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobsException;
import dev.jobs.store.Inserted;
import dev.jobs.store.NewRun;
import dev.jobs.store.StoreUnavailableException;

/**
 * Lets callers that add runs at the same time share a commit. One of them leads: it adds
 * its own runs and those of all who came while the leader before it was at work. A lone
 * caller leads at once and waits for nobody.
 *
 * <p>
 * If the shared transaction fails, each of its callers adds its runs alone, so that
 * nobody fails because of the runs of another; only if the database is away all fail at
 * once. A caller that waits cannot be interrupted, because its runs are about to be
 * added; it finds the interrupt when it returns.
 */
final class SharedCommits {

	private static final int MOST_RUNS = 2_000;

	private final Function<List<NewRun>, List<Inserted>> transaction;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Share> waiting = new ArrayDeque<>();

	private boolean led;

	/**
	 * Create an instance.
	 * @param transaction adds runs in a transaction
	 */
	SharedCommits(Function<List<NewRun>, List<Inserted>> transaction) {
		this.transaction = transaction;
	}

	/**
	 * Add runs.
	 * @return what became of each, in the same order
	 */
	List<Inserted> insert(List<NewRun> runs) {
		Share share = new Share(runs);
		if (leadsAtOnce(share) || share.awaitTurn() == Turn.LEAD) {
			lead();
		}
		// Claims of the shared transaction may be in doubt, and are not made a second
		// time.
		return share.isAlone() ? this.transaction.apply(RunInserts.unclaimed(runs)) : share.inserted();
	}

	private boolean leadsAtOnce(Share share) {
		this.lock.lock();
		try {
			this.waiting.add(share);
			boolean leads = !this.led;
			this.led = true;
			return leads;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lead() {
		List<Share> shares = nextShares();
		try {
			if (shares.size() > 1) {
				addTogether(shares);
			}
			else {
				Share own = shares.get(0);
				own.inserted = this.transaction.apply(own.runs);
			}
		}
		finally {
			handOver();
			shares.forEach(Share::end);
		}
	}

	private List<Share> nextShares() {
		this.lock.lock();
		try {
			List<Share> shares = new ArrayList<>();
			int runs = 0;
			while (!this.waiting.isEmpty() && runs < MOST_RUNS) {
				Share share = this.waiting.remove();
				shares.add(share);
				runs += share.runs.size();
			}
			return shares;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void addTogether(List<Share> shares) {
		List<NewRun> all = shares.stream().flatMap((share) -> share.runs.stream()).toList();
		try {
			List<Inserted> inserted = this.transaction.apply(all);
			int from = 0;
			for (Share share : shares) {
				share.inserted = inserted.subList(from, from + share.runs.size());
				from += share.runs.size();
			}
		}
		catch (StoreUnavailableException ex) {
			shares.forEach((share) -> share.error = ex);
		}
		catch (JobsException ex) {
			// Each finds out by itself whether its runs are to blame.
		}
	}

	private void handOver() {
		this.lock.lock();
		try {
			Share next = this.waiting.peek();
			this.led = next != null;
			if (next != null) {
				next.turn(Turn.LEAD);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum Turn {

		/** To wait. */
		WAIT,

		/** To lead. */
		LEAD,

		/** To look at the result. */
		RETURN

	}

	/**
	 * The runs of one caller.
	 */
	private static final class Share {

		private final List<NewRun> runs;

		private final Thread caller = Thread.currentThread();

		private volatile Turn turn = Turn.WAIT;

		private @Nullable List<Inserted> inserted;

		private @Nullable StoreUnavailableException error;

		Share(List<NewRun> runs) {
			this.runs = runs;
		}

		void turn(Turn next) {
			this.turn = next;
			LockSupport.unpark(this.caller);
		}

		void end() {
			turn(Turn.RETURN);
		}

		Turn awaitTurn() {
			boolean interrupted = false;
			while (this.turn == Turn.WAIT) {
				LockSupport.park(this);
				interrupted |= Thread.interrupted();
			}
			if (interrupted) {
				this.caller.interrupt();
			}
			return this.turn;
		}

		boolean isAlone() {
			return this.inserted == null && this.error == null;
		}

		List<Inserted> inserted() {
			if (this.inserted == null) {
				throw new StoreUnavailableException("The database cannot be reached or cannot write",
						(this.error != null) ? this.error : new IllegalStateException());
			}
			return this.inserted;
		}

	}

}
