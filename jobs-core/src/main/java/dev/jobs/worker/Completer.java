package dev.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Exchanged.ExpiredRun;
import dev.jobs.store.Outcome;

/**
 * Gathers the outcomes of a node until the store has taken note of them, and tells the
 * observer of those, and only those, that really changed a run. Safe for use by many
 * threads.
 */
final class Completer {

	private static final Logger logger = LoggerFactory.getLogger(Completer.class);

	private static final int BATCH = 1_000;

	private final RunObserver observer;

	private final LongSupplier nanoTime;

	private final Queue<Finished> gathered = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	Completer(RunObserver observer, LongSupplier nanoTime) {
		this.observer = observer;
		this.nanoTime = nanoTime;
	}

	void add(Execution execution, Outcome outcome) {
		add(new Finished(execution, outcome));
	}

	private void add(Finished finished) {
		this.gathered.add(finished);
		this.size.incrementAndGet();
	}

	/**
	 * Return whether nobody has to take anything. What was taken is not here.
	 */
	boolean isEmpty() {
		return this.size.get() == 0;
	}

	/**
	 * Return whether so many have gathered that they are worth an exchange of their own.
	 */
	boolean hasBatch() {
		return this.size.get() >= BATCH / 2;
	}

	/**
	 * Return the runs whose outcomes nobody has taken.
	 */
	Set<UUID> runs() {
		return this.gathered.stream().map((finished) -> finished.execution().runId()).collect(Collectors.toSet());
	}

	/**
	 * Take outcomes, to write them. Whoever takes them calls {@link #settle} or
	 * {@link #giveBack}.
	 */
	List<Finished> take() {
		return take(BATCH);
	}

	/**
	 * Take outcomes, but only a few if there are so many that somebody else is about to
	 * write them, too.
	 */
	List<Finished> takeShare() {
		return take(hasBatch() ? BATCH / 4 : BATCH);
	}

	// Nothing is allocated once the first has been taken: with no memory left it would be
	// lost.
	private List<Finished> take(int most) {
		int room = Math.min(most, this.size.get());
		if (room <= 0) {
			return List.of();
		}
		List<Finished> batch = new ArrayList<>(room);
		for (Finished next = this.gathered.poll(); next != null;) {
			batch.add(next);
			next = (batch.size() < room) ? this.gathered.poll() : null;
		}
		this.size.addAndGet(-batch.size());
		return batch;
	}

	/**
	 * Put outcomes back that could not be written, because the store was away.
	 */
	void giveBack(List<Finished> batch) {
		batch.forEach(this::add);
	}

	/**
	 * Note what the store made of outcomes.
	 */
	void settle(List<Finished> batch, Exchanged exchanged) {
		long now = this.nanoTime.getAsLong();
		for (int i = 0; i < batch.size(); i++) {
			settle(batch.get(i), exchanged.states().get(i), now);
		}
		exchanged.expired().forEach(this::endedWaiting);
	}

	private void endedWaiting(ExpiredRun run) {
		try {
			this.observer.endedWaiting(run.jobId(), run.queue(), RunState.FAILED);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not observe the end of a run of job {} that waited", run.jobId(), ex);
		}
	}

	private void settle(Finished finished, @Nullable RunState state, long now) {
		Execution execution = finished.execution();
		try {
			if (state == null) {
				logger.debug("The outcome of run {} came too late: the run had moved on", execution.runId());
				this.observer.leaseLost(execution.job(), execution.run());
			}
			else {
				this.observer.settled(execution.job(), execution.run(), state, latency(execution, now));
			}
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not observe the end of run {}", execution.runId(), ex);
		}
	}

	private static Duration latency(Execution execution, long now) {
		ClaimedRun run = execution.run();
		return Duration.between(run.scheduledAt(), run.claimedAt()).plusNanos(now - execution.claimedNanos());
	}

}
