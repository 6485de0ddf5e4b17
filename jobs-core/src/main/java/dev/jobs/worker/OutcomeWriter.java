package dev.jobs.worker;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.store.Exchanged;
import dev.jobs.store.Outcome;

/**
 * Writes outcomes in a thread of its own while many gather, so that a database finishes
 * runs on one connection as the dispatcher claims others on another one. Sleeps when the
 * passes of the dispatcher carry all of them, which costs fewer commits.
 */
final class OutcomeWriter {

	private static final Logger logger = LoggerFactory.getLogger(OutcomeWriter.class);

	private static final long A_MINUTE_NANOS = 60_000_000_000L;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Completer completer;

	private final Function<List<Outcome>, Exchanged> store;

	private final Runnable onFailure;

	private final Duration patience;

	private final Pulse pulse = new Pulse();

	private final Thread thread;

	private volatile boolean stopped;

	/**
	 * Create a writer.
	 * @param completer has the outcomes
	 * @param store writes them
	 * @param onFailure leaves the next attempt to the dispatcher, which knows how to wait
	 * for a store
	 */
	OutcomeWriter(Completer completer, Function<List<Outcome>, Exchanged> store, Runnable onFailure) {
		this(completer, store, onFailure, PATIENCE);
	}

	OutcomeWriter(Completer completer, Function<List<Outcome>, Exchanged> store, Runnable onFailure,
			Duration patience) {
		this.completer = completer;
		this.store = store;
		this.onFailure = onFailure;
		this.patience = patience;
		this.thread = new Thread(this::run, "jobs-outcomes");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	void wake() {
		this.pulse.wake();
	}

	private void run() {
		while (!this.stopped) {
			this.pulse.await(A_MINUTE_NANOS);
			writeBatches();
		}
	}

	// The thread must outlive an error, such as too little memory: nobody starts another.
	private void writeBatches() {
		try {
			while (!this.stopped && this.completer.hasBatch() && write(this.completer.take())) {
				logger.trace("Wrote outcomes beside the dispatcher");
			}
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not take note of what became of outcomes", ex);
		}
	}

	/**
	 * Write outcomes in the calling thread, or leave them to the completer.
	 * @return whether they have been written
	 */
	boolean write(List<Finished> batch) {
		Exchanged exchanged;
		try {
			exchanged = this.store.apply(Finished.outcomes(batch));
		}
		catch (RuntimeException | Error ex) {
			this.completer.giveBack(batch);
			this.onFailure.run();
			logger.debug("{} outcomes could not be written yet", batch.size(), ex);
			return false;
		}
		this.completer.settle(batch, exchanged);
		return true;
	}

	/**
	 * Write nothing more, and wait some seconds for what is being written. If that hangs,
	 * whoever stops can still write the others.
	 */
	void stop() {
		this.stopped = true;
		this.pulse.wake();
		try {
			this.thread.join(this.patience.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
