package dev.jobs.store.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.jobs.diagnosis.Finding;
import dev.jobs.run.JobStats;
import dev.jobs.run.Page;
import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.store.CancelResult;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Inserted;
import dev.jobs.store.JobStore;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.NewRun;
import dev.jobs.store.Outcome;
import dev.jobs.store.Retention;
import dev.jobs.store.StoreClosedException;
import dev.jobs.store.WorkListener;

/**
 * Keeps everything in a database, which any number of nodes may share. What a call has
 * written survives the process; an insert that joins the caller's transaction survives if
 * that commits.
 *
 * <p>
 * Each change of a run is one guarded statement: it says which token the run must have,
 * and a row that is not changed means that somebody else was first. Time is the
 * database's.
 */
public final class JdbcJobStore implements JobStore {

	private final DataSource dataSource;

	private final JdbcSettings settings;

	private final @Nullable Clock clock;

	private final Runnable preparation;

	private final List<WorkListener> listeners = new CopyOnWriteArrayList<>();

	private final ReentrantLock opening = new ReentrantLock();

	private final WorkListener local = new WorkListener() {

		@Override
		public void runsChanged() {
			JdbcJobStore.this.listeners.forEach(WorkListener::runsChanged);
		}

		@Override
		public void schedulesChanged() {
			JdbcJobStore.this.listeners.forEach(WorkListener::schedulesChanged);
		}

	};

	private final WorkListener everybody = new WorkListener() {

		@Override
		public void runsChanged() {
			JdbcJobStore.this.local.runsChanged();
			hints().runsChanged();
		}

		@Override
		public void schedulesChanged() {
			JdbcJobStore.this.local.schedulesChanged();
			hints().schedulesChanged();
		}

	};

	private volatile @Nullable Parts parts;

	private volatile boolean closed;

	/**
	 * Create a store. The tables must be there at the first call.
	 * @param dataSource the database, whose transactions inserts join
	 * @param settings names and times
	 * @param clock the clock to use instead of the database's, {@code null} for none
	 */
	public JdbcJobStore(DataSource dataSource, JdbcSettings settings, @Nullable Clock clock) {
		this(dataSource, settings, clock, () -> {
		});
	}

	/**
	 * Create a store that connects to the database at the first call and not before.
	 * @param dataSource the database, whose transactions inserts join
	 * @param settings names and times
	 * @param clock the clock to use instead of the database's, {@code null} for none
	 * @param preparation checks or makes the tables before anything else; what it throws
	 * comes out of that call, and it is done again at the next
	 */
	public JdbcJobStore(DataSource dataSource, JdbcSettings settings, @Nullable Clock clock, Runnable preparation) {
		this.dataSource = dataSource;
		this.settings = settings;
		this.clock = clock;
		this.preparation = preparation;
	}

	/**
	 * Return the kind of database, or {@code jdbc} while nothing has needed to know.
	 */
	@Override
	public String name() {
		Parts current = this.parts;
		return (current != null) ? current.context.dialect().text() : "jdbc";
	}

	@Override
	public void prepare() {
		open();
	}

	@Override
	public Instant now() {
		StoreContext context = open().context;
		return context.database().read(context::now);
	}

	@Override
	public boolean isInProcess() {
		return false;
	}

	@Override
	public boolean isDurable() {
		return true;
	}

	@Override
	public List<Finding> diagnose() {
		return open().check.findings();
	}

	@Override
	public void addWorkListener(WorkListener listener) {
		this.listeners.add(listener);
		hints().listen(this.local);
	}

	@Override
	public void removeWorkListener(WorkListener listener) {
		this.listeners.remove(listener);
	}

	@Override
	public void close() {
		this.closed = true;
		hints().close();
	}

	@Override
	public List<Inserted> insert(List<NewRun> runs, Joining joining) {
		return open().inserts.insert(runs, joining);
	}

	@Override
	public Exchanged exchange(List<Outcome> outcomes, ClaimRequest claim) {
		return open().exchange.exchange(outcomes, claim);
	}

	@Override
	public CancelResult cancel(UUID id) {
		return open().cancels.cancel(id);
	}

	@Override
	public Optional<Run> find(UUID id) {
		return open().queries.find(id);
	}

	@Override
	public Page<Run> list(RunQuery query) {
		return open().queries.list(query);
	}

	@Override
	public int prune(Retention retention, int limit) {
		return open().pruning.prune(retention, limit);
	}

	@Override
	public Map<String, ScheduleState> findSchedules(Set<String> jobs) {
		return open().schedules.find(jobs);
	}

	@Override
	public List<Boolean> saveSchedules(List<ScheduleChange> changes) {
		List<Boolean> saved = open().schedules.save(changes);
		if (saved.contains(true)) {
			this.everybody.schedulesChanged();
		}
		return saved;
	}

	@Override
	public void removeSchedules(Set<String> jobs) {
		open().schedules.remove(jobs);
	}

	@Override
	public List<DueSchedule> dueSchedules(Set<String> jobs, int limit) {
		return open().schedules.due(jobs, limit);
	}

