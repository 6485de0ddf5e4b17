package dev.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Outcome;

/**
 * Gathers the outcomes of a node until the store has taken note of them, and tells the
 * observer of those, and only those, that really changed a run.
 */
final class Completer {

	private static final Logger logger = LoggerFactory.getLogger(Completer.class);

	private static final int BATCH = 1_000;

	private final RunObserver observer;

	private final LongSupplier nanoTime;

	private final Queue<Finished> gathered = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private List<Finished> batch = List.of();

	Completer(RunObserver observer, LongSupplier nanoTime) {
		this.observer = observer;
		this.nanoTime = nanoTime;
	}

	void add(Execution execution, Outcome outcome) {
		this.gathered.add(new Finished(execution, outcome));
		this.size.incrementAndGet();
	}

	boolean isEmpty() {
		return this.size.get() == 0;
	}

	boolean hasBatch() {
		return this.size.get() >= BATCH / 2;
	}

	/**
	 * Return the outcomes to write. They stay here until {@link #settle}, and come again
	 * if that is not called because the store was away. Called by one thread at a time.
	 */
	List<Outcome> outcomes() {
		if (this.batch.isEmpty()) {
			this.batch = nextBatch();
		}
		List<Outcome> outcomes = new ArrayList<>(this.batch.size());
		for (Finished finished : this.batch) {
			outcomes.add(finished.outcome());
		}
		return outcomes;
	}

	private List<Finished> nextBatch() {
		Finished first = this.gathered.poll();
		if (first == null) {
			return List.of();
		}
		List<Finished> next = new ArrayList<>();
		while (first != null) {
			next.add(first);
			first = (next.size() < BATCH) ? this.gathered.poll() : null;
		}
		return next;
	}

	/**
	 * Note what the store made of the outcomes.
	 */
	void settle(Exchanged exchanged) {
		List<Finished> settled = this.batch;
		this.batch = List.of();
		this.size.addAndGet(-settled.size());
		long now = this.nanoTime.getAsLong();
		for (int i = 0; i < settled.size(); i++) {
			settle(settled.get(i), exchanged.states().get(i), now);
		}
		exchanged.expired().forEach((run) -> this.observer.endedWaiting(run.jobId(), run.queue(), RunState.FAILED));
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
