package dev.jobs.worker;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of one queue on this node, and the few claimed runs that wait for one. A slot
 * is a loop in a borrowed thread that works as long as there is something to do, so that
 * short runs follow each other without a hand-over between threads.
 *
 * <p>
 * How many runs wait beside those that run follows the pace of the queue: as many as will
 * start within a tenth of a second, and so none where runs are slow.
 */
final class QueueWorkers {

	private static final Logger logger = LoggerFactory.getLogger(QueueWorkers.class);

	private static final int MOST_WAITING = 2_000;

	private static final int WORTH_A_CLAIM = 500;

	private static final double START_WITHIN_SECONDS = 0.1;

	private final String queue;

	private final int slots;

	private final Executor executor;

	private final Consumer<Execution> work;

	private final Queue<Execution> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger taken = new AtomicInteger();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final Pace pace;

	private final AtomicInteger changes = new AtomicInteger();

	// The number of changes beyond which nothing was ready, as of the last claim.
	private volatile int emptyAt = -1;

	private int changesSeen;

	private int asked;

	private volatile boolean stopped;

	private volatile int lookAhead;

	QueueWorkers(String queue, int slots, Executor executor, Consumer<Execution> work, LongSupplier nanoTime) {
		this.queue = queue;
		this.slots = slots;
		this.executor = executor;
		this.work = work;
		this.pace = new Pace(() -> this.inFlight.get() > 0, nanoTime);
	}

	String queue() {
		return this.queue;
	}

	int slots() {
		return this.slots;
	}

	/**
	 * Return how many claimed runs have not ended.
	 */
	int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Return how many more runs can be claimed. Called by one thread at a time.
	 */
	int room() {
		if (this.stopped) {
			return 0;
		}
		this.lookAhead = (int) Math.min(MOST_WAITING, this.pace.perSecond() * START_WITHIN_SECONDS);
		this.changesSeen = this.changes.get();
		this.asked = Math.max(0, this.slots + this.lookAhead - this.inFlight.get());
		return this.asked;
	}

	/**
	 * Return whether claimed runs wait for a slot, so that the end of one run is no
	 * reason to look for more.
	 */
	boolean isBusy() {
		return this.inFlight.get() > this.slots;
	}

	boolean hasFreeSlot() {
		return !this.stopped && this.inFlight.get() < this.slots;
	}

	/**
	 * Return whether so little is left to do that it is time to look for more.
	 */
	boolean isRunningLow() {
		int ahead = this.lookAhead;
		int low = Math.max((this.slots + ahead) / 2, this.slots + ahead - WORTH_A_CLAIM);
		return this.inFlight.get() <= Math.max(this.slots - 1, low);
	}

	/**
	 * Take a free slot for a run that is about to be added, unless others may have waited
	 * for one longer.
	 * @return whether there is one, which then goes to {@link #acceptReserved} or is
	 * given back by {@link #givenBack()}
	 */
	boolean reserve() {
		if (!mayReserve()) {
			return false;
		}
		// A stop looks at what is in flight after it has said that it stops.
		boolean reserved = add(1) <= this.slots && mayReserve();
		if (!reserved) {
			remove();
		}
		return reserved;
	}

	private boolean mayReserve() {
		return !this.stopped && this.emptyAt == this.changes.get();
	}

	void acceptReserved(Execution execution) {
		this.waiting.add(execution);
		serve(1);
	}

	/**
	 * Note that runs may be ready in the store.
	 */
	void changed() {
		this.changes.incrementAndGet();
	}

	/**
	 * Note how many were claimed since {@link #room} was asked for.
	 */
	void found(int claimed) {
		if (claimed < this.asked) {
			this.emptyAt = this.changesSeen;
		}
	}

	void accept(List<Execution> executions) {
		add(executions.size());
		this.waiting.addAll(executions);
		serve(executions.size());
	}

	/**
	 * Borrow threads for runs that wait, as far as slots are free. Never fails: where no
	 * thread can be had now, the next pass tries again.
	 */
	void serve() {
		if (!this.waiting.isEmpty()) {
			serve(this.slots);
		}
	}

	private void serve(int most) {
		int left = most;
		while (left > 0 && !this.stopped && !this.waiting.isEmpty() && takeSlot()) {
			left = borrowThread() ? left - 1 : 0;
		}
	}

	private boolean borrowThread() {
		try {
			this.executor.execute(this::loop);
			return true;
		}
		catch (RuntimeException | Error ex) {
			this.taken.decrementAndGet();
			logger.warn("No thread could be had for queue {}; trying again", this.queue, ex);
			return false;
		}
	}

	private void loop() {
		boolean more = true;
		while (more) {
			try {
				workOff();
			}
			finally {
				this.taken.decrementAndGet();
			}
			// A run may have come after the last look and found no free slot.
			more = !this.stopped && !this.waiting.isEmpty() && takeSlot();
		}
	}

	private void workOff() {
		Execution next = next();
		while (next != null) {
			this.work.accept(next);
			next = next();
		}
	}

	private @Nullable Execution next() {
		return this.stopped ? null : this.waiting.poll();
	}

	private boolean takeSlot() {
		int now = this.taken.get();
		while (now < this.slots) {
			if (this.taken.compareAndSet(now, now + 1)) {
				return true;
			}
			now = this.taken.get();
		}
		return false;
	}

	/**
	 * Note that a run has ended.
	 */
	void ended() {
		this.pace.ended();
		remove();
	}

	/**
	 * Note that a run was given back, which says nothing about the pace.
	 */
	void givenBack() {
		remove();
	}

	private int add(int runs) {
		int now = this.inFlight.addAndGet(runs);
		if (now == runs) {
			this.pace.changed();
		}
		return now;
	}

	private void remove() {
		if (this.inFlight.decrementAndGet() == 0) {
			this.pace.changed();
		}
	}

	/**
	 * Begin no further run. May be called again for runs that came meanwhile.
	 * @param released takes the runs that were claimed and will not begin
	 */
	void stop(Consumer<Execution> released) {
		this.stopped = true;
		Execution next = this.waiting.poll();
		while (next != null) {
			released.accept(next);
			next = this.waiting.poll();
		}
	}

	/**
	 * Give back what would wait too long, because the pace has fallen since it was
	 * claimed.
	 * @param released takes the runs
	 */
	void giveBackSurplus(Consumer<Execution> released) {
		int surplus = this.inFlight.get() - this.slots - 2 * this.lookAhead;
		Execution next = (surplus > 0) ? this.waiting.poll() : null;
		while (next != null) {
			released.accept(next);
			surplus--;
			next = (surplus > 0) ? this.waiting.poll() : null;
		}
	}

	/**
	 * Take a run out before it begins.
	 * @return whether it still waited
	 */
	boolean withdraw(Execution execution) {
		return this.waiting.remove(execution);
	}

}