	@Override
	public Optional<Duration> untilNextSchedule(Set<String> jobs) {
		return open().schedules.untilNext(jobs);
	}

	@Override
	public List<Fired> fire(List<Tick> ticks) {
		List<Fired> fired = open().firing.fire(ticks);
		if (fired.contains(Fired.FIRED)) {
			this.everybody.runsChanged();
		}
		return fired;
	}

	@Override
	public Map<String, Instant> nextFireTimes() {
		return open().schedules.nextFireTimes();
	}

	@Override
	public HeartbeatReply heartbeat(NodeBeat beat, Duration lease) {
		return open().nodes.heartbeat(beat, lease);
	}

	@Override
	public Rescued rescue(String byNode, int maxCrashes, int limit) {
		Rescued rescued = open().rescues.rescue(byNode, maxCrashes, limit);
		if (!rescued.requeued().isEmpty()) {
			this.everybody.runsChanged();
		}
		return rescued;
	}

	@Override
	public Map<UUID, Long> claimsOf(String nodeId) {
		return open().nodes.claimsOf(nodeId);
	}

	@Override
	public void leave(String nodeId) {
		open().nodes.leave(nodeId);
	}

	@Override
	public List<NodeState> nodes() {
		return open().nodes.nodes();
	}

	@Override
	public void pauseJob(String jobId, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		open().pauses.pauseJob(jobId, by, reason, until);
	}

	@Override
	public boolean resumeJob(String jobId) {
		boolean resumed = open().pauses.resumeJob(jobId);
		this.everybody.runsChanged();
		this.everybody.schedulesChanged();
		return resumed;
	}

	@Override
	public Map<String, Pause> pausedJobs() {
		return open().pauses.pausedJobs();
	}

	@Override
	public void pauseQueue(String queue, @Nullable String by, @Nullable String reason, @Nullable Instant until) {
		open().pauses.pauseQueue(queue, by, reason, until);
	}

	@Override
	public boolean resumeQueue(String queue) {
		boolean resumed = open().pauses.resumeQueue(queue);
		this.everybody.runsChanged();
		return resumed;
	}

	@Override
	public Map<String, JobStats> jobStats(Set<String> jobs) {
		return open().counts.jobStats(jobs);
	}

	@Override
	public List<QueueStats> queueStats() {
		return open().counts.queueStats();
	}

	@Override
	public Map<String, Integer> strandedRuns(KnownJobs known, Duration waited) {
		return open().stranded.count(known, waited);
	}

	private Parts open() {
		if (this.closed) {
			throw new StoreClosedException("The job store is closed: the application is stopping");
		}
		Parts current = this.parts;
		return (current != null) ? current : openFirst();
	}

	private Parts openFirst() {
		this.opening.lock();
		try {
			Parts current = this.parts;
			if (current == null) {
				this.preparation.run();
				current = new Parts(new StoreContext(new Database(this.dataSource, this.everybody),
						Dialect.of(this.dataSource), this.settings, this.clock));
				if (!this.listeners.isEmpty()) {
					current.hints.listen(this.local);
				}
				this.parts = current;
			}
			return current;
		}
		finally {
			this.opening.unlock();
		}
	}

	private Hints hints() {
		Parts current = this.parts;
		return (current != null) ? current.hints : Hints.NONE;
	}

	private static Hints hintsOf(StoreContext context) {
		return switch (context.dialect()) {
			case POSTGRESQL -> new PostgresHints(context.database().dataSource(), context.namespace());
			case H2 -> Hints.NONE;
		};
	}

	/**
	 * What does the work, once the kind of database is known.
	 */
	private static final class Parts {

		private final StoreContext context;

		private final RunInserts inserts;

		private final RunExchange exchange;

		private final RunCancels cancels;

		private final RunQueries queries;

		private final Pruning pruning;

		private final ScheduleRows schedules;

		private final Firing firing;

		private final NodeRows nodes;

		private final Rescues rescues;

		private final Pauses pauses;

		private final Counts counts;

		private final StrandedRuns stranded;

		private final Hints hints;

		private final StoreCheck check;

		Parts(StoreContext context) {
			Tallies tallies = new Tallies(context);
			Endings endings = new Endings(context, tallies);
			Doubts doubts = new Doubts();
			ForeignTransactions foreign = new ForeignTransactions();
			this.context = context;
			this.hints = hintsOf(context);
			this.queries = new RunQueries(context);
			this.inserts = new RunInserts(context, tallies, doubts, foreign);
			this.exchange = new RunExchange(context, endings, doubts);
			this.cancels = new RunCancels(context, endings, this.queries);
			this.schedules = new ScheduleRows(context);
			this.firing = new Firing(context, this.schedules, new NewRows(context), tallies);
			this.nodes = new NodeRows(context, this.hints);
			this.rescues = new Rescues(context, endings);
			this.pauses = new Pauses(context);
			this.counts = new Counts(context, this.pauses);
			this.pruning = new Pruning(context, this.nodes, this.pauses);
			this.stranded = new StrandedRuns(context);
			this.check = new StoreCheck(context, this.hints, foreign);
		}

	}

}
