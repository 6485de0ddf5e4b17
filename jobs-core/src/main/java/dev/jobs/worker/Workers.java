package dev.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.Completion;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Names;
import dev.jobs.job.PayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.Reason;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Inserted;
import dev.jobs.store.JobStore;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.NewRun;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunStore.Joining;

/**
 * The way of a run on one node: a <em>pass</em> writes the outcomes that have gathered
 * and claims as many runs as there is room for, in one exchange with the store; the slots
 * of the queues make the attempts; their outcomes wait for the next pass.
 *
 * <p>
 * One pass goes on at a time, under {@code passLock}. Usually the dispatcher's thread
 * makes it: when it is woken, when a run comes due, or after the poll interval, which is
 * the safety net. If the store is in this process, a pass costs less than waking a
 * thread, so whoever has a reason for one (a caller that enqueued on an idle node, a
 * worker that ran out of work) makes it itself. If the lock is taken at that moment, the
 * dispatcher is woken instead and makes another pass, because the one that goes on may
 * have looked already. A wake-up is thus never lost.
 *
 * <p>
 * What may go wrong: the store fails. Then the pass is repeated with growing pauses for
 * as long as it takes; the outcomes stay where they are and are written when the store is
 * back, each under the token of its claim, so that writing one twice does no harm. Or the
 * store hangs: then a stop waits for the pass as long as it may, and never interrupts it,
 * which could cost the store its connection or its file. Only bodies are interrupted.
 */
