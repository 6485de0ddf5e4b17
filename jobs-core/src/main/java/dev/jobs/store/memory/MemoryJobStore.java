package dev.jobs.store.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.job.JobsException;
import dev.jobs.run.JobStats;
import dev.jobs.run.Page;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.CancelResult;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Inserted;
import dev.jobs.store.JobStore;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.NewRun;
import dev.jobs.store.Outcome;
import dev.jobs.store.Retention;
import dev.jobs.store.StoreClosedException;
import dev.jobs.store.StoreFullException;
import dev.jobs.store.WorkListener;

/**
 * Keeps everything in the memory of this process, up to a capacity. Nothing survives the
 * process. One lock guards all of it: each call holds it for as long as it takes to move
 * a few objects between collections.
 *
 * <p>
 * A run is in exactly one place: waiting for its time in {@code delayed}, ready in
 * {@code ready}, running in {@code running} under its node, or ended in {@code finished}.
 * Inside a transaction of the caller a run takes its capacity, its key and its slot at
 * once and gets into one of these places only after the commit.
 */
public final class MemoryJobStore implements JobStore {

	private static final Logger logger = LoggerFactory.getLogger(MemoryJobStore.class);

	private static final Duration LONGEST_KEY_WAIT = Duration.ofSeconds(10);

	private final Clock clock;

	private final MemorySettings settings;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition keyFreed = this.lock.newCondition();

	private final Map<UUID, Entry> runs = new HashMap<>();

	private final ReadyRuns ready = new ReadyRuns();

	private final TreeSet<Entry> delayed = new TreeSet<>(Entry.BY_DUE);

	// Only of runs that wait: one that has ended must not stay in memory until then.
	private final TreeSet<Entry> deadlines = new TreeSet<>(Entry.BY_DEADLINE);

	private final Map<String, RunningRuns> running = new HashMap<>();

	private final Deque<Entry> finished = new ArrayDeque<>();

	private final Map<String, JobTally> tallies = new HashMap<>();

	private final Keys keys;

	private final Map<String, Pause> pausedJobs = new HashMap<>();

	private final Map<String, Pause> pausedQueues = new HashMap<>();

	private final Schedules schedules = new Schedules();

	private final Map<String, Node> nodes = new LinkedHashMap<>();

	private final List<WorkListener> listeners = new CopyOnWriteArrayList<>();

	private int unfinished;

	private boolean closed;

	private boolean scheduleRearmed;

	/**
	 * Create a store.
	 * @param clock tells the time
	 * @param settings how much it keeps
	 */
	public MemoryJobStore(Clock clock, MemorySettings settings) {
		this.clock = clock;
		this.settings = settings;
		this.keys = new Keys(settings.keysRetention());
	}

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	@Override
	public boolean isInProcess() {
		return true;
	}

	@Override
	public boolean isDurable() {
		return false;
	}

	@Override
	public List<Finding> diagnose() {
		return List.of(new Finding("memory-store", Severity.INFO,
				"Runs are kept in the memory of this process: they are lost when it ends, and other nodes do not see them",
				"Keep them in a database, or in a file by jobs.store.path, if they must survive"));
	}

