package dev.jobs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

import dev.jobs.engine.JobEngine;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Names;
import dev.jobs.job.PayloadCodec;
import dev.jobs.job.PayloadTooLargeException;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.JobStats;
import dev.jobs.run.Page;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.schedule.Schedule;
import dev.jobs.store.CancelResult;
import dev.jobs.store.Inserted;
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.StoreClosedException;
import dev.jobs.worker.Workers;

/**
 * The facade over one engine. It checks what it is given and turns it into calls of the
 * store; it holds no state of its own.
 */
final class EngineJobScheduler implements JobScheduler {

	private static final String NO_PAYLOAD = "null";

	private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private static final int MOST_FIRE_TIMES = 100;

	private final JobEngine engine;

	private final JobStore store;

	private final JobRegistry registry;

	private final PayloadCodec codec;

	private final RunObserver observer;

	private final int maxPayloadBytes;

	private volatile @Nullable Set<String> queues;

	EngineJobScheduler(JobEngine engine, int maxPayloadBytes) {
		this.engine = engine;
		this.store = engine.store();
		this.registry = engine.registry();
		this.codec = engine.codec();
		this.observer = engine.observer();
		this.maxPayloadBytes = maxPayloadBytes;
	}

	@Override
	public Submission submit(JobRequest request) {
		requireOpen();
		JobDefinition job = job(request);
		request.details().check(queueNames(), this.store::now);
		String payload = encode(job, request.payload());
		return this.observer.enqueue(job, (trace) -> submit(job, request.details(), payload, trace));
	}

	private Submission submit(JobDefinition job, JobRequest.Details details, String payload,
			Map<String, String> trace) {
		NewRun run = (details == JobRequest.Details.NONE) ? enqueued(job, payload, trace)
				: requested(job, details, payload, trace);
		Inserted inserted = insert(run);
		return switch (inserted.status()) {
			case CREATED -> {
				// What is rolled back was never created.
				AfterCommit.run(() -> created(job, run.queue()));
				yield new Submission(inserted.runId(), Submission.Status.CREATED);
			}
			case EXISTING -> new Submission(inserted.runId(), Submission.Status.EXISTING);
			case CONFLICT -> throw new KeyConflictException(job.id(), String.valueOf(run.key()), inserted.runId());
			case SKIPPED -> throw skipped(job, Trigger.ENQUEUED);
		};
	}

	private Inserted insert(NewRun run) {
		return TransactionSynchronizationManager.isActualTransactionActive()
				? this.store.insert(List.of(run), Joining.CALLER).get(0) : this.engine.add(run);
	}

	private NewRun enqueued(JobDefinition job, String payload, Map<String, String> trace) {
		return NewRun.of(job, this.engine.nextId(), Trigger.ENQUEUED, payload, NewRun.Due.NOW, trace);
	}

	private NewRun requested(JobDefinition job, JobRequest.Details details, String payload, Map<String, String> trace) {
		return new NewRun(this.engine.nextId(), job.id(), orElse(details.queue(), job.queue()),
				orElse(details.priority(), job.priority()), Trigger.ENQUEUED, job.maxAttempts(), payload,
				job.payloadVersion(), due(details), details.timeout(),
				(details.deadline() != null) ? details.deadline() : job.deadline(), job.slots(), details.key(),
				(details.key() != null) ? fingerprint(payload) : null, Map.copyOf(details.labels()), trace, null, null);
	}

	private static NewRun.Due due(JobRequest.Details details) {
		if (details.at() != null) {
			return NewRun.Due.at(details.at());
		}
		return (details.delay() != null) ? NewRun.Due.after(details.delay()) : NewRun.Due.NOW;
	}

