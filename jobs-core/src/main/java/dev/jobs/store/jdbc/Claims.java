package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;

/**
 * Claims ready runs for a node, the best of each queue first. Of those that a node has
 * died over at most one runs on the node.
 *
 * <p>
 * Pauses hold all but the runs that somebody triggered by hand. These, and those that a
 * node died over, are few and have indexes of their own, so that nothing that is held
 * back is read for them.
 */
final class Claims {

	private static final String READY = """
			SELECT id, token, job_id, rank, due_at FROM jobs_run
			WHERE namespace = ? AND queue = ? AND state = 1 AND %s
				AND (deadline_at IS NULL OR deadline_at > ?) AND %s AND %s %s
			ORDER BY %s rank, due_at, id LIMIT ? %s""";

	// Not EXISTS, whose answer H2 2.4.240 keeps after the transaction has changed it.
	private static final String NO_SUSPECT_RUNS = """
			(%1$s OR (trigger_code = 2 AND %1$s)) AND (SELECT 1 FROM jobs_run s
				WHERE s.namespace = ? AND s.node_id = ? AND s.state = 2 AND s.crashes > 0 LIMIT 1) IS NULL""";

	// PostgreSQL makes a set of a subquery that cannot become a join, and only when a run
	// asks for it; of an array it would read each element as it plans, of thousands for
	// long.
	private static final String ONE_OF = "(job_id IN (SELECT unnest(?::varchar[]))) IS TRUE";

	// A run may have been added after the look that told the time.
	private static final String START = """
			UPDATE jobs_run SET state = 2, reason = NULL, token = token + 1, attempt = attempt + 1, node_id = ?,
				started_at = greatest(CAST(? AS timestamp(6) with time zone), created_at, due_at)
			""";

	private static final String STARTED = """
			id, job_id, queue, token, attempt, max_attempts, crashes, trigger_code, rank, payload, payload_version,
			scheduled_at, due_at, created_at, started_at, timeout_ms, deadline_at, trace""";

	private final StoreContext context;

	private final Permits permits;

	private final Marks marks = new Marks(System::nanoTime);

	private volatile PayloadVersions known = PayloadVersions.NONE;

	private final String ready;

	private final String manual;

	private final String suspect;

	private final String best;

	private final String startBest;

	private final String startAll;

	Claims(StoreContext context) {
		this.context = context;
		this.permits = new Permits(context);
		boolean h2 = context.dialect() == Dialect.H2;
		String lock = h2 ? "" : "FOR UPDATE SKIP LOCKED";
		// H2 sorts unless the order names all columns of the index.
		String order = h2 ? "namespace, state, queue, lane," : "";
		String known = h2 ? "job_id = ANY (?)" : ONE_OF;
		String behind = h2 ? "" : "AND (rank, due_at, id) > (?, ?, ?)";
		this.ready = context
			.sql(READY.formatted(h2 ? "lane = 0" : "crashes = 0", PayloadVersions.KNOWN, known, behind, order, lock));
		this.manual = context.sql(READY.formatted(h2 ? "lane = 1" : "crashes = 0", PayloadVersions.KNOWN,
				"trigger_code = 2 AND " + known, "", order, lock));
		this.suspect = context.sql(READY.formatted(h2 ? "lane = 2" : "crashes > 0", PayloadVersions.KNOWN,
				NO_SUSPECT_RUNS.formatted(known), "", order, lock));
		String all = """
				WITH ready AS MATERIALIZED (%s), manual AS MATERIALIZED (%s), suspect AS MATERIALIZED (%s), best AS (
					SELECT * FROM (SELECT * FROM ready UNION ALL SELECT * FROM manual UNION ALL SELECT * FROM suspect) u
					ORDER BY rank, due_at, id LIMIT ?)
				""".formatted(this.ready, this.manual, this.suspect);
		this.best = all + "SELECT * FROM best";
		this.startBest = all + context.sql(START + "WHERE id = ANY (ARRAY(SELECT id FROM best)) RETURNING " + STARTED);
		this.startAll = context.sql(startAll(context.dialect()));
	}

	private static String startAll(Dialect dialect) {
		return switch (dialect) {
			case POSTGRESQL -> START + "WHERE id = ANY (?) RETURNING " + STARTED;
			case H2 -> "SELECT %s FROM FINAL TABLE (%s WHERE id = ANY (?) AND token = ? AND state = 1)"
				.formatted(STARTED, START);
		};
	}