public final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long LONGEST_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final String nodeId;

	private final JobStore store;

	private final JobRegistry registry;

	private final WorkerSettings settings;

	private final LongSupplier nanoTime;

	private final Timeouts timeouts;

	private final AttemptRunner runner;

	private final Completer completer;

	private final @Nullable OutcomeWriter writer;

	private final Map<String, QueueWorkers> queues = new TreeMap<>();

	private final KnownJobs jobs;

	private final Map<String, Integer> limits = new HashMap<>();

	private final Map<UUID, Execution> executions = new ConcurrentHashMap<>();

	private Map<UUID, Long> strays = Map.of();

	private final Executor executor;

	private final ReentrantLock passLock = new ReentrantLock();

	private final Pulse pulse = new Pulse();

	private final Thread dispatcher;

	private final ReentrantLock idleLock = new ReentrantLock();

	private final Condition idle = this.idleLock.newCondition();

	private volatile boolean claiming;

	private volatile boolean fenced;

	private volatile boolean stopped;

	private volatile boolean storeAway;

	private volatile long wakeAtNanos;

	private long exchangedNanos;

	private int failures;

	private long failingSinceNanos;

	/**
	 * Create the workers of a node. Nothing runs before {@link #start()}.
	 * @param nodeId the node
	 * @param store the store
	 * @param registry the jobs; later additions are not seen
	 * @param codec reads payloads and writes results
	 * @param observer is told what happens
	 * @param settings how to work
	 * @param executor lends the threads in which bodies run
	 */
	public Workers(String nodeId, JobStore store, JobRegistry registry, PayloadCodec codec, RunObserver observer,
			WorkerSettings settings, Executor executor) {
		this.nodeId = nodeId;
		this.store = store;
		this.registry = registry;
		this.settings = settings;
		this.executor = executor;
		this.nanoTime = System::nanoTime;
		this.timeouts = new Timeouts("jobs-timeouts", this.nanoTime);
		this.runner = new AttemptRunner(codec, codec.forResults(), observer, this.timeouts, this.nanoTime,
				ThreadLocalRandom::current, new RunLog(settings.slowThreshold(), settings.logExceptionMessages()));
		this.completer = new Completer(observer, this.nanoTime);
		this.writer = store.isInProcess() ? null : new OutcomeWriter(this.completer, this::write, this.pulse::wake);
		this.jobs = KnownJobs.of(registry.all());
		registry.all().forEach(this::limit);
		queueNames(registry, settings).forEach((queue) -> this.queues.put(queue,
				new QueueWorkers(queue, settings.concurrencyOf(queue), executor, this::work, this.nanoTime)));
		this.dispatcher = new Thread(this::dispatch, "jobs-dispatcher");
		this.dispatcher.setDaemon(true);
	}

	private void limit(JobDefinition job) {
		if (job.slots() == 0 && job.concurrency() > 0) {
			this.limits.put(job.id(), job.concurrency());
		}
	}

	/**
	 * Return the queues that a node serves: the default one, those of its jobs, and those
	 * with settings of their own.
	 * @param registry the jobs
	 * @param settings the settings
	 * @return the names
	 */
	public static Set<String> queueNames(JobRegistry registry, WorkerSettings settings) {
		Set<String> names = new TreeSet<>(settings.queues().keySet());
		names.add(Names.DEFAULT_QUEUE);
		registry.all().forEach((job) -> names.add(job.queue()));
		return names;
	}

	/**
	 * Begin to claim runs.
	 */
	public void start() {
		this.claiming = true;
		this.dispatcher.start();
		if (this.writer != null) {
			this.writer.start();
		}
	}

	/**
	 * Look for work, because there may be some. Returns quickly; may begin a run.
	 */
	public void wake() {
		int inFlight = 0;
		boolean free = false;
		for (QueueWorkers queue : this.queues.values()) {
			queue.changed();
			inFlight += queue.inFlight();
			free |= queue.hasFreeSlot();
		}
		if (inFlight == 0) {
			passOrWake();
		}
		else if (free) {
			this.pulse.wake();
		}
	}

	// A pass may itself give a reason for another (a run that ends starts the wait of its
	// schedule), and must not begin again in the middle.
	private void passOrWake() {
		if (this.store.isInProcess() && !this.passLock.isHeldByCurrentThread() && this.passLock.tryLock()) {
			long pause;
			try {
				pause = passSafely();
			}
			finally {
				this.passLock.unlock();
			}
			if (this.nanoTime.getAsLong() + pause - this.wakeAtNanos < 0) {
				this.pulse.wake();
			}
		}
		else {
			this.pulse.wake();
		}
	}

	private void dispatch() {
		while (!this.stopped) {
			this.passLock.lock();
			long pause;
			try {
				pause = passSafely();
				this.wakeAtNanos = this.nanoTime.getAsLong() + pause;
			}
			finally {
				this.passLock.unlock();
			}
			this.pulse.await(pause);
		}
		if (this.writer != null) {
			this.writer.stop();
		}
		flush();
	}

	// A pass that goes on may have looked before what was written here gave a reason for
	// another.
	private Exchanged write(List<Outcome> outcomes) {
		Exchanged exchanged = this.store.exchange(outcomes,
				new ClaimRequest(this.nodeId, Map.of(), this.jobs, this.limits));
		if (!this.limits.isEmpty() || exchanged.states().contains(RunState.RETRYING)
				|| exchanged.states().contains(RunState.QUEUED)) {
			this.pulse.wake();
		}
		return exchanged;
	}

	private void flush() {
		this.passLock.lock();
		try {
			do {
				passSafely();
			}
			while (!this.completer.isEmpty() && this.failures == 0);
		}
		finally {
			this.passLock.unlock();
		}
	}

	// The loop must outlive a failing store: one that is away now may be back soon.
	private long passSafely() {
		try {
			long pause = pass();
			if (this.failures > 0) {
				logger.info("The store is back after {} failed calls in {} ms", this.failures,
						TimeUnit.NANOSECONDS.toMillis(this.nanoTime.getAsLong() - this.failingSinceNanos));
				this.failures = 0;
				this.storeAway = false;
			}
			return pause;
		}
		catch (RuntimeException | Error ex) {
			this.failures++;
			if (this.failures == 1) {
				this.failingSinceNanos = this.nanoTime.getAsLong();
				this.storeAway = true;
				logger.warn("The store failed; trying again until it is back", ex);
			}
			return backOff();
		}
	}

	private long backOff() {
		long base = Math.min(LONGEST_BACK_OFF_NANOS,
				this.settings.pollInterval().toNanos() << Math.min(this.failures, 5));
		return base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
	}

	private long pass() {
		long nanos = this.nanoTime.getAsLong();
		ClaimRequest claim = claimRequest();
		boolean shares = this.writer != null && !this.stopped;
		List<Finished> batch = shares ? this.completer.takeShare() : this.completer.take();
		long poll = this.settings.pollInterval().toNanos();
		if (batch.isEmpty() && claim.isEmpty() && nanos - this.exchangedNanos < poll) {
			return pause(poll - (nanos - this.exchangedNanos));
		}
		Exchanged exchanged = exchange(batch, claim);
		this.exchangedNanos = nanos;
		try {
			begin(claim, exchanged.claimed());
		}
		finally {
			this.completer.settle(batch, exchanged);
		}
		return pause(Math.min(poll, nanos(exchanged.untilNextDue())));
	}

	private Exchanged exchange(List<Finished> batch, ClaimRequest claim) {
		try {
			return this.store.exchange(Finished.outcomes(batch), claim);
		}
		catch (RuntimeException | Error ex) {
			this.completer.giveBack(batch);
			throw ex;
		}
	}

	private ClaimRequest claimRequest() {
		Map<String, Integer> room = Map.of();
		if (this.claiming && !this.fenced) {
			for (QueueWorkers queue : this.queues.values()) {
				queue.serve();
				int free = queue.room();
				queue.giveBackSurplus(this::giveBack);
				if (free > 0) {
					room = room.isEmpty() ? new HashMap<>() : room;
					room.put(queue.queue(), free);
				}
			}
		}
		return new ClaimRequest(this.nodeId, room, this.jobs, this.limits);
	}

	private void begin(ClaimRequest claim, List<ClaimedRun> claimed) {
		accept(claimed);
		if (this.writer != null) {
			noteFound(claim.room().keySet(), claimed);
		}
		catchUp();
	}

	private void accept(List<ClaimedRun> claimed) {
		if (claimed.isEmpty()) {
			return;
		}
		long nanos = this.nanoTime.getAsLong();
		if (claimed.size() == 1) {
			ClaimedRun run = claimed.get(0);
			accept(queue(run.queue()), List.of(execution(run, nanos)));
			return;
		}
		Map<String, List<Execution>> byQueue = new HashMap<>();
		for (ClaimedRun run : claimed) {
			byQueue.computeIfAbsent(run.queue(), (queue) -> new ArrayList<>()).add(execution(run, nanos));
		}
		byQueue.forEach((queue, executions) -> accept(queue(queue), executions));
	}

	// Not before the run is about to be queued: one that is not known is given back.
	private void accept(QueueWorkers queue, List<Execution> executions) {
		executions.forEach(this::know);
		queue.accept(executions);
	}

	private void know(Execution execution) {
		this.executions.put(execution.runId(), execution);
	}

	private void noteFound(Set<String> queues, List<ClaimedRun> claimed) {
		Map<String, Integer> found = new HashMap<>();
		claimed.forEach((run) -> found.merge(run.queue(), 1, Integer::sum));
		queues.forEach((queue) -> queue(queue).found(found.getOrDefault(queue, 0)));
	}

	/**
	 * Add a run in a transaction of its own, and begin it here and at once if a slot is
	 * free and nothing else is ready: so it is claimed with the same commit, and no other
	 * node has to be told.
	 * @param run the run
	 * @return what became of it
	 */
	public Inserted add(NewRun run) {
		QueueWorkers queue = this.queues.get(run.queue());
		if (queue == null || !mayBegin(run) || !reserve(queue)) {
			return this.store.insert(List.of(run), Joining.OWN).get(0);
		}
		boolean begun = false;
		try {
			Inserted inserted = this.store.insert(List.of(run.claimedBy(this.nodeId)), Joining.OWN).get(0);
			begun = begin(queue, inserted.claimed());
			return inserted;
		}
		finally {
			if (!begun) {
				queue.givenBack();
				passAgain();
			}
		}
	}

	private boolean reserve(QueueWorkers queue) {
		boolean reserved = queue.reserve();
		if (!reserved && !this.claiming) {
			signalIdle();
		}
		return reserved;
	}

	private boolean begin(QueueWorkers queue, @Nullable ClaimedRun claimed) {
		if (claimed == null) {
			return false;
		}
		Execution execution = execution(claimed, this.nanoTime.getAsLong());
		know(execution);
		queue.acceptReserved(execution);
		catchUp();
		if (!this.claiming) {
			passAgain();
		}
		return true;
	}

	// A pass may have found the place taken, and a stop waits for it to be free.
	private void passAgain() {
		this.pulse.wake();
		signalIdle();
	}

	// What takes more than a look at the run is left to a claim.
	private boolean mayBegin(NewRun run) {
		return this.writer != null && this.claiming && !this.fenced && !this.storeAway
				&& run.due().equals(NewRun.Due.NOW) && run.slots() == 0 && run.key() == null && run.deadline() == null
				&& this.jobs.includes(run.jobId(), run.payloadVersion()) && !this.limits.containsKey(run.jobId());
	}

	// A stop or a fence that came during the exchange has not seen what was claimed in
	// it.
	private void catchUp() {
		if (!this.claiming) {
			giveBackWaiting();
		}
		if (this.fenced) {
			cancelAll(CancelCause.LEASE_LOST);
		}
	}

	private Execution execution(ClaimedRun run, long nanos) {
		return new Execution(run, this.registry.require(run.jobId()), nanos, this.executor);
	}

	private QueueWorkers queue(String name) {
		QueueWorkers queue = this.queues.get(name);
		if (queue == null) {
			throw new IllegalStateException("Queue '" + name + "' was not asked for");
		}
		return queue;
	}

	private long pause(long longest) {
		if (!this.completer.isEmpty()) {
			return busy() ? LINGER_NANOS : 0;
		}
		return busy() ? Math.min(longest, LINGER_NANOS) : longest;
	}

	private static long nanos(@Nullable Duration duration) {
		return (duration == null || duration.getSeconds() > 3600) ? Long.MAX_VALUE : Math.max(0, duration.toNanos());
	}

	private boolean busy() {
		for (QueueWorkers queue : this.queues.values()) {
			if (queue.isBusy()) {
				return true;
			}
		}
		return false;
	}

	// An error on the way ends this thread, and may cost the outcome. It must not cost
	// the slot: a run that is no longer known here is given back and runs again.
	private void work(Execution execution) {
		try {
			end(execution, attempt(execution));
		}
		finally {
			this.executions.remove(execution.runId(), execution);
			ended(queue(execution.run().queue()));
		}
	}

	// The runner catches what bodies throw. What gets past it is a mistake here, or no
	// memory left, and must still not leave the run without an outcome.
	private Outcome attempt(Execution execution) {
		try {
			return this.runner.run(execution);
		}
		catch (Throwable ex) {
			logger.error("Run {} of job {} ended without an outcome", execution.runId(), execution.jobId(), ex);
			return new Outcome.Failed(execution.runId(), execution.run().token(), Reason.PERMANENT, RunError.of(ex));
		}
	}

	private void end(Execution execution, Outcome outcome) {
		if (this.writer != null && execution.job().completion() == Completion.IMMEDIATE) {
			this.writer.write(List.of(new Finished(execution, outcome)));
		}
		else {
			this.completer.add(execution, outcome);
		}
	}

	private void ended(QueueWorkers queue) {
		queue.ended();
		boolean many = this.completer.hasBatch();
		if (many) {
			writeSoon();
		}
		if (queue.isRunningLow()) {
			passOrWake();
		}
		else if (!many && this.wakeAtNanos - this.nanoTime.getAsLong() > LINGER_NANOS) {
			this.pulse.wake();
		}
		if (!this.claiming) {
			signalIdle();
		}
	}

	// While the store is away the dispatcher alone asks for it.
	private void writeSoon() {
		if (this.writer != null && !this.storeAway) {
			this.writer.wake();
		}
		else {
			passOrWake();
		}
	}

	private void complete(Execution execution, Outcome outcome) {
		this.executions.remove(execution.runId(), execution);
		this.completer.add(execution, outcome);
	}

	/**
	 * Give back the runs that the store holds for this node and that the node does not
	 * know, because the answer that told of them was lost. What is seen so for the first
	 * time may have just begun or ended, and is left to the next call. Called by one
	 * thread at a time.
	 */
	public void giveBackStrays() {
		Map<UUID, Long> before = this.strays;
		this.strays = Map.of();
		if (this.storeAway) {
			return;
		}
		Map<UUID, Long> unknown = new HashMap<>(this.store.claimsOf(this.nodeId));
		unknown.keySet().removeAll(this.completer.runs());
		unknown.keySet().removeIf(this.executions::containsKey);
		List<Outcome> strays = before.entrySet()
			.stream()
			.filter(unknown.entrySet()::contains)
			.map((claim) -> (Outcome) new Outcome.Released(claim.getKey(), claim.getValue()))
			.toList();
		if (!strays.isEmpty()) {
			logger.warn("Giving back {} runs of which this node was never told, such as {}", strays.size(),
					strays.get(0).runId());
			write(strays);
		}
		this.strays = unknown;
	}

	private void giveBack(Execution execution) {
		ClaimedRun run = execution.run();
		complete(execution, new Outcome.Released(run.id(), run.token()));
		queue(run.queue()).givenBack();
	}

	private void signalIdle() {
		this.idleLock.lock();
		try {
			this.idle.signalAll();
		}
		finally {
			this.idleLock.unlock();
		}
	}

	/**
	 * Ask the body of a run to end, if this node has claimed it. One that has not begun
	 * ends at once.
	 * @param runId the run
	 * @return whether this node had it and nobody had asked before
	 */
	public boolean cancel(UUID runId) {
		Execution execution = this.executions.get(runId);
		if (execution == null || !execution.cancel(CancelCause.CANCELLED)) {
			return false;
		}
		ClaimedRun run = execution.run();
		if (queue(run.queue()).withdraw(execution)) {
			complete(execution, new Outcome.Cancelled(run.id(), run.token()));
			ended(queue(run.queue()));
		}
		return true;
	}

	/**
	 * Interrupt all bodies and claim no runs, because the node can no longer prove that
	 * they are its own. What the bodies give is dropped by the store.
	 */
	public void fence() {
		this.fenced = true;
		cancelAll(CancelCause.LEASE_LOST);
	}

	/**
	 * Claim runs again after a {@link #fence()}.
	 */
	public void unfence() {
		this.fenced = false;
		this.pulse.wake();
	}

	private void cancelAll(CancelCause cause) {
		this.executions.values().forEach((execution) -> execution.cancel(cause));
	}

	/**
	 * Claim no more, and give back what was claimed and has not begun. Bodies go on.
	 * Waits for nothing: a pass that goes on gives back what it claims.
	 */
	public void stopClaiming() {
		this.claiming = false;
		giveBackWaiting();
		this.pulse.wake();
	}

	private void giveBackWaiting() {
		this.queues.values().forEach((queue) -> queue.stop(this::giveBack));
		signalIdle();
	}

	/**
	 * Wait for all bodies to end.
	 * @param timeout the longest time to wait
	 * @return whether all have ended
	 */
	public boolean awaitIdle(Duration timeout) {
		long left = timeout.toNanos();
		this.idleLock.lock();
		try {
			while (running() > 0 && left > 0) {
				left = this.idle.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.idleLock.unlock();
		}
		return running() == 0;
	}

	/**
	 * Ask all bodies to end, because the node stops.
	 */
	public void abort() {
		cancelAll(CancelCause.SHUTDOWN);
	}

	/**
	 * Return how many claimed runs have not ended.
	 * @return the number of runs
	 */
	public int running() {
		int sum = 0;
		for (QueueWorkers queue : this.queues.values()) {
			sum += queue.inFlight();
		}
		return sum;
	}

	/**
	 * Return how many runs can go on at once.
	 * @return the number of slots of all queues
	 */
	public int capacity() {
		return this.queues.values().stream().mapToInt(QueueWorkers::slots).sum();
	}

	/**
	 * Return the slots of each queue.
	 * @return the number of slots by queue
	 */
	public Map<String, Integer> slots() {
		Map<String, Integer> slots = new TreeMap<>();
		this.queues.values().forEach((queue) -> slots.put(queue.queue(), queue.slots()));
		return slots;
	}

	/**
	 * Return the jobs of the runs whose bodies go on.
	 * @return the ids of runs and jobs
	 */
	public Collection<String> stillRunning() {
		return this.executions.values()
			.stream()
			.map((execution) -> execution.jobId() + " " + execution.runId())
			.sorted()
			.toList();
	}

	/**
	 * Return whether the last call to the store failed.
	 * @return whether the store is away
	 */
	public boolean isStoreAway() {
		return this.storeAway;
	}

	/**
	 * Write the last outcomes and end the dispatcher, which does the writing. A call to
	 * the store that goes on is waited for and not interrupted.
	 * @param timeout the longest time to wait
	 * @return whether the dispatcher has ended
	 */
	public boolean close(Duration timeout) {
		this.stopped = true;
		this.pulse.wake();
		this.timeouts.close();
		try {
			this.dispatcher.join(Math.max(1, timeout.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !this.dispatcher.isAlive();
	}

}