	// Keys are compared by what is asked for, whatever the order of its fields.
	private String fingerprint(String payload) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(this.codec.canonical(payload).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public List<UUID> enqueueAll(Collection<?> payloads) {
		requireOpen();
		List<String> texts = new ArrayList<>(payloads.size());
		List<JobDefinition> jobs = new ArrayList<>(payloads.size());
		for (Object payload : payloads) {
			JobDefinition job = job(JobRequest.of(Objects.requireNonNull(payload, "'payloads' must not hold null")));
			jobs.add(job);
			texts.add(encode(job, payload));
		}
		return jobs.isEmpty() ? List.of()
				: this.observer.enqueue(jobs.get(0), (trace) -> enqueueAll(jobs, texts, trace));
	}

	private List<UUID> enqueueAll(List<JobDefinition> jobs, List<String> payloads, Map<String, String> trace) {
		List<NewRun> runs = new ArrayList<>(jobs.size());
		for (int i = 0; i < jobs.size(); i++) {
			runs.add(enqueued(jobs.get(i), payloads.get(i), trace));
		}
		List<UUID> ids = this.store.insert(runs, Joining.CALLER).stream().map(Inserted::runId).toList();
		AfterCommit.run(() -> jobs.forEach((job) -> created(job, job.queue())));
		return ids;
	}

	private void created(JobDefinition job, String queue) {
		this.observer.created(job, queue, Trigger.ENQUEUED);
	}

	private JobDefinition job(JobRequest request) {
		if (request.jobId() != null) {
			return this.registry.require(request.jobId());
		}
		Object payload = request.payload();
		if (payload == null) {
			throw new InvalidJobException("The payload is null, so the job cannot be found by it; enqueue by job id");
		}
		return this.registry.requireByPayload(payload.getClass());
	}

	private String encode(JobDefinition job, @Nullable Object payload) {
		if (payload == null) {
			return withoutPayload(job);
		}
		if (job.payloadType() == null) {
			throw new InvalidJobException("Job '%s' takes no payload, but got one of type '%s'; enqueue it by id alone"
				.formatted(job.id(), payload.getClass().getName()));
		}
		if (job.payloadType() instanceof Class<?> type && !isAssignable(type, payload)) {
			throw new InvalidJobException("Job '%s' takes a payload of type '%s', but got one of type '%s'"
				.formatted(job.id(), type.getName(), payload.getClass().getName()));
		}
		return this.codec.encode(payload, this.maxPayloadBytes);
	}

	private static boolean isAssignable(Class<?> type, Object payload) {
		return ClassUtils.isAssignableValue(type, payload);
	}

	private String withoutPayload(JobDefinition job) {
		if (job.payloadType() != null) {
			throw new InvalidJobException("Job '%s' needs a payload, but got none; give it %s".formatted(job.id(),
					this.codec.describe(job.payloadType())));
		}
		return NO_PAYLOAD;
	}

	private void requireOpen() {
		if (!this.store.isDurable() && isStopping()) {
			throw new StoreClosedException(
					"Nothing is enqueued while the engine stops, because the memory store would lose it; a database would keep it");
		}
	}

	private boolean isStopping() {
		JobEngine.State state = this.engine.state();
		return state == JobEngine.State.STOPPING || state == JobEngine.State.STOPPED;
	}

	private Set<String> queueNames() {
		Set<String> names = this.queues;
		if (names == null) {
			names = Workers.queueNames(this.registry, this.engine.settings().worker());
			this.queues = names;
		}
		return names;
	}

	@Override
	public Triggered trigger(String jobId, @Nullable Object payload) {
		JobDefinition job = this.registry.require(jobId);
		return trigger(job, encode(job, payload));
	}

	@Override
	public Triggered triggerJson(String jobId, @Nullable String json) {
		JobDefinition job = this.registry.require(jobId);
		if (json == null || json.isBlank()) {
			return trigger(job, withoutPayload(job));
		}
		if (job.payloadType() == null) {
			throw new InvalidJobException("Job '%s' takes no payload, but got one".formatted(job.id()));
		}
		int bytes = json.getBytes(StandardCharsets.UTF_8).length;
		if (bytes > this.maxPayloadBytes) {
			throw new PayloadTooLargeException(
					"payload is %d bytes, limit %d (jobs.payload.max-bytes); store a reference instead".formatted(bytes,
							this.maxPayloadBytes));
		}
		Object payload = this.codec.decodeStrictly(json, job.payloadType());
		return trigger(job, encode(job, payload));
	}

	private Triggered trigger(JobDefinition job, String payload) {
		if (isStopping()) {
			throw new JobsStoppingException(
					"Job '%s' was not triggered: the engine is %s".formatted(job.id(), this.engine.state().text()));
		}
		return this.observer.enqueue(job, (trace) -> {
			NewRun run = NewRun.of(job, this.engine.nextId(), Trigger.MANUAL, payload, NewRun.Due.NOW, trace);
			return insertOwn(job, run);
		});
	}

	private Triggered insertOwn(JobDefinition job, NewRun run) {
		Inserted inserted = this.store.insert(List.of(run), Joining.OWN).get(0);
		if (inserted.status() == Inserted.Status.SKIPPED) {
			throw skipped(job, run.trigger());
		}
		this.engine.skips().ran(job);
		this.observer.created(job, run.queue(), run.trigger());
		return new Triggered(job.id(), inserted.runId(), nextFireTime(job));
	}

	private @Nullable Instant nextFireTime(JobDefinition job) {
		return this.store.findSchedule(job.id()).map(ScheduleState::nextFire).orElse(null);
	}

	private JobAlreadyRunningException skipped(JobDefinition job, Trigger trigger) {
		this.engine.skips().skipped(job, trigger);
		return new JobAlreadyRunningException(job.id(), job.slots());
	}

	@Override
	public void pause(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		JobDefinition job = this.registry.require(jobId);
		requireFuture(until);
		this.store.pauseJob(job.id(), by, reason, until);
	}

	@Override
	public void resume(String jobId) {
		JobDefinition job = this.registry.require(jobId);
		if (this.store.pausedJobs().containsKey(job.id())) {
			this.engine.resumeSchedule(job);
			this.store.resumeJob(job.id());
		}
	}

	@Override
	public void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		requireQueue(queue);
		requireFuture(until);
		this.store.pauseQueue(queue, by, reason, until);
	}