	/**
	 * Claim runs.
	 * @param outlook what is paused, and the time
	 * @return the runs of each queue by priority, then by due time, then by id
	 */
	Claimed claim(Session session, ClaimRequest request, Outlook outlook) throws SQLException {
		this.known = this.known.of(request.jobs());
		Permits.Left left = this.permits.left(session, request.limits());
		List<ClaimedRun> runs = new ArrayList<>();
		List<Runnable> afterCommit = new ArrayList<>();
		for (Map.Entry<String, Integer> queue : new TreeMap<>(request.room()).entrySet()) {
			if (queue.getValue() > 0) {
				Claim claim = new Claim(session, request, outlook, queue.getKey(), queue.getValue(), left);
				runs.addAll(claim.take());
				afterCommit.add(claim::remember);
			}
		}
		return new Claimed(runs, afterCommit);
	}

	/**
	 * Look from the start next time, because a claim has come to nothing.
	 */
	void forget(ClaimRequest request) {
		request.room().forEach((queue, room) -> this.marks.look(request.nodeId(), queue, room).forget());
	}

	/**
	 * What was claimed.
	 *
	 * @param runs the runs
	 * @param afterCommit what to do once that has been committed
	 */
	record Claimed(List<ClaimedRun> runs, List<Runnable> afterCommit) {

		static final Claimed NOTHING = new Claimed(List.of(), List.of());

	}

	/**
	 * The claim of one queue.
	 */
	private final class Claim {

		private final Session session;

		private final ClaimRequest request;

		private final Outlook outlook;

		private final String queue;

		private final int room;

		private final Permits.Left left;

		private final Marks.Look look;

		private final Array versions;

		private final List<Started> started = new ArrayList<>();

		Claim(Session session, ClaimRequest request, Outlook outlook, String queue, int room, Permits.Left left)
				throws SQLException {
			this.session = session;
			this.request = request;
			this.outlook = outlook;
			this.queue = queue;
			this.room = room;
			this.left = left;
			this.look = Claims.this.marks.look(request.nodeId(), queue, room);
			this.versions = Claims.this.known.array(session);
		}

		// Too little behind a mark is a reason to look before it.
		List<ClaimedRun> take() throws SQLException {
			take(this.look.from());
			if (this.look.isBehindAMark() && this.started.size() < this.room) {
				take(Marks.Place.START);
			}
			this.started.sort(Started.BEST_FIRST);
			return this.started.stream().map(Started::run).toList();
		}

		// What a limit has held back is before the last one, and may go at any time.
		void remember() {
			if (this.started.size() < this.room || this.left.hasHeldBack()) {
				this.look.forget();
			}
			else {
				this.look.foundAll(this.started.get(this.started.size() - 1).place());
			}
		}

		private void take(Marks.Place from) throws SQLException {
			if (Claims.this.context.dialect() == Dialect.POSTGRESQL && this.request.limits().isEmpty()) {
				this.started.addAll(this.session.query(Claims.this.startBest, Started::read,
						parameters(from, this.room - this.started.size(), this.request.nodeId(), this.outlook.now())));
			}
			else {
				takeStepwise(from);
			}
		}

		// Each round but the last finds a job at its limit, or a run that is taken.
		private void takeStepwise(Marks.Place from) throws SQLException {
			boolean all = false;
			while (!all && this.started.size() < this.room) {
				List<Candidate> found = candidates(from, this.room - this.started.size());
				List<Candidate> chosen = this.left.choose(this.session, found);
				List<Started> more = start(chosen);
				this.started.addAll(more);
				all = more.size() == found.size();
			}
		}

		private List<Candidate> candidates(Marks.Place from, int room) throws SQLException {
			return switch (Claims.this.context.dialect()) {
				case POSTGRESQL -> this.session.query(Claims.this.best, Candidate::read, parameters(from, room));
				case H2 -> candidatesOfEach(room);
			};
		}

		private List<Candidate> candidatesOfEach(int room) throws SQLException {
			List<Candidate> found = new ArrayList<>();
			if (!open().isEmpty()) {
				found.addAll(this.session.query(Claims.this.ready, Candidate::read, ready(open(), room).toArray()));
			}
			Set<String> all = without(Set.of());
			found.addAll(this.session.query(Claims.this.manual, Candidate::read, ready(all, room).toArray()));
			found.addAll(this.session.query(Claims.this.suspect, Candidate::read, suspect()));
			return found.stream().sorted(Candidate.BEST_FIRST).limit(room).toList();
		}

		private @Nullable Object[] parameters(Marks.Place from, int room, @Nullable Object... more)
				throws SQLException {
			List<@Nullable Object> all = new ArrayList<>();
			all.addAll(ready(open(), from.rank(), from.dueAt(), from.id(), most(open(), room)));
			all.addAll(ready(held(), most(held(), room)));
			all.addAll(List.of(suspect()));
			all.add(room);
			all.addAll(List.of(more));
			return all.toArray();
		}

