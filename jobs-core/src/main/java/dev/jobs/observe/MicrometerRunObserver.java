package dev.jobs.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.JobObservations.Key;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;

/**
 * Counts and traces runs with Micrometer. Meters are made when they are first needed and
 * kept at hand, because looking one up costs more than using it. The timer of an attempt
 * is recorded here, at the end of its observation and inside its scope: so it carries the
 * trace as an exemplar, has no tags but ours, and no twin for attempts that go on. The
 * observation registry must therefore have no handler that makes meters. Safe for use by
 * many threads.
 */
public final class MicrometerRunObserver implements RunObserver {

	private static final Duration[] LATENCY_BUCKETS = { Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30),
			Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(1) };

	private final MeterRegistry meters;

	private final ObservationRegistry observations;

	private final JobIdTags jobIds = new JobIdTags();

	private final RunConvention defaultConvention = new DefaultRunConvention(this.jobIds);

	private final @Nullable RunConvention convention;

	private final Map<Of, RunMeters> runMeters = new ConcurrentHashMap<>();

	/**
	 * Create an observer.
	 * @param meters takes the numbers
	 * @param observations takes the observations, and makes no meters of them
	 * @param convention names the observation of an attempt, {@code null} for the default
	 */
	public MicrometerRunObserver(MeterRegistry meters, ObservationRegistry observations,
			@Nullable RunConvention convention) {
		this.meters = meters;
		this.observations = observations;
		this.convention = convention;
	}

	/**
	 * Make the counters of a job, so that they are seen at zero before its first run: an
	 * alert on an increase would miss a first failure otherwise.
	 * @param job the job
	 */
	@Override
	public void declare(JobDefinition job) {
		boolean recurring = job.kind() == JobDefinition.Kind.RECURRING;
		for (Trigger trigger : List.of(Trigger.MANUAL, recurring ? Trigger.SCHEDULED : Trigger.ENQUEUED)) {
			of(job, job.queue(), trigger);
			if (recurring) {
				skips(job, trigger);
			}
		}
		panics(job, job.queue());
		crashes(job.id(), job.queue());
		leasesLost(job, job.queue());
	}

	@Override
	public <T> T enqueue(JobDefinition job, Function<Map<String, String>, T> enqueue) {
		if (this.observations.isNoop()) {
			return enqueue.apply(Map.of());
		}
		Map<String, String> carrier = new HashMap<>();
		DefaultEnqueueConvention.Context context = new DefaultEnqueueConvention.Context(job.id(),
				this.jobIds.tag(job.id()), carrier);
		Observation observation = Observation.start(DefaultEnqueueConvention.INSTANCE, () -> context,
				this.observations);
		try (Observation.Scope scope = observation.openScope()) {
			return enqueue.apply(Map.copyOf(carrier));
		}
		catch (RuntimeException | Error ex) {
			observation.error(new ErrorType(ex));
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	@Override
	public void created(JobDefinition job, String queue, Trigger trigger) {
		of(job, queue, trigger).scheduled.increment();
	}

	@Override
	public void skipped(JobDefinition job, Trigger trigger) {
		skips(job, trigger).increment();
	}

	@Override
	public AttemptObservation started(JobDefinition job, ClaimedRun run, long waited) {
		RunMeters of = of(job, run.queue(), run.trigger());
		of.wait.record(waited, TimeUnit.NANOSECONDS);
		if (this.observations.isNoop()) {
			return new Attempt(Observation.NOOP, Observation.Scope.NOOP, null, job, run.queue(), of);
		}
		RunObservationContext context = new RunObservationContext(job, run);
		Observation observation = Observation.start(this.convention, this.defaultConvention, () -> context,
				this.observations);
		return new Attempt(observation, observation.openScope(), context, job, run.queue(), of);
	}

	@Override
	public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
		RunMeters of = of(job, run.queue(), run.trigger());
		switch (state) {
			case SUCCEEDED -> of.completed.increment();
			case FAILED -> of.failed.increment();
			case CANCELLED -> of.cancelled.increment();
			case RETRYING -> of.retries.increment();
			case SCHEDULED, QUEUED, RUNNING -> {
			}
		}
		if (state.isTerminal()) {
			of.latency.record(latency);
		}
	}

	@Override
	public void endedWaiting(String jobId, String queue, RunState state) {
		String name = (state == RunState.CANCELLED) ? "jobs.cancelled" : "jobs.failed";
		counter(name, "Runs that ended " + state, Tags.of(Key.JOB_ID.asString(), this.jobIds.tag(jobId),
				Key.QUEUE.asString(), queue, Key.TRIGGER.asString(), "none"))
			.increment();
	}

	@Override
	public void leaseLost(JobDefinition job, ClaimedRun run) {
		leasesLost(job, run.queue()).increment();
	}

	@Override
	public void crashed(String jobId, String queue, RunState state) {
		crashes(jobId, queue).increment();
		if (state.isTerminal()) {
			endedWaiting(jobId, queue, state);
		}
	}

	private Counter skips(JobDefinition job, Trigger trigger) {
		return counter("jobs.skipped", "Times a job was to run and found no free slot",
				Tags.of(Key.JOB_ID.asString(), this.jobIds.tag(job.id()), Key.TRIGGER.asString(), trigger.text()));
	}

	private Counter leasesLost(JobDefinition job, String queue) {
		return counter("jobs.leases.lost", "Outcomes dropped because the run had been given to another node",
				job(job.id(), queue));
	}

	private Counter crashes(String jobId, String queue) {
		return counter("jobs.crashes", "Runs whose node died", job(jobId, queue));
	}

	private Counter panics(JobDefinition job, String queue) {
		return counter("jobs.panics", "Errors of the virtual machine thrown by bodies", job(job.id(), queue));
	}

	private Tags job(String jobId, String queue) {
		return Tags.of(Key.JOB_ID.asString(), this.jobIds.tag(jobId), Key.QUEUE.asString(), queue);
	}

	private Counter counter(String name, String description, Tags tags) {
		return Counter.builder(name).description(description).tags(tags).register(this.meters);
	}

	private RunMeters of(JobDefinition job, String queue, Trigger trigger) {
		Of key = new Of(job.id(), queue, trigger);
		RunMeters known = this.runMeters.get(key);
		return (known != null) ? known : this.runMeters.computeIfAbsent(key, RunMeters::new);
	}

	/**
	 * What the meters of runs are kept by.
	 *
	 * @param jobId the job
	 * @param queue the queue
	 * @param trigger why the runs exist
	 */
	private record Of(String jobId, String queue, Trigger trigger) {
	}

	/**
	 * The meters of the runs of one job with one trigger.
	 */
	private final class RunMeters {

		private final Counter scheduled;

		private final Counter completed;

		private final Counter failed;

		private final Counter cancelled;

		private final Counter retries;

		private final Timer latency;

		private final Timer wait;

		private final Map<String, Timer> run = new ConcurrentHashMap<>();

		private final Tags tags;

		RunMeters(Of of) {
			this.tags = job(of.jobId(), of.queue()).and(Key.TRIGGER.asString(), of.trigger().text());
			this.scheduled = counter("jobs.scheduled", "Runs created", this.tags);
			this.completed = counter("jobs.completed", "Runs that succeeded", this.tags);
			this.failed = counter("jobs.failed", "Runs that failed for good", this.tags);
			this.cancelled = counter("jobs.cancelled", "Runs that were cancelled", this.tags);
			this.retries = counter("jobs.retries", "Failed attempts that will be tried again", this.tags);
			this.latency = Timer.builder("jobs.latency")
				.description("Time from due to finished")
				.serviceLevelObjectives(LATENCY_BUCKETS)
				.tags(this.tags)
				.register(MicrometerRunObserver.this.meters);
			this.wait = Timer.builder("jobs.queue.wait")
				.description("Time from due to started")
				.tags(job(of.jobId(), of.queue()))
				.register(MicrometerRunObserver.this.meters);
		}

		private Timer run(String outcome, JobDefinition job) {
			Timer known = this.run.get(outcome);
			return (known != null) ? known
					: this.run.computeIfAbsent(outcome,
							(word) -> Timer.builder("jobs.run")
								.description("Time from start to end of an attempt")
								.tags(this.tags.and(Key.OUTCOME.asString(), word)
									.and(Key.SCHEDULE.asString(), job.scheduleType().text()))
								.register(MicrometerRunObserver.this.meters));
		}

	}

	/**
	 * An attempt that is being observed.
	 */
	private final class Attempt implements AttemptObservation {

		private final Observation observation;

		private final Observation.Scope scope;

		private final @Nullable RunObservationContext context;

		private final JobDefinition job;

		private final String queue;

		private final RunMeters of;

		private final long startNanos = System.nanoTime();

		Attempt(Observation observation, Observation.Scope scope, @Nullable RunObservationContext context,
				JobDefinition job, String queue, RunMeters of) {
			this.observation = observation;
			this.scope = scope;
			this.context = context;
			this.job = job;
			this.queue = queue;
			this.of = of;
		}

		@Override
		public void stop(String outcome, @Nullable Throwable error) {
			if (this.context != null) {
				this.context.setOutcome(outcome);
			}
			try {
				this.of.run(outcome, this.job).record(System.nanoTime() - this.startNanos, TimeUnit.NANOSECONDS);
				if (error != null) {
					failed(error);
				}
			}
			finally {
				this.scope.close();
				this.observation.stop();
			}
		}

		// A message may hold what must not leave the process, so spans get the type only.
		private void failed(Throwable error) {
			this.observation.error(new ErrorType(error));
			if (error instanceof Error) {
				panics(this.job, this.queue).increment();
			}
		}

	}

	/**
	 * Stands for an error without its message.
	 */
	private static final class ErrorType extends RuntimeException {

		ErrorType(Throwable error) {
			super(error.getClass().getName(), null, false, false);
		}

		@Override
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

}