	private void requireFuture(@Nullable Instant until) {
		if (until != null && !until.isAfter(this.store.now())) {
			throw new InvalidJobException("until (%s) must be after now (%s); leave it out for a pause without an end"
				.formatted(until, this.store.now()));
		}
	}

	@Override
	public void resumeQueue(String queue) {
		this.store.resumeQueue(requireQueue(queue));
	}

	private String requireQueue(String queue) {
		if (!queueNames().contains(queue)) {
			throw new InvalidJobException(
					"No queue '%s'. There are: %s".formatted(Names.shown(queue), String.join(", ", queueNames())));
		}
		return queue;
	}

	@Override
	public Run cancel(UUID runId) {
		CancelResult result = this.store.cancel(runId);
		Run run = result.run();
		if (run == null) {
			throw new RunNotFoundException(runId);
		}
		switch (result.status()) {
			case CANCELLED -> this.observer.endedWaiting(run.jobId(), run.queue(), RunState.CANCELLED);
			case REQUESTED -> this.engine.cancelRunning(runId);
			case FINISHED -> throw new RunConflictException(run, "it has ended and cannot be cancelled");
			case ALREADY_CANCELLED, UNKNOWN -> {
			}
		}
		this.engine.awaiting().ended(runId);
		return run;
	}

	@Override
	public UUID replay(UUID runId) {
		requireOpen();
		Run run = this.store.find(runId).orElseThrow(() -> new RunNotFoundException(runId));
		if (!run.state().isTerminal()) {
			throw new RunConflictException(run, "only a run that has ended can be replayed");
		}
		JobDefinition job = this.registry.require(run.jobId());
		NewRun replay = new NewRun(this.engine.nextId(), job.id(), run.queue(), run.priority(), Trigger.REPLAY,
				job.maxAttempts(), run.payload(), run.payloadVersion(), NewRun.Due.NOW, run.timeout(), job.deadline(),
				job.slots(), null, null, run.labels(), run.trace(), run.id(), run.parentRunId());
		return insertOwn(job, replay).runId();
	}

