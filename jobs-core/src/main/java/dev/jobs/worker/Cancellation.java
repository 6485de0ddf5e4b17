package dev.jobs.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.CancellationToken;

/**
 * The token of one attempt, and the means to interrupt its thread while, and only while,
 * the body runs.
 */
final class Cancellation implements CancellationToken {

	private static final Logger logger = LoggerFactory.getLogger(Cancellation.class);

	private final Executor executor;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable CancelCause cause;

	private @Nullable Thread thread;

	private @Nullable List<Runnable> actions;

	/**
	 * Create a token.
	 * @param executor lends the thread in which actions are called, so that one that
	 * blocks holds up nobody
	 */
	Cancellation(Executor executor) {
		this.executor = executor;
	}

	@Override
	public boolean isCancelled() {
		return this.cause != null;
	}

	@Override
	public void throwIfCancelled() {
		CancelCause found = this.cause;
		if (found != null) {
			throw new CancellationException("The run was asked to end (" + found + ")");
		}
	}

	@Override
	public void onCancel(Runnable action) {
		this.lock.lock();
		try {
			if (this.cause == null) {
				this.actions = (this.actions != null) ? this.actions : new ArrayList<>(1);
				this.actions.add(action);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		call(action);
	}

	@Nullable CancelCause cause() {
		return this.cause;
	}

	/**
	 * Enter the body.
	 * @throws CancellationException if it has been asked to end already
	 */
	void enter() {
		throwIfCancelled();
		this.lock.lock();
		try {
			this.thread = Thread.currentThread();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leave the body. No interrupt comes after this, and one that came is cleared.
	 */
	void leave() {
		this.lock.lock();
		try {
			this.thread = null;
		}
		finally {
			this.lock.unlock();
		}
		Thread.interrupted();
	}

	/**
	 * Ask the body to end.
	 * @return whether nobody had asked before
	 */
	boolean request(CancelCause cause) {
		List<Runnable> toCall;
		this.lock.lock();
		try {
			if (this.cause != null) {
				return false;
			}
			this.cause = cause;
			toCall = (this.actions != null) ? this.actions : List.of();
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (!toCall.isEmpty()) {
			callApart(toCall);
		}
		return true;
	}

	private void callApart(List<Runnable> toCall) {
		try {
			this.executor.execute(() -> toCall.forEach(Cancellation::call));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("No thread could be had to call the actions of a cancelled run", ex);
		}
	}

	private static void call(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("An action to be called on cancellation failed", ex);
		}
	}

}
