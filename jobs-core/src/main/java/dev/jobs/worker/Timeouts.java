package dev.jobs.worker;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.ClaimedRun;

/**
 * Asks bodies to end when their attempt or their run has taken too long. The time-out of
 * an attempt counts from the start of its body; the deadline of a run is a time by the
 * store's clock, and so counts from the claim. Costs nothing for those without a limit.
 */
final class Timeouts implements AutoCloseable {

	private static final AutoCloseable NOTHING = () -> {
	};

	private final LongSupplier nanoTime;

	private final ScheduledThreadPoolExecutor timer;

	Timeouts(String threadName, LongSupplier nanoTime) {
		this(new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, threadName);
			thread.setDaemon(true);
			return thread;
		}), nanoTime);
	}

	Timeouts(ScheduledThreadPoolExecutor timer, LongSupplier nanoTime) {
		this.timer = timer;
		this.nanoTime = nanoTime;
		timer.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Watch an attempt that begins now. One whose deadline has passed since its claim is
	 * cancelled at once, so that its body does not begin.
	 * @return to be closed when the body has ended
	 */
	AutoCloseable watch(Execution execution) {
		Duration timeout = timeoutOf(execution);
		Duration deadline = untilDeadline(execution);
		if (timeout == null && deadline == null) {
			return NOTHING;
		}
		Future<?> first = (timeout != null) ? schedule(execution, CancelCause.TIMEOUT, timeout) : null;
		Future<?> second = (deadline != null) ? schedule(execution, CancelCause.DEADLINE, deadline) : null;
		return () -> {
			cancel(first);
			cancel(second);
		};
	}

	@Nullable Duration timeoutOf(Execution execution) {
		Duration own = execution.run().timeout();
		return (own != null) ? own : execution.job().timeout();
	}

	// Counted from the claim by the store's clock; the node's wall clock has no say.
	private @Nullable Duration untilDeadline(Execution execution) {
		ClaimedRun run = execution.run();
		if (run.deadline() == null) {
			return null;
		}
		long sinceClaim = this.nanoTime.getAsLong() - execution.claimedNanos();
		return Duration.between(run.claimedAt(), run.deadline()).minusNanos(sinceClaim);
	}

	private @Nullable Future<?> schedule(Execution execution, CancelCause cause, Duration delay) {
		if (delay.isNegative() || delay.isZero()) {
			execution.cancel(cause);
			return null;
		}
		return this.timer.schedule(() -> execution.cancel(cause), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static void cancel(@Nullable Future<?> task) {
		if (task != null) {
			task.cancel(false);
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