	@Override
	public <T> @Nullable T await(UUID runId, Class<T> resultType, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		try {
			Run run = awaitEnd(runId, end);
			if (run == null) {
				throw new AwaitTimeoutException(runId, timeout);
			}
			if (run.state() != RunState.SUCCEEDED) {
				throw new RunFailedException(run);
			}
			return (run.result() != null) ? resultType.cast(this.codec.decode(run.result(), resultType)) : null;
		}
		finally {
			this.engine.awaiting().forget(runId);
		}
	}

	private @Nullable Run awaitEnd(UUID runId, long end) {
		while (true) {
			CountDownLatch ended = this.engine.awaiting().expect(runId);
			Run run = this.store.find(runId).orElseThrow(() -> notThere(runId));
			long left = end - System.nanoTime();
			if (run.state().isTerminal() || left <= 0) {
				return run.state().isTerminal() ? run : null;
			}
			try {
				// Whether it has ended here, or may have ended elsewhere, is seen at the
				// next look.
				ended.await(Math.min(left, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
		}
	}

	private static RuntimeException notThere(UUID runId) {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			return new IllegalStateException(
					"Run '%s' is not there yet: if this transaction enqueued it, wait for it after the commit"
						.formatted(runId));
		}
		return new RunNotFoundException(runId);
	}

	@Override
	public Optional<Run> find(UUID runId) {
		return this.store.find(runId);
	}

	@Override
	public Page<Run> list(RunQuery query) {
		return this.store.list(query);
	}

	@Override
	public List<JobStatus> jobs() {
		List<JobDefinition> jobs = this.registry.all();
		return jobs.isEmpty() ? List.of() : statuses(jobs, this.store.nextFireTimes());
	}

	@Override
	public JobStatus job(String jobId) {
		JobDefinition job = this.registry.require(jobId);
		Instant next = nextFireTime(job);
		return statuses(List.of(job), (next != null) ? Map.of(job.id(), next) : Map.of()).get(0);
	}

	// However many jobs there are, the store is asked as often as for one.
	private List<JobStatus> statuses(List<JobDefinition> jobs, Map<String, Instant> next) {
		Map<String, JobStats> stats = this.store
			.jobStats(jobs.stream().map(JobDefinition::id).collect(Collectors.toSet()));
		Map<String, Pause> pauses = this.store.pausedJobs();
		return jobs.stream()
			.map((job) -> new JobStatus(job, stats.getOrDefault(job.id(), JobStats.NONE), next.get(job.id()),
					pauses.get(job.id())))
			.toList();
	}

	@Override
	public List<Instant> nextFireTimes(String jobId, int count) {
		if (count < 1 || count > MOST_FIRE_TIMES) {
			throw new InvalidJobException("count (%d) must be from 1 to %d".formatted(count, MOST_FIRE_TIMES));
		}
		JobDefinition job = this.registry.require(jobId);
		Schedule schedule = job.schedule();
		Instant next = nextFireTime(job);
		if (schedule == null || next == null) {
			return List.of();
		}
		List<Instant> times = new ArrayList<>();
		times.add(next);
		if (count > 1) {
			times.addAll(schedule.preview(next, next, count - 1));
		}
		return times;
	}

	@Override
	public List<QueueStats> queues() {
		Map<String, QueueStats> byName = new TreeMap<>();
		queueNames().forEach((queue) -> byName.put(queue, new QueueStats(queue, 0, null, 0, null)));
		if (!this.registry.isEmpty()) {
			this.store.queueStats().forEach((stats) -> byName.put(stats.queue(), stats));
		}
		return List.copyOf(byName.values());
	}

	@Override
	public boolean drain() {
		return this.engine.stop();
	}

	@Override
	public boolean stopNow() {
		return this.engine.stopNow();
	}

	private static <T> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

}
