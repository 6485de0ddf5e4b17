package dev.jobs.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Names;
import dev.jobs.job.PayloadCodec;
import dev.jobs.job.PayloadException;
import dev.jobs.observe.RunObserver;
import dev.jobs.retry.RetryDecision;
import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Outcome;

/**
 * Makes one attempt in the calling thread and says what became of it. Never throws: what
 * a body throws, errors of the virtual machine included, is an outcome. Leaves the thread
 * as it found it.
 */
final class AttemptRunner {

	private static final Logger logger = LoggerFactory.getLogger("dev.jobs.run");

	private static final String TIMEOUT = "timeout";

	private static final int MAX_RESULT_BYTES = 64 * 1024;

	private final PayloadCodec codec;

	private final PayloadCodec results;

	private final RunObserver observer;

	private final Timeouts timeouts;

	private final LongSupplier nanoTime;

	private final Supplier<? extends RandomGenerator> random;

	private final RunLog runLog;

	AttemptRunner(PayloadCodec codec, PayloadCodec results, RunObserver observer, Timeouts timeouts,
			LongSupplier nanoTime, Supplier<? extends RandomGenerator> random, RunLog runLog) {
		this.codec = codec;
		this.results = results;
		this.observer = observer;
		this.timeouts = timeouts;
		this.nanoTime = nanoTime;
		this.random = random;
		this.runLog = runLog;
	}

	Outcome run(Execution execution) {
		ClaimedRun run = execution.run();
		long started = this.nanoTime.getAsLong();
		long waited = Math.max(0, Duration.between(run.dueAt(), run.claimedAt()).toNanos())
				+ (started - execution.claimedNanos());
		enterContext(run, execution.job());
		try {
			RunObserver.AttemptObservation observation = observe(execution, waited);
			Ending ending = invoke(execution);
			Outcome outcome = outcome(execution, ending);
			stop(observation, word(outcome), ending.error());
			this.runLog.attempt(execution, outcome, ending.error(),
					TimeUnit.NANOSECONDS.toMillis(this.nanoTime.getAsLong() - started));
			return outcome;
		}
		finally {
			leaveContext(execution.job());
		}
	}

	private Ending invoke(Execution execution) {
		try {
			return invoke(execution, payload(execution));
		}
		catch (PayloadException ex) {
			return new Ending(null, ex, true);
		}
	}

	// Whether a body takes null is in its type, which the checker does not see here.
	@SuppressWarnings("NullAway")
	private Ending invoke(Execution execution, @Nullable Object payload) {
		AutoCloseable limit = this.timeouts.watch(execution);
		try {
			execution.control().enter();
			Object result = execution.job().body().run(payload, execution);
			execution.control().leave();
			return new Ending((result != null) ? this.results.encode(result, MAX_RESULT_BYTES) : null, null, false);
		}
		catch (Throwable ex) {
			return new Ending(null, ex, false);
		}
		finally {
			execution.control().leave();
			close(limit);
		}
	}

	private @Nullable Object payload(Execution execution) {
		JobDefinition job = execution.job();
		return (job.payloadType() != null) ? this.codec.decode(execution.run().payload(), job.payloadType()) : null;
	}

	private static void close(AutoCloseable limit) {
		try {
			limit.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Outcome outcome(Execution execution, Ending ending) {
		ClaimedRun run = execution.run();
		CancelCause cause = execution.control().cause();
		if (cause == CancelCause.CANCELLED) {
			return new Outcome.Cancelled(run.id(), run.token());
		}
		if (ending.error() == null) {
			return new Outcome.Succeeded(run.id(), run.token(), ending.result());
		}
		if (ending.badPayload()) {
			return new Outcome.Failed(run.id(), run.token(), Reason.PAYLOAD, RunError.of(ending.error()));
		}
		if (cause == CancelCause.SHUTDOWN || cause == CancelCause.LEASE_LOST) {
			return new Outcome.Released(run.id(), run.token());
		}
		if (cause == CancelCause.DEADLINE) {
			return new Outcome.Failed(run.id(), run.token(), Reason.EXPIRED, RunError.of(ending.error()));
		}
		return failed(execution, ending.error(), (cause == CancelCause.TIMEOUT) ? Reason.TIMEOUT : null);
	}

	private Outcome failed(Execution execution, Throwable error, @Nullable Reason reason) {
		ClaimedRun run = execution.run();
		RetryDecision decision = execution.job()
			.retryPolicy()
			.withMaxAttempts(run.maxAttempts())
			.decide(run.attempt(), error, this.random.get());
		RunError kept = (reason == Reason.TIMEOUT) ? timeoutError(execution) : RunError.of(error);
		if (decision instanceof RetryDecision.Retry retry) {
			return new Outcome.Retry(run.id(), run.token(), retry.delay(), reason, kept);
		}
		return new Outcome.Failed(run.id(), run.token(), (reason != null) ? reason : reason(decision), kept);
	}

	private static Reason reason(RetryDecision decision) {
		boolean permanent = decision instanceof RetryDecision.GiveUp giveUp
				&& giveUp.reason() == RetryDecision.Reason.PERMANENT;
		return permanent ? Reason.PERMANENT : Reason.EXHAUSTED;
	}

	private RunError timeoutError(Execution execution) {
		return RunError.of(TIMEOUT, "Attempt %d took longer than its time-out of %s".formatted(
				execution.run().attempt(), Names.shown(Objects.requireNonNull(this.timeouts.timeoutOf(execution)))));
	}

	private static String word(Outcome outcome) {
		if (outcome instanceof Outcome.Succeeded) {
			return "success";
		}
		if (outcome instanceof Outcome.Cancelled) {
			return "cancelled";
		}
		if (outcome instanceof Outcome.Released) {
			return "released";
		}
		boolean timeout = (outcome instanceof Outcome.Retry retry && retry.reason() == Reason.TIMEOUT)
				|| (outcome instanceof Outcome.Failed failed && failed.reason() == Reason.TIMEOUT);
		return timeout ? TIMEOUT : "failure";
	}

	// An observer must not be able to change what becomes of a run.
	private RunObserver.AttemptObservation observe(Execution execution, long waited) {
		try {
			return this.observer.started(execution.job(), execution.run(), waited);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not observe an attempt of job {}", execution.jobId(), ex);
			return RunObserver.AttemptObservation.NONE;
		}
	}

	private static void stop(RunObserver.AttemptObservation observation, String outcome, @Nullable Throwable error) {
		try {
			observation.stop(outcome, error);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not observe the end of an attempt", ex);
		}
	}

	private static void enterContext(ClaimedRun run, JobDefinition job) {
		MDC.put("jobId", job.id());
		MDC.put("runId", run.id().toString());
		MDC.put("attempt", Integer.toString(run.attempt()));
	}

	// What a body leaves behind in its thread must not reach the next run.
	private static void leaveContext(JobDefinition job) {
		MDC.clear();
		Map<Object, Object> resources = TransactionSynchronizationManager.getResourceMap();
		if (!resources.isEmpty() || TransactionSynchronizationManager.isSynchronizationActive()) {
			logger.warn("Job {} left a transaction or its resources in its thread; they were dropped", job.id());
			List.copyOf(resources.keySet()).forEach(TransactionSynchronizationManager::unbindResourceIfPossible);
			TransactionSynchronizationManager.clear();
		}
	}

	/**
	 * How a body ended.
	 *
	 * @param result the result as JSON
	 * @param error what it threw
	 * @param badPayload whether it never began, because its payload could not be read
	 */
	private record Ending(@Nullable String result, @Nullable Throwable error, boolean badPayload) {
	}

}