		private List<Object> ready(Set<String> jobs, Object... more) throws SQLException {
			List<Object> parameters = new ArrayList<>();
			Collections.addAll(parameters, Claims.this.context.namespace(), this.queue, this.outlook.now(),
					this.versions, texts(jobs));
			Collections.addAll(parameters, more);
			return parameters;
		}

		private int most(Set<String> jobs, int room) {
			return jobs.isEmpty() ? 0 : room;
		}

		private Object[] suspect() throws SQLException {
			return new Object[] { Claims.this.context.namespace(), this.queue, this.outlook.now(), this.versions,
					texts(open()), texts(held()), Claims.this.context.namespace(), this.request.nodeId(), 1 };
		}

		private Array texts(Collection<String> texts) throws SQLException {
			return this.session.array("varchar", texts.toArray());
		}

		// The jobs of which any run can be claimed.
		private Set<String> open() {
			if (this.outlook.pausedQueues().contains(this.queue)) {
				return Set.of();
			}
			return without(this.outlook.pausedJobs());
		}

		// The jobs of which only the runs that somebody triggered by hand can be.
		private Set<String> held() {
			Set<String> held = new HashSet<>(without(Set.of()));
			if (!this.outlook.pausedQueues().contains(this.queue)) {
				held.retainAll(this.outlook.pausedJobs());
			}
			return held;
		}

		private Set<String> without(Set<String> paused) {
			Set<String> jobs = new HashSet<>(this.request.jobs().ids());
			jobs.removeAll(paused);
			jobs.removeAll(this.left.exhausted());
			return jobs;
		}

		private List<Started> start(List<Candidate> chosen) throws SQLException {
			if (chosen.isEmpty()) {
				return List.of();
			}
			return switch (Claims.this.context.dialect()) {
				case POSTGRESQL -> this.session.query(Claims.this.startAll, Started::read, this.request.nodeId(),
						this.outlook.now(), this.session.column("uuid", chosen, Candidate::id));
				case H2 -> startUnchanged(chosen);
			};
		}

		// Nothing has locked them yet. By id, as all who change several rows do.
		private List<Started> startUnchanged(List<Candidate> chosen) throws SQLException {
			List<Candidate> byId = chosen.stream().sorted(Comparator.comparing(Candidate::id)).toList();
			List<Started> started = new ArrayList<>(chosen.size());
			for (List<Candidate> some : Stretches.of(byId, (one, next) -> one.token() == next.token())) {
				started.addAll(this.session.query(Claims.this.startAll, Started::read, this.request.nodeId(),
						this.outlook.now(), this.session.column("uuid", some, Candidate::id), some.get(0).token()));
			}
			return started;
		}

	}

	/**
	 * A run that can be claimed.
	 *
	 * @param id the run
	 * @param token its token before the claim
	 * @param jobId the job
	 * @param rank the priority with the other sign
	 * @param dueAt when it is due
	 */
	record Candidate(UUID id, long token, String jobId, int rank, Instant dueAt) {

		private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::rank)
			.thenComparing(Candidate::dueAt)
			.thenComparing(Candidate::id);

		static Candidate read(ResultSet row) throws SQLException {
			return new Candidate(row.getObject("id", UUID.class), row.getLong("token"), row.getString("job_id"),
					row.getInt("rank"), Session.requiredTime(row, "due_at"));
		}

	}

	private record Started(ClaimedRun run, int rank) {

		private static final Comparator<Started> BEST_FIRST = Comparator.comparingInt(Started::rank)
			.thenComparing((started) -> started.run().dueAt())
			.thenComparing((started) -> started.run().id());

		Marks.Place place() {
			return new Marks.Place(this.rank, this.run.dueAt(), this.run.id());
		}

		static Started read(ResultSet row) throws SQLException {
			long timeout = row.getLong("timeout_ms");
			Duration limit = row.wasNull() ? null : Duration.ofMillis(timeout);
			ClaimedRun run = new ClaimedRun(row.getObject("id", UUID.class), row.getString("job_id"),
					row.getString("queue"), row.getLong("token"), row.getInt("attempt"), row.getInt("max_attempts"),
					row.getInt("crashes"), Codes.trigger(row.getInt("trigger_code")), row.getString("payload"),
					row.getInt("payload_version"), Session.requiredTime(row, "scheduled_at"),
					Session.requiredTime(row, "due_at"), Session.requiredTime(row, "created_at"),
					Session.requiredTime(row, "started_at"), limit, Session.time(row, "deadline_at"),
					TraceText.read(row.getString("trace")));
			return new Started(run, row.getInt("rank"));
		}

	}

}