	@Override
	public void addWorkListener(WorkListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void removeWorkListener(WorkListener listener) {
		this.listeners.remove(listener);
	}

	@Override
	public void close() {
		int lost = settled(() -> {
			int left = this.closed ? 0 : this.unfinished;
			this.closed = true;
			return left;
		});
		if (lost > 0) {
			logger.warn("{} unfinished runs are lost with the memory store; a database would keep them", lost);
		}
	}

	// Runs

	@Override
	public List<Inserted> insert(List<NewRun> newRuns, Joining joining) {
		boolean joins = joining == Joining.CALLER && TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive();
		Reservation reservation = new Reservation(joins);
		List<Inserted> inserted = locked(() -> insert(newRuns, reservation));
		if (joins) {
			TransactionSynchronizationManager.registerSynchronization(reservation);
		}
		else {
			signalRuns();
		}
		return inserted;
	}

	// What some runs have taken is given back if another does not fit or waits in vain.
	private List<Inserted> insert(List<NewRun> newRuns, Reservation reservation) {
		this.keys.forgetExpired(now());
		List<Inserted> inserted = new ArrayList<>(newRuns.size());
		try {
			for (NewRun run : newRuns) {
				inserted.add(insert(run, reservation));
			}
		}
		catch (RuntimeException ex) {
			reservation.giveBack();
			throw ex;
		}
		reservation.skips.forEach(JobTally::skipped);
		if (!reservation.joins) {
			reservation.publish();
		}
		return inserted;
	}

	private Inserted insert(NewRun run, Reservation reservation) {
		Keys.Holder holder = settledHolder(run, reservation);
		if (holder != null) {
			return new Inserted(holder.asksForTheSame(run) ? Inserted.Status.EXISTING : Inserted.Status.CONFLICT,
					holder.runId());
		}
		JobTally tally = tally(run.jobId());
		if (run.slots() > 0 && tally.unfinished >= run.slots()) {
			reservation.skips.add(tally);
			return new Inserted(Inserted.Status.SKIPPED, run.id());
		}
		if (this.unfinished >= this.settings.capacity()) {
			throw new StoreFullException(this.settings.capacity(), MemorySettings.CAPACITY_SETTING);
		}
		this.keys.take(run, reservation);
		tally.unfinished++;
		this.unfinished++;
		reservation.entries.add(new Entry(run, now()));
		return new Inserted(Inserted.Status.CREATED, run.id());
	}

	// Another transaction may hold the key and still roll back, so its end is waited for,
	// as a database does.
	private Keys.@Nullable Holder settledHolder(NewRun run, Reservation reservation) {
		Keys.Holder holder = this.keys.holder(run);
		long left = LONGEST_KEY_WAIT.toNanos();
		while (holder != null && holder.transaction() instanceof Reservation other && !other.isOfSame(reservation)) {
			left = other.endsFirst(reservation) ? awaitKey(left) : 0;
			if (left <= 0) {
				throw new JobsException("Key '%s' of job '%s' is held by a transaction that does not end"
					.formatted(run.key(), run.jobId()));
			}
			requireOpen();
			holder = this.keys.holder(run);
		}
		return holder;
	}

	private long awaitKey(long nanos) {
		try {
			return this.keyFreed.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 0;
		}
	}

	private void publish(Entry entry, Instant now) {
		this.runs.put(entry.spec.id(), entry);
		watchDeadline(entry);
		if (entry.state == RunState.SCHEDULED && entry.dueAt.isAfter(now)) {
			this.delayed.add(entry);
		}
		else {
			enqueue(entry);
		}
	}

	private void enqueue(Entry entry) {
		if (entry.state != RunState.QUEUED) {
			entry.moveTo(RunState.QUEUED, null);
		}
		this.ready.add(entry);
	}

	// The run was claimed, but the attempt does not count.
	private void enqueueAgain(Entry entry) {
		entry.attempt--;
		watchDeadline(entry);
		enqueue(entry);
	}

	private void watchDeadline(Entry entry) {
		if (entry.deadline != null) {
			this.deadlines.add(entry);
		}
	}

	private void unwatchDeadline(Entry entry) {
		if (entry.deadline != null) {
			this.deadlines.remove(entry);
		}
	}

	@Override
	public Exchanged exchange(List<Outcome> outcomes, ClaimRequest claim) {
		return locked(() -> {
			Instant now = now();
			List<@Nullable RunState> states = apply(outcomes, now);
			promote(now);
			List<Exchanged.ExpiredRun> expired = expire(now);
			List<ClaimedRun> claimed = claim.isEmpty() ? List.of() : claim(claim, now);
			return new Exchanged(states, expired, claimed, untilNextDue(now));
		});
	}

	private List<@Nullable RunState> apply(List<Outcome> outcomes, Instant now) {
		List<@Nullable RunState> states = new ArrayList<>(outcomes.size());
		for (Outcome outcome : outcomes) {
			Entry entry = this.runs.get(outcome.runId());
			boolean current = entry != null && entry.state == RunState.RUNNING && entry.token == outcome.token();
			states.add((entry != null && current) ? apply(outcome, entry, now) : null);
		}
		return states;
	}

	private RunState apply(Outcome outcome, Entry entry, Instant now) {
		leaveNode(entry);
		if (entry.cancelRequested) {
			finish(entry, RunState.CANCELLED, null, now);
		}
		else if (outcome instanceof Outcome.Succeeded succeeded) {
			entry.error = null;
			entry.result = succeeded.result();
			finish(entry, RunState.SUCCEEDED, null, now);
		}
		else if (outcome instanceof Outcome.Failed failed) {
			entry.error = failed.error();
			finish(entry, RunState.FAILED, failed.reason(), now);
		}
		else if (outcome instanceof Outcome.Cancelled) {
			finish(entry, RunState.CANCELLED, null, now);
		}
		else if (outcome instanceof Outcome.Retry retry) {
			retry(entry, retry, now);
		}
		else {
			enqueueAgain(entry);
		}
		return entry.state;
	}

	private void retry(Entry entry, Outcome.Retry retry, Instant now) {
		entry.error = retry.error();
		Instant due = now.plus(retry.delay());
		if (entry.isExpired(due)) {
			finish(entry, RunState.FAILED, Reason.EXPIRED, now);
			return;
		}
		entry.recordAttempt(now, retry.reason(), retry.error());
		entry.moveTo(RunState.RETRYING, retry.reason());
		entry.dueAt = due;
		watchDeadline(entry);
		this.delayed.add(entry);
	}

	private void promote(Instant now) {
		while (!this.delayed.isEmpty() && !this.delayed.first().dueAt.isAfter(now)) {
			enqueue(this.delayed.pollFirst());
		}
	}

	private List<Exchanged.ExpiredRun> expire(Instant now) {
		List<Exchanged.ExpiredRun> expired = List.of();
		while (!this.deadlines.isEmpty() && this.deadlines.first().isExpired(now)) {
			Entry entry = this.deadlines.first();
			dequeue(entry);
			finish(entry, RunState.FAILED, Reason.EXPIRED, now);
			expired = expired.isEmpty() ? new ArrayList<>() : expired;
			expired.add(new Exchanged.ExpiredRun(entry.spec.jobId(), entry.spec.queue()));
		}
		return expired;
	}

	private List<ClaimedRun> claim(ClaimRequest claim, Instant now) {
		List<ClaimedRun> claimed = new ArrayList<>();
		RunningRuns ofNode = this.running.computeIfAbsent(claim.nodeId(), (node) -> new RunningRuns());
		claim.room().forEach((queue, room) -> claim(queue, room, claim, ofNode, claimed, now));
		return claimed;
	}

	private void claim(String queue, int room, ClaimRequest claim, RunningRuns ofNode, List<ClaimedRun> claimed,
			Instant now) {
		boolean paused = isPaused(this.pausedQueues, queue, now);
		Predicate<Lane> open = (lane) -> !(paused && lane.isHeldByPause()) && isOpen(lane, claim, now);
		boolean suspectToo = !ofNode.hasSuspect();
		this.ready.take(queue, room, suspectToo, open, (entry) -> start(entry, claim.nodeId(), ofNode, claimed, now));
	}

	private boolean isOpen(Lane lane, ClaimRequest claim, Instant now) {
		boolean held = lane.isHeldByPause() && isPaused(this.pausedJobs, lane.jobId(), now);
		if (held || !claim.jobs().includes(lane.jobId(), lane.payloadVersion())) {
			return false;
		}
		Integer limit = claim.limits().get(lane.jobId());
		return limit == null || tally(lane.jobId()).running < limit;
	}

	private void start(Entry entry, String node, RunningRuns ofNode, List<ClaimedRun> claimed, Instant now) {
		unwatchDeadline(entry);
		entry.moveTo(RunState.RUNNING, null);
		entry.token++;
		entry.attempt++;
		entry.node = node;
		entry.startedAt = now;
		tally(entry.spec.jobId()).running++;
		ofNode.add(entry);
		claimed.add(entry.claimed());
	}

	private @Nullable Duration untilNextDue(Instant now) {
		Duration next = this.delayed.isEmpty() ? null : Duration.between(now, this.delayed.first().dueAt);
		if (!this.deadlines.isEmpty()) {
			Duration deadline = Duration.between(now, this.deadlines.first().deadline());
			next = (next == null || deadline.compareTo(next) < 0) ? deadline : next;
		}
		return next;
	}

	@Override
	public CancelResult cancel(UUID id) {
		return locked(() -> {
			Entry entry = this.runs.get(id);
			if (entry == null) {
				return new CancelResult(CancelResult.Status.UNKNOWN, null);
			}
			Instant now = now();
			CancelResult.Status status = cancel(entry, now);
			return new CancelResult(status, entry.snapshot(now));
		});
	}

	private CancelResult.Status cancel(Entry entry, Instant now) {
		return switch (entry.state) {
			case SCHEDULED, QUEUED, RETRYING -> {
				dequeue(entry);
				finish(entry, RunState.CANCELLED, null, now);
				yield CancelResult.Status.CANCELLED;
			}
			case RUNNING -> {
				entry.cancelRequested = true;
				yield CancelResult.Status.REQUESTED;
			}
			case CANCELLED -> CancelResult.Status.ALREADY_CANCELLED;
			case SUCCEEDED, FAILED -> CancelResult.Status.FINISHED;
		};
	}

	// Takes a waiting run out of its place; it is about to end.
	private void dequeue(Entry entry) {
		unwatchDeadline(entry);
		if (!this.delayed.remove(entry)) {
			this.ready.forget(entry);
		}
	}

	private void leaveNode(Entry entry) {
		RunningRuns ofNode = this.running.get(String.valueOf(entry.node));
		if (ofNode != null) {
			ofNode.remove(entry);
		}
		tally(entry.spec.jobId()).running--;
	}

	private void finish(Entry entry, RunState state, @Nullable Reason reason, Instant now) {
		entry.moveTo(state, reason);
		entry.finishedAt = now;
		this.unfinished--;
		tally(entry.spec.jobId()).finished(entry);
		this.keys.finished(entry.spec, now);
		if (this.schedules.runEnded(entry.spec, now)) {
			this.scheduleRearmed = true;
		}
		this.finished.add(entry);
		if (this.finished.size() > this.settings.maxFinished()) {
			this.runs.remove(this.finished.remove().spec.id());
		}
	}

	@Override
	public Optional<Run> find(UUID id) {
		return locked(() -> Optional.ofNullable(this.runs.get(id)).map((entry) -> entry.snapshot(now())));
	}

	@Override
	public Page<Run> list(RunQuery query) {
		List<Entry> all = locked(() -> List.copyOf(this.runs.values()));
		List<Run> page = new Listing(query).page(all, (entry) -> locked(() -> entry.snapshot(now())));
		return Listing.toPage(page, query.limit());
	}

	@Override
	public int prune(Retention retention, int limit) {
		return locked(() -> {
			Instant now = now();
			this.keys.forgetExpired(now);
			List<Entry> stale = new Stale(retention, now).among(this.finished, limit);
			if (!stale.isEmpty()) {
				this.finished.removeAll(new HashSet<>(stale));
				stale.forEach((entry) -> this.runs.remove(entry.spec.id()));
			}
			return stale.size();
		});
	}

	// Schedules

	@Override
	public Map<String, ScheduleState> findSchedules(Set<String> jobs) {
		return locked(() -> {
			Map<String, ScheduleState> known = new HashMap<>();
			for (String job : jobs) {
				ScheduleState state = this.schedules.get(job);
				if (state != null) {
					known.put(job, state);
				}
			}
			return known;
		});
	}

	@Override
	public List<Boolean> saveSchedules(List<ScheduleChange> changes) {
		List<Boolean> saved = locked(() -> changes.stream()
			.map((change) -> this.schedules.replace(change.expected(), change.state()))
			.toList());
		if (saved.contains(true)) {
			signalSchedules();
		}
		return saved;
	}

	@Override
	public void removeSchedules(Set<String> jobs) {
		locked(() -> {
			jobs.forEach(this.schedules::remove);
			return true;
		});
	}

	@Override
	public List<DueSchedule> dueSchedules(Set<String> jobs, int limit) {
		return locked(() -> {
			Instant now = now();
			return this.schedules.due(now, (job) -> jobs.contains(job) && !isPaused(this.pausedJobs, job, now), limit)
				.stream()
				.map((state) -> new DueSchedule(state, now, endOfPause(state.jobId())))
				.toList();
		});
	}

	private @Nullable Instant endOfPause(String job) {
		Pause pause = this.pausedJobs.get(job);
		return (pause != null) ? pause.until() : null;
	}

	@Override
	public Optional<Duration> untilNextSchedule(Set<String> jobs) {
		return locked(() -> {
			Instant now = now();
			return this.schedules.next((job) -> jobs.contains(job) && !isPaused(this.pausedJobs, job, now))
				.map((at) -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
		});
	}

	@Override
	public List<Fired> fire(List<Tick> ticks) {
		List<Fired> fired = locked(() -> {
			Instant now = now();
			return ticks.stream().map((tick) -> fire(tick, now)).toList();
		});
		if (fired.contains(Fired.FIRED)) {
			signalRuns();
		}
		return fired;
	}

	private Fired fire(Tick tick, Instant now) {
		if (!tick.expected().equals(this.schedules.get(tick.expected().jobId()))) {
			return Fired.LOST;
		}
		NewRun run = tick.run();
		if (run == null) {
			this.schedules.replace(tick.expected(), tick.next());
			return Fired.FIRED;
		}
		JobTally tally = tally(run.jobId());
		if (run.slots() > 0 && tally.unfinished >= run.slots()) {
			return busy(tick, tally, now);
		}
		this.schedules.replace(tick.expected(), tick.next());
		tally.unfinished++;
		this.unfinished++;
		publish(new Entry(run, now), now);
		return Fired.FIRED;
	}

	private Fired busy(Tick tick, JobTally tally, Instant now) {
		if (tick.busy() == Busy.WAIT) {
			return Fired.WAITING;
		}
		tally.skipped();
		this.schedules.replace(tick.expected(), Schedules.rearmed(tick.next(), now));
		return Fired.SKIPPED;
	}

	@Override
	public Map<String, Instant> nextFireTimes() {
		return locked(this.schedules::nextFireTimes);
	}

	// Nodes

	@Override
	public HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
		return locked(() -> {
			Instant now = now();
			Node known = this.nodes.get(beat.nodeId());
			boolean alive = known == null || !known.lost();
			Instant startedAt = (known != null && alive) ? known.state().startedAt() : now;
			this.nodes.put(beat.nodeId(), new Node(new NodeState(beat, startedAt, now, now.plus(lease)), false));
			List<UUID> cancelled = ofNode(beat.nodeId()).stream()
				.filter((entry) -> entry.cancelRequested)
				.map((entry) -> entry.spec.id())
				.toList();
			return new HeartbeatReply(alive, cancelled, now);
		});
	}

	@Override
	public Rescued rescue(String byNode, int maxCrashes, int limit) {
		Rescued rescued = locked(() -> {
			Instant now = now();
			Rescued done = new Rescued(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			int left = limit;
			for (Node node : List.copyOf(this.nodes.values())) {
				boolean own = node.state().beat().nodeId().equals(byNode);
				if (!own && !node.state().leaseEnd().isAfter(now)) {
					left -= rescue(node.state(), maxCrashes, left, done, now);
				}
			}
			return done;
		});
		if (!rescued.requeued().isEmpty()) {
			signalRuns();
		}
		return rescued;
	}

	private int rescue(NodeState node, int maxCrashes, int limit, Rescued done, Instant now) {
		String nodeId = node.beat().nodeId();
		List<Entry> lost = ofNode(nodeId).stream().limit(limit).toList();
		for (Entry entry : lost) {
			listOf(rescue(entry, maxCrashes, now), done)
				.add(new RescuedRun(entry.spec.id(), entry.spec.jobId(), entry.spec.queue(), nodeId));
		}
		if (!lost.isEmpty()) {
			this.nodes.put(nodeId, new Node(node, true));
		}
		if (ofNode(nodeId).isEmpty()) {
			this.running.remove(nodeId);
		}
		return lost.size();
	}

	private static List<RescuedRun> listOf(RunState state, Rescued rescued) {
		if (state == RunState.CANCELLED) {
			return rescued.cancelled();
		}
		return (state == RunState.FAILED) ? rescued.failed() : rescued.requeued();
	}

	private RunState rescue(Entry entry, int maxCrashes, Instant now) {
		leaveNode(entry);
		entry.crashes++;
		entry.recordAttempt(now, Reason.CRASHED, null);
		if (!entry.cancelRequested && entry.crashes < maxCrashes) {
			enqueueAgain(entry);
			return entry.state;
		}
		entry.attempt--;
		finish(entry, entry.cancelRequested ? RunState.CANCELLED : RunState.FAILED,
				entry.cancelRequested ? null : Reason.CRASHED, now);
		return entry.state;
	}

	@Override
	public void leave(String nodeId) {
		locked(() -> {
			if (ofNode(nodeId).isEmpty()) {
				this.running.remove(nodeId);
				this.nodes.remove(nodeId);
			}
			return true;
		});
	}

	@Override
	public List<NodeState> nodes() {
		return locked(() -> this.nodes.values()
			.stream()
			.filter((node) -> !node.lost())
			.map(Node::state)
			.sorted(Comparator.comparing(NodeState::startedAt))
			.toList());
	}

	private List<Entry> ofNode(String nodeId) {
		RunningRuns ofNode = this.running.get(nodeId);
		return (ofNode != null) ? ofNode.all() : List.of();
	}

	// Control

	@Override
	public void pauseJob(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		pause(this.pausedJobs, jobId, by, reason, until);
	}

	@Override
	public void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		pause(this.pausedQueues, queue, by, reason, until);
	}

	private void pause(Map<String, Pause> paused, String name, @Nullable String by, @Nullable String reason,
			@Nullable Instant until) {
		locked(() -> paused.put(name, new Pause(now(), by, reason, until)));
	}

	@Override
	public boolean resumeJob(String jobId) {
		boolean resumed = resume(this.pausedJobs, jobId);
		signalSchedules();
		return resumed;
	}

	@Override
	public boolean resumeQueue(String queue) {
		return resume(this.pausedQueues, queue);
	}

	private boolean resume(Map<String, Pause> paused, String name) {
		boolean resumed = locked(() -> {
			Pause pause = paused.remove(name);
			return pause != null && pause.isActive(now());
		});
		signalRuns();
		return resumed;
	}

	@Override
	public Map<String, Pause> pausedJobs() {
		return locked(() -> {
			Instant now = now();
			Map<String, Pause> active = new HashMap<>(this.pausedJobs);
			active.values().removeIf((pause) -> !pause.isActive(now));
			return active;
		});
	}

	@Override
	public Map<String, JobStats> jobStats(Set<String> jobs) {
		return locked(() -> {
			Map<String, JobStats> stats = new HashMap<>();
			for (String job : jobs) {
				JobTally tally = this.tallies.get(job);
				if (tally != null) {
					stats.put(job, tally.snapshot());
				}
			}
			return stats;
		});
	}

	@Override
	public List<QueueStats> queueStats() {
		return locked(() -> {
			Instant now = now();
			promote(now);
			this.pausedQueues.values().removeIf((pause) -> !pause.isActive(now));
			Map<String, Integer> runningByQueue = new HashMap<>();
			this.running.values()
				.forEach((ofNode) -> ofNode.all()
					.forEach((entry) -> runningByQueue.merge(entry.spec.queue(), 1, Integer::sum)));
			Set<String> queues = this.ready.queues();
			queues.addAll(this.pausedQueues.keySet());
			queues.addAll(runningByQueue.keySet());
			return queues.stream().map((queue) -> stats(queue, runningByQueue.getOrDefault(queue, 0))).toList();
		});
	}

	@Override
	public Map<String, Integer> strandedRuns(KnownJobs known, Duration waited) {
		return locked(() -> {
			Instant now = now();
			promote(now);
			return this.ready.stranded(known, now.minus(waited));
		});
	}

	private QueueStats stats(String queue, int running) {
		return new QueueStats(queue, this.ready.depth(queue), this.ready.oldestDue(queue), running,
				this.pausedQueues.get(queue));
	}

	private static boolean isPaused(Map<String, Pause> paused, String name, Instant now) {
		if (paused.isEmpty()) {
			return false;
		}
		Pause pause = paused.get(name);
		return pause != null && pause.isActive(now);
	}

	private JobTally tally(String jobId) {
		return this.tallies.computeIfAbsent(jobId, (id) -> new JobTally());
	}

	private <T> T locked(Supplier<T> action) {
		return settled(() -> {
			requireOpen();
			return action.get();
		});
	}

	private void requireOpen() {
		if (this.closed) {
			throw new StoreClosedException("The memory store is closed: the application is stopping");
		}
	}

	// Transactions of callers may end after the store has been closed.
	private <T> T settled(Supplier<T> action) {
		T result;
		boolean rearmed;
		this.lock.lock();
		try {
			result = action.get();
			rearmed = this.scheduleRearmed;
			this.scheduleRearmed = false;
		}
		finally {
			this.lock.unlock();
		}
		if (rearmed) {
			signalSchedules();
		}
		return result;
	}

	private void signalRuns() {
		for (WorkListener listener : this.listeners) {
			listener.runsChanged();
		}
	}

	private void signalSchedules() {
		for (WorkListener listener : this.listeners) {
			listener.schedulesChanged();
		}
	}

	/**
	 * What the runs of one insert have taken before they get into their places: at once,
	 * or when the transaction of the caller has committed.
	 */
	private final class Reservation implements TransactionSynchronization {

		private final List<Entry> entries = new ArrayList<>(1);

		private final List<JobTally> skips = new ArrayList<>(0);

		private final List<Object> savepoints = new ArrayList<>(0);

		private final Thread thread = Thread.currentThread();

		private final boolean joins;

		private boolean suspended;

		Reservation(boolean joins) {
			this.joins = joins;
		}

		boolean isOfSame(Reservation other) {
			return this == other || (this.joins && other.joins && this.thread == other.thread && !this.suspended);
		}

		// A transaction around the other one cannot.
		boolean endsFirst(Reservation other) {
			return this.thread != other.thread;
		}

		void publish() {
			Instant now = now();
			for (Entry entry : this.entries) {
				MemoryJobStore.this.keys.commit(entry.spec);
				MemoryJobStore.this.publish(entry, now);
			}
			ended();
		}

		void giveBack() {
			for (Entry entry : this.entries) {
				MemoryJobStore.this.keys.free(entry.spec);
				tally(entry.spec.jobId()).unfinished--;
				MemoryJobStore.this.unfinished--;
			}
			ended();
		}

		private void ended() {
			this.entries.clear();
			MemoryJobStore.this.keyFreed.signalAll();
		}

		@Override
		public void suspend() {
			this.suspended = true;
		}

		@Override
		public void resume() {
			this.suspended = false;
		}

		@Override
		public void savepoint(Object savepoint) {
			this.savepoints.add(savepoint);
		}

		@Override
		public void savepointRollback(Object savepoint) {
			if (!this.savepoints.contains(savepoint)) {
				settle(this::giveBack);
			}
		}

		@Override
		public void afterCommit() {
			settle(this::publish);
			signalRuns();
		}

		// Comes after a commit as well, and then finds something to do only if another
		// synchronization failed before this one was told.
		@Override
		public void afterCompletion(int status) {
			boolean missed = settled(() -> !this.entries.isEmpty());
			settle((status == STATUS_COMMITTED) ? this::publish : this::giveBack);
			if (missed && status == STATUS_COMMITTED) {
				signalRuns();
			}
		}

		private void settle(Runnable step) {
			settled(() -> {
				step.run();
				return true;
			});
		}

	}

	/**
	 * A node.
	 *
	 * @param state what is known of it
	 * @param lost whether its runs have been given to others, which it must be told
	 */
	private record Node(NodeState state, boolean lost) {
	}

}
