package dev.jobs.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.PayloadCodec;
import dev.jobs.lease.ClockSkew;
import dev.jobs.lease.ClockWatch;
import dev.jobs.lease.LeaseKeeper;
import dev.jobs.observe.RunObserver;
import dev.jobs.recurring.SkipStreaks;
import dev.jobs.recurring.Ticker;
import dev.jobs.run.RunIds;
import dev.jobs.store.Inserted;
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.WorkListener;
import dev.jobs.worker.Workers;

/**
 * One node of the job system: starts its parts, and stops them in an order that loses
 * nothing. Can be started again after a stop. Safe for use by many threads.
 *
 * <p>
 * A stop goes through five steps. (1) No run is claimed, no schedule fires, and manual
 * triggers are refused. (2) Bodies get the drain time-out to end. (3) Those that have not
 * are asked to end and interrupted, and get the abort time-out. (4) Runs whose bodies
 * have ended, or never began, are given back without an attempt used; a body that still
 * runs keeps its lease until that lapses, so that no other node runs the same beside it.
 * (5) Outcomes are written, and the heartbeat ends last. Calls to the store are never
 * interrupted; those that do not return are waited for up to four seconds in all.
 */
public final class JobEngine {

	private static final Logger logger = LoggerFactory.getLogger(JobEngine.class);

	/** How long a stop waits at most for calls to the store that do not return. */
	static final Duration PATIENCE = Duration.ofSeconds(4);

	private final JobStore store;

	private final JobRegistry registry;

	private final PayloadCodec codec;

	private final RunObserver observer;

	private final EngineSettings settings;

	private final Supplier<? extends Executor> executors;

	private final Clock clock;

	private final RunIds ids;

	private final Awaiting awaiting = new Awaiting();

	private final SkipStreaks skips;

	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile State state = State.NEW;

	private boolean ended = true;

	private volatile @Nullable Node node;

	/**
	 * Create an engine. Nothing runs before {@link #start()}.
	 * @param store keeps the runs
	 * @param registry the jobs; closed at the start
	 * @param codec reads and writes payloads and results
	 * @param observer is told what happens
	 * @param settings how to behave
	 * @param executors makes, at each start, what lends the threads in which bodies run;
	 * it is also asked in threads that enqueue, of which its own had better inherit
	 * nothing; an {@link ExecutorService} is shut down at the stop
	 * @param clock gives ids their time, and is compared with the store's; decides
	 * nothing
	 */
	public JobEngine(JobStore store, JobRegistry registry, PayloadCodec codec, RunObserver observer,
			EngineSettings settings, Supplier<? extends Executor> executors, Clock clock) {
		this.store = store;
		this.registry = registry;
		this.codec = codec;
		this.observer = new AwaitingObserver(observer, this.awaiting);
		this.settings = settings;
		this.executors = executors;
		this.clock = clock;
		this.ids = new RunIds(clock::millis);
		this.skips = new SkipStreaks(this.observer);
	}

