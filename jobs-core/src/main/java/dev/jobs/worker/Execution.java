package dev.jobs.worker;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.CancellationToken;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.store.ClaimedRun;

/**
 * One attempt that this node makes, from its claim to its outcome; also the context of
 * the body.
 */
final class Execution implements JobContext {

	private final ClaimedRun run;

	private final JobDefinition job;

	private final long claimedNanos;

	private final Cancellation cancellation;

	Execution(ClaimedRun run, JobDefinition job, long claimedNanos, Executor executor) {
		this.run = run;
		this.job = job;
		this.claimedNanos = claimedNanos;
		this.cancellation = new Cancellation(executor);
	}

	ClaimedRun run() {
		return this.run;
	}

	JobDefinition job() {
		return this.job;
	}

	/**
	 * Return when the run was claimed, by the node's elapsed-time clock.
	 */
	long claimedNanos() {
		return this.claimedNanos;
	}

	boolean cancel(CancelCause cause) {
		return this.cancellation.request(cause);
	}

	Cancellation control() {
		return this.cancellation;
	}

	@Override
	public String jobId() {
		return this.job.id();
	}

	@Override
	public UUID runId() {
		return this.run.id();
	}

	@Override
	public int attempt() {
		return this.run.attempt();
	}

	@Override
	public int maxAttempts() {
		return this.run.maxAttempts();
	}

	@Override
	public Trigger trigger() {
		return this.run.trigger();
	}

	@Override
	public Instant scheduledTime() {
		return this.run.scheduledAt();
	}

	@Override
	public Instant fireTime() {
		return this.run.claimedAt();
	}

	@Override
	public Optional<Instant> deadline() {
		return Optional.ofNullable(this.run.deadline());
	}

	@Override
	public CancellationToken cancellation() {
		return this.cancellation;
	}

	@Override
	public long fencingToken() {
		return this.run.token();
	}

	@Override
	public String idempotencyKey() {
		return this.run.id().toString();
	}

	@Override
	public int payloadVersion() {
		return this.run.payloadVersion();
	}

	@Override
	public Map<String, String> traceContext() {
		return this.run.trace();
	}

	@Override
	public Logger logger() {
		return LoggerFactory.getLogger("dev.jobs.job." + this.job.id());
	}

}