	/**
	 * Start, unless started already. Without a single job nothing begins: no thread is
	 * made, and the store is not touched.
	 */
	public void start() {
		this.lifecycle.lock();
		try {
			if (this.state == State.RUNNING) {
				return;
			}
			this.registry.close();
			if (!this.registry.isEmpty()) {
				this.store.prepare();
				this.registry.all().forEach(this.observer::declare);
				startNode();
			}
			this.state = State.RUNNING;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void startNode() {
		if (this.settings.workerEnabled()) {
			Node started = new Node();
			started.start();
			this.node = started;
		}
	}

	/**
	 * Stop in order, within the drain and the abort time-out of the settings and a few
	 * seconds. Does nothing if not running.
	 * @return whether all bodies have ended
	 */
	public boolean stop() {
		return stop(this.settings.drainTimeout());
	}

	/**
	 * Stop without waiting for bodies to end by themselves.
	 * @return whether all bodies have ended
	 */
	public boolean stopNow() {
		Node current = this.node;
		if (current != null && this.state == State.STOPPING) {
			current.workers.abort();
		}
		return stop(Duration.ZERO);
	}

	/**
	 * Stop in order.
	 * @param drainTimeout how long to wait for bodies to end by themselves
	 * @return whether all bodies have ended
	 */
	public boolean stop(Duration drainTimeout) {
		this.lifecycle.lock();
		try {
			if (this.state == State.RUNNING) {
				this.state = State.STOPPING;
				Node stopping = this.node;
				this.ended = stopping == null || stopping.stop(drainTimeout);
			}
			return this.ended;
		}
		finally {
			if (this.state == State.STOPPING) {
				this.node = null;
				this.state = State.STOPPED;
			}
			this.lifecycle.unlock();
		}
	}

	/**
	 * Return where this engine stands.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Return the id of this node.
	 * @return the id, {@code null} while this engine runs no jobs
	 */
	public @Nullable String nodeId() {
		Node current = this.node;
		return (current != null) ? current.id : null;
	}

	/**
	 * Return whether the last call to the store failed.
	 * @return whether the store is away
	 */
	public boolean isStoreAway() {
		Node current = this.node;
		return current != null && current.workers.isStoreAway();
	}

	/**
	 * Return how many runs this node has claimed that have not ended.
	 * @return the number of runs
	 */
	public int running() {
		Node current = this.node;
		return (current != null) ? current.workers.running() : 0;
	}

	/**
	 * Return how far the clock of this node was from that of the store at the last
	 * heartbeat.
	 * @return the skew, {@code null} while this engine runs no jobs
	 */
	public @Nullable ClockSkew clockSkew() {
		Node current = this.node;
		return (current != null) ? current.clocks.latest() : null;
	}

	/**
	 * Add a run in a transaction of its own. If this node can begin it at once, it does.
	 * @param run the run
	 * @return what became of it
	 */
	public Inserted add(NewRun run) {
		Node current = this.node;
		return (current != null) ? current.workers.add(run) : this.store.insert(List.of(run), Joining.OWN).get(0);
	}

	/**
	 * Look for work and for due schedules now.
	 */
	public void wake() {
		Node current = this.node;
		if (current != null) {
			current.wake();
		}
	}

	/**
	 * Ask the body of a run to end, if this node runs it.
	 * @param runId the run
	 */
	public void cancelRunning(UUID runId) {
		Node current = this.node;
		if (current != null) {
			current.workers.cancel(runId);
		}
	}

	/**
	 * Let the schedule of a job that was paused go on.
	 * @param job the job
	 */
	public void resumeSchedule(JobDefinition job) {
		if (job.schedule() != null) {
			new Ticker(this.registry, this.store, this.observer, this.skips, this.ids::next).resume(job);
		}
	}

	/**
	 * Return the clock of this node, which decides nothing.
	 */
	Clock clock() {
		return this.clock;
	}

	/**
	 * Return what keeps the runs.
	 * @return the store
	 */
	public JobStore store() {
		return this.store;
	}

	/**
	 * Return the jobs.
	 * @return the registry
	 */
	public JobRegistry registry() {
		return this.registry;
	}

	/**
	 * Return what reads and writes payloads and results.
	 * @return the codec
	 */
	public PayloadCodec codec() {
		return this.codec;
	}

	/**
	 * Return what is told of runs.
	 * @return the observer
	 */
	public RunObserver observer() {
		return this.observer;
	}

	/**
	 * Return what is told of skips.
	 * @return the streaks
	 */
	public SkipStreaks skips() {
		return this.skips;
	}

	/**
	 * Return what wakes those who wait for runs to end.
	 * @return the waiting threads
	 */
	public Awaiting awaiting() {
		return this.awaiting;
	}

	/**
	 * Make an id for a run.
	 * @return a time-ordered id
	 */
	public UUID nextId() {
		return this.ids.next();
	}

	/**
	 * Return the settings.
	 * @return the settings
	 */
	public EngineSettings settings() {
		return this.settings;
	}

	/**
	 * Where an engine stands.
	 */
	public enum State {

		/** Not started yet. */
		NEW,

		/** Runs jobs, or would if there were any. */
		RUNNING,

		/** Is on its way to a stop. */
		STOPPING,

		/** Has stopped; may be started again. */
		STOPPED;

		/**
		 * Return a word for people.
		 * @return the name in lower case
		 */
		public String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The parts that live from a start to the next stop.
	 */
	private final class Node {

		private final String id;

		private final Executor executor = JobEngine.this.executors.get();

		private final Workers workers;

		private final ClockWatch clocks = new ClockWatch(JobEngine.this.clock);

		private final LeaseKeeper leaseKeeper;

		private final TickerLoop ticker;

		private final Housekeeping housekeeping;

		private final WorkListener listener = new WorkListener() {

			@Override
			public void runsChanged() {
				Node.this.workers.wake();
			}

			@Override
			public void schedulesChanged() {
				Node.this.ticker.wake();
			}

		};

		Node() {
			EngineSettings settings = JobEngine.this.settings;
			String name = (settings.nodeName() != null) ? settings.nodeName() : "node";
			this.id = name + "-" + UUID.randomUUID().toString().substring(0, 8);
			this.workers = new Workers(this.id, JobEngine.this.store, JobEngine.this.registry, JobEngine.this.codec,
					JobEngine.this.observer, settings.worker(), this.executor);
			this.leaseKeeper = new LeaseKeeper(JobEngine.this.store, settings.lease(), this::beat, this.workers::fence,
					this.workers::unfence, this.workers::cancel, System::nanoTime, this.clocks);
			Ticker schedules = new Ticker(JobEngine.this.registry, JobEngine.this.store, JobEngine.this.observer,
					JobEngine.this.skips, JobEngine.this.ids::next);
			schedules.declare();
			this.ticker = new TickerLoop(schedules, settings.worker().pollInterval());
			this.housekeeping = new Housekeeping(this.id, JobEngine.this.store, JobEngine.this.observer, settings,
					this.workers::giveBackStrays);
		}

		private NodeBeat beat() {
			String version = JobEngine.class.getPackage().getImplementationVersion();
			ClockSkew skew = this.clocks.latest();
			return new NodeBeat(this.id, (version != null) ? version : "dev", this.workers.capacity(),
					this.workers.running(), (skew != null) ? skew.ahead() : null);
		}

		private void start() {
			this.leaseKeeper.start();
			JobEngine.this.store.addWorkListener(this.listener);
			this.workers.start();
			this.ticker.start();
			this.housekeeping.start();
		}

		private void wake() {
			this.workers.wake();
			this.ticker.wake();
		}

		private boolean stop(Duration drainTimeout) {
			step("stop listening", () -> JobEngine.this.store.removeWorkListener(this.listener));
			step("stop the ticker", this.ticker::stop);
			step("stop housekeeping", this.housekeeping::stop);
			step("stop claiming", this.workers::stopClaiming);
			boolean ended = drain(drainTimeout);
			long end = System.nanoTime() + PATIENCE.toNanos();
			finish("write the last outcomes", end, this.workers::close);
			finish("end the heartbeat", end, (left) -> this.leaseKeeper.stop(ended, left));
			finish("end the ticker", end, this.ticker::awaitEnd);
			finish("end housekeeping", end, this.housekeeping::awaitEnd);
			if (this.executor instanceof ExecutorService threads) {
				step("let the threads go", threads::shutdown);
			}
			return ended;
		}

		// All of them wait for the store, and share the time for that.
		private static void finish(String what, long end, Predicate<Duration> part) {
			step(what, () -> {
				if (!part.test(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
					logger.warn("The store has not answered in time to {} while stopping; going on without", what);
				}
			});
		}

		// What fails, because the store is away for instance, must not keep the rest.
		private static void step(String what, Runnable step) {
			try {
				step.run();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Could not {} while stopping", what, ex);
			}
		}

		private boolean drain(Duration drainTimeout) {
			if (this.workers.running() > 0 && !drainTimeout.isZero()) {
				logger.info("Stopping: {} gets up to {} ms to end", this.workers.stillRunning(),
						drainTimeout.toMillis());
			}
			if (this.workers.awaitIdle(drainTimeout)) {
				return true;
			}
			logger.info("Interrupting {}, which has not ended within {} ms", this.workers.stillRunning(),
					drainTimeout.toMillis());
			this.workers.abort();
			boolean ended = this.workers.awaitIdle(JobEngine.this.settings.abortTimeout());
			if (!ended) {
				Collection<String> left = this.workers.stillRunning();
				logger.warn("Leaving {} behind, which ignores its interruption", left);
			}
			return ended;
		}

	}

}
