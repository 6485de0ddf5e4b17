package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.JobStats;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunState;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.NodeStore.Rescued;
import dev.jobs.store.NodeStore.RescuedRun;
import dev.jobs.store.RunStore.Joining;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does one thing after another to a store and to a model of it that is too simple to be
 * wrong, and compares the two after each step. Three nodes, of which the last knows only
 * the first version of payloads; a job without rules, one that skips (one slot), one that
 * waits (two at once).
 *
 * <p>
 * What to do comes as numbers, a few for each step: what is done, and to which. So the
 * sequence is made, and made shorter where it fails, by somebody who knows nothing of
 * stores; each list of numbers is a sequence, and smaller numbers are simpler steps.
 */
final class RandomSequence {

	private static final List<String> NODES = List.of("n1", "n2", "n3");

	private static final List<String> JOBS = List.of("free", "single", "limited");

	private static final KnownJobs FIRST_VERSIONS = Known.jobs("free", "single", "limited");

	private static final KnownJobs SECOND_VERSIONS = new KnownJobs(Map.of("free", 2, "single", 2, "limited", 2));

	private static final Map<String, Integer> LIMITS = Map.of("limited", 2);

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final int MAX_CRASHES = 3;

	private static final RunError ERROR = RunError.of("Error", "no");

	private static final Comparator<Model> RANK = Comparator.comparing((Model run) -> -run.priority)
		.thenComparing((Model run) -> run.due)
		.thenComparing((Model run) -> run.id);

	private final JobStore store;

	private final Consumer<Duration> advance;

	private Choices choices = new Choices(List.of());

	private final RunIds ids;

	private final Map<UUID, Model> runs = new LinkedHashMap<>();

	private final Map<String, Instant> leases = new HashMap<>();

	private final Set<String> robbed = new HashSet<>();

	private final Set<String> paused = new HashSet<>();

	private final Map<String, Integer> skipped = new HashMap<>();

	private final Map<String, Integer> prunedSuccess = new HashMap<>();

	private final Map<String, Integer> prunedFailure = new HashMap<>();

	private final List<ClaimedRun> claims = new ArrayList<>();

	private final List<String> steps = new ArrayList<>();

	RandomSequence(JobStore store, Consumer<Duration> advance) {
		this.store = store;
		this.advance = advance;
		this.ids = new RunIds(() -> store.now().toEpochMilli());
	}

	void run(List<List<Integer>> numbers) {
		try {
			for (List<Integer> step : numbers) {
				this.choices = new Choices(step);
				step();
				check();
			}
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("Failed after %s".formatted(this.steps), ex);
		}
	}

	private void step() {
		switch (this.choices.next(14)) {
			case 0, 1, 2 -> insert();
			case 3, 4, 5 -> claim();
			case 6, 7, 8 -> outcome();
			case 9 -> cancel();
			case 10 -> advance();
			case 11 -> beat();
			case 12 -> rescue();
			default -> pauseOrPrune();
		}
	}

	private void insert() {
		String job = pick(JOBS);
		Duration delay = Duration.ofSeconds(this.choices.next(3) * 4);
		Duration deadline = (this.choices.next(3) == 0) ? Duration.ofSeconds(15) : null;
		Model run = new Model(this.ids.next(), job, this.choices.next(3), now().plus(delay));
		run.deadline = (deadline != null) ? run.due.plus(deadline) : null;
		int slots = job.equals("single") ? 1 : 0;
		boolean busy = slots > 0 && this.runs.values().stream().anyMatch((one) -> one.job.equals(job) && !one.ended());
		int claimant = this.choices.next(2 * NODES.size());
		run.payloadVersion = 1 + this.choices.next(4) / 3;
		String node = (claimant < NODES.size() && !LIMITS.containsKey(job)) ? NODES.get(claimant) : null;
		if (node != null && !known(node).includes(job, run.payloadVersion)) {
			node = null;
		}
		this.steps.add("insert %s after %s for %s".formatted(job, delay, node));
		NewRun spec = new RunBuilder(run.id, job).priority(run.priority)
			.after(delay)
			.deadline(deadline)
			.slots(slots)
			.payloadVersion(run.payloadVersion)
			.build()
			.claimedBy(node);
		Inserted inserted = this.store.insert(List.of(spec), Joining.OWN).get(0);
		assertThat(inserted.status()).isEqualTo(busy ? Status.SKIPPED : Status.CREATED);
		if (busy) {
			this.skipped.merge(job, 1, Integer::sum);
		}
		else {
			this.runs.put(run.id, run);
			begin(run, node, inserted.claimed());
		}
	}

	// A store may claim a run as it adds it, and may have tried to.
	private void begin(Model run, @Nullable String node, @Nullable ClaimedRun claimed) {
		if (claimed != null) {
			assertThat(run.ready(now()) && mayStart(run, node)).as("may be claimed").isTrue();
			run.start(node);
			this.claims.add(claimed);
		}
		else if (node != null) {
			run.token = this.store.find(run.id).orElseThrow().token();
			assertThat(run.token).isBetween(0L, 1L);
		}
	}

	private void claim() {
		String node = pick(NODES);
		int room = this.choices.next(4);
		this.steps.add("claim %d for %s".formatted(room, node));
		Exchanged exchanged = this.store.exchange(List.of(), request(node, room));
		expire(exchanged);
		List<UUID> expected = new ArrayList<>();
		for (Model run : this.runs.values().stream().filter((one) -> one.ready(now())).sorted(RANK).toList()) {
			if (expected.size() < room && mayStart(run, node)) {
				run.start(node);
				expected.add(run.id);
			}
		}
		assertThat(exchanged.claimed()).extracting(ClaimedRun::id).isEqualTo(expected);
		this.claims.addAll(exchanged.claimed());
	}

	private boolean mayStart(Model run, String node) {
		boolean suspectBesideAnother = run.crashes > 0 && this.runs.values()
			.stream()
			.anyMatch((one) -> one.state == RunState.RUNNING && node.equals(one.node) && one.crashes > 0);
		return known(node).includes(run.job, run.payloadVersion) && !this.paused.contains(run.job)
				&& !suspectBesideAnother && running(run.job) < LIMITS.getOrDefault(run.job, 1_000);
	}

	private void outcome() {
		if (this.claims.isEmpty()) {
			return;
		}
		ClaimedRun claim = pick(this.claims);
		Outcome outcome = switch (this.choices.next(5)) {
			case 0 -> new Outcome.Succeeded(claim.id(), claim.token(), null);
			case 1 -> new Outcome.Failed(claim.id(), claim.token(), Reason.PERMANENT, ERROR);
			case 2 -> new Outcome.Cancelled(claim.id(), claim.token());
			case 3 -> new Outcome.Released(claim.id(), claim.token());
			default ->
				new Outcome.Retry(claim.id(), claim.token(), Duration.ofSeconds(this.choices.next(6)), null, ERROR);
		};
		this.steps.add(outcome.toString());
		Model run = this.runs.get(claim.id());
		RunState expected = (run != null && run.state == RunState.RUNNING && run.token == claim.token())
				? run.end(outcome, now()) : null;
		Exchanged exchanged = this.store.exchange(List.of(outcome), request("n1", -1));
		assertThat(exchanged.states()).hasSize(1).element(0).isEqualTo(expected);
		expire(exchanged);
	}

	private ClaimRequest request(String node, int room) {
		return new ClaimRequest(node, (room >= 0) ? Map.of("default", room) : Map.of(), known(node), LIMITS);
	}

	private static KnownJobs known(String node) {
		return node.equals("n3") ? FIRST_VERSIONS : SECOND_VERSIONS;
	}

	private void expire(Exchanged exchanged) {
		int expired = 0;
		for (Model run : this.runs.values()) {
			if (run.waits() && run.deadline != null && !now().isBefore(run.deadline)) {
				run.finish(RunState.FAILED, now());
				expired++;
			}
		}
		assertThat(exchanged.expired()).hasSize(expired);
	}

	private void cancel() {
		if (this.runs.isEmpty()) {
			return;
		}
		Model run = pick(List.copyOf(this.runs.values()));
		this.steps.add("cancel " + run.id);
		CancelResult.Status expected = switch (run.state) {
			case SCHEDULED, QUEUED, RETRYING -> CancelResult.Status.CANCELLED;
			case RUNNING -> CancelResult.Status.REQUESTED;
			case CANCELLED -> CancelResult.Status.ALREADY_CANCELLED;
			case SUCCEEDED, FAILED -> CancelResult.Status.FINISHED;
		};
		assertThat(this.store.cancel(run.id).status()).isEqualTo(expected);
		if (run.state == RunState.RUNNING) {
			run.cancelRequested = true;
		}
		else if (run.waits()) {
			run.finish(RunState.CANCELLED, now());
		}
	}

	private void advance() {
		Duration by = Duration.ofSeconds(1 + this.choices.next(8));
		this.steps.add("advance " + by);
		this.advance.accept(by);
	}

	private void beat() {
		String node = pick(NODES);
		this.steps.add("beat " + node);
		NodeStore.HeartbeatReply reply = this.store.heartbeat(new NodeBeat(node, "1", 9, 0), LEASE);
		assertThat(reply.alive()).isEqualTo(!this.robbed.remove(node));
		assertThat(reply.cancelled()).containsExactlyInAnyOrderElementsOf(this.runs.values()
			.stream()
			.filter((run) -> run.state == RunState.RUNNING && node.equals(run.node) && run.cancelRequested)
			.map((run) -> run.id)
			.toList());
		this.leases.put(node, now().plus(LEASE));
	}

	private void rescue() {
		this.steps.add("rescue");
		Rescued rescued = this.store.rescue("rescuer", MAX_CRASHES, 1_000);
		List<UUID> requeued = new ArrayList<>();
		List<UUID> failed = new ArrayList<>();
		List<UUID> cancelled = new ArrayList<>();
		for (Model run : this.runs.values()) {
			Instant lease = (run.node != null) ? this.leases.get(run.node) : null;
			if (run.state == RunState.RUNNING && lease != null && !lease.isAfter(now())) {
				this.robbed.add(run.node);
				RunState state = run.crash(now());
				((state == RunState.QUEUED) ? requeued : (state == RunState.FAILED) ? failed : cancelled).add(run.id);
			}
		}
		assertThat(rescued.requeued()).extracting(RescuedRun::runId).containsExactlyInAnyOrderElementsOf(requeued);
		assertThat(rescued.failed()).extracting(RescuedRun::runId).containsExactlyInAnyOrderElementsOf(failed);
		assertThat(rescued.cancelled()).extracting(RescuedRun::runId).containsExactlyInAnyOrderElementsOf(cancelled);
	}

	private void pauseOrPrune() {
		String job = pick(JOBS);
		if (this.choices.next(3) == 0) {
			prune();
		}
		else if (this.paused.remove(job)) {
			this.steps.add("resume " + job);
			assertThat(this.store.resumeJob(job)).isTrue();
		}
		else {
			this.steps.add("pause " + job);
			this.paused.add(job);
			this.store.pauseJob(job, null, null, null);
		}
	}

	private void prune() {
		this.steps.add("prune");
		Duration age = Duration.ofSeconds(10);
		int expected = 0;
		for (Model run : List.copyOf(this.runs.values())) {
			if (run.finishedAt != null && run.finishedAt.plus(age).isBefore(now())) {
				this.runs.remove(run.id);
				expected++;
				Map<String, Integer> counts = (run.state == RunState.SUCCEEDED) ? this.prunedSuccess
						: this.prunedFailure;
				counts.merge(run.job, (run.state == RunState.CANCELLED) ? 0 : 1, Integer::sum);
			}
		}
		assertThat(this.store.prune(new Retention(age, age, 1_000), 1_000)).isEqualTo(expected);
	}

	// I1, I2, I4, I7, I8 and I19 hold if each run is as the model says; the model never
	// lowers a token and never leaves a final state.
	private void check() {
		for (Model run : this.runs.values()) {
			Run stored = this.store.find(run.id).orElseThrow();
			assertThat(stored.state()).isEqualTo(run.shown(now()));
			assertThat(stored.token()).isEqualTo(run.token);
			assertThat(stored.attempt()).isEqualTo(run.attempt);
			assertThat(stored.crashes()).isEqualTo(run.crashes);
			assertThat(stored.finishedAt()).isEqualTo(run.finishedAt);
			assertThat(stored.attempt()).as("I7").isLessThanOrEqualTo((int) stored.token());
			if (stored.state() == RunState.RUNNING) {
				assertThat(stored.node()).as("I9").isEqualTo(run.node);
				assertThat(stored.startedAt()).as("I9").isNotNull();
			}
		}
		JOBS.forEach(this::checkJob);
	}

	private void checkJob(String job) {
		JobStats stats = this.store.jobStats(Set.of(job)).getOrDefault(job, JobStats.NONE);
		assertThat(stats.running()).as("I17").isEqualTo(running(job));
		assertThat(stats.success()).as("I17")
			.isEqualTo(count(job, RunState.SUCCEEDED) + this.prunedSuccess.getOrDefault(job, 0));
		assertThat(stats.failure()).as("I17")
			.isEqualTo(count(job, RunState.FAILED) + this.prunedFailure.getOrDefault(job, 0));
		assertThat(stats.skipped()).as("I17").isEqualTo(this.skipped.getOrDefault(job, 0).longValue());
		assertThat(stats.running()).as("I3").isLessThanOrEqualTo(LIMITS.getOrDefault(job, 1_000));
	}

	private int running(String job) {
		return count(job, RunState.RUNNING);
	}

	private int count(String job, RunState state) {
		return (int) this.runs.values().stream().filter((run) -> run.job.equals(job) && run.state == state).count();
	}

	private Instant now() {
		return this.store.now();
	}

	private <T> T pick(List<T> items) {
		return items.get(this.choices.next(items.size()));
	}

	/**
	 * A run as the model sees it.
	 */
	private static final class Model {

		private final UUID id;

		private final String job;

		private final int priority;

		private int payloadVersion;

		private Instant due;

		private @Nullable Instant deadline;

		private RunState state = RunState.QUEUED;

		private long token;

		private int attempt;

		private int crashes;

		private boolean cancelRequested;

		private @Nullable String node;

		private @Nullable Instant finishedAt;

		Model(UUID id, String job, int priority, Instant due) {
			this.id = id;
			this.job = job;
			this.priority = priority;
			this.due = due;
		}

		boolean ended() {
			return this.state.isTerminal();
		}

		boolean waits() {
			return !ended() && this.state != RunState.RUNNING;
		}

		boolean ready(Instant now) {
			return waits() && !this.due.isAfter(now);
		}

		RunState shown(Instant now) {
			if (!waits()) {
				return this.state;
			}
			boolean early = this.due.isAfter(now);
			return !early ? RunState.QUEUED
					: (this.state == RunState.RETRYING) ? RunState.RETRYING : RunState.SCHEDULED;
		}

		void start(String node) {
			this.state = RunState.RUNNING;
			this.token++;
			this.attempt++;
			this.node = node;
		}

		RunState finish(RunState state, Instant now) {
			this.state = state;
			this.finishedAt = now;
			return state;
		}

		RunState end(Outcome outcome, Instant now) {
			if (this.cancelRequested || outcome instanceof Outcome.Cancelled) {
				return finish(RunState.CANCELLED, now);
			}
			if (outcome instanceof Outcome.Succeeded) {
				return finish(RunState.SUCCEEDED, now);
			}
			if (outcome instanceof Outcome.Retry retry) {
				return retry(now.plus(retry.delay()), now);
			}
			if (outcome instanceof Outcome.Failed) {
				return finish(RunState.FAILED, now);
			}
			this.attempt--;
			this.state = RunState.QUEUED;
			return this.state;
		}

		private RunState retry(Instant next, Instant now) {
			if (this.deadline != null && !next.isBefore(this.deadline)) {
				return finish(RunState.FAILED, now);
			}
			this.due = next;
			this.state = RunState.RETRYING;
			return this.state;
		}

		RunState crash(Instant now) {
			this.attempt--;
			this.crashes++;
			if (this.cancelRequested) {
				return finish(RunState.CANCELLED, now);
			}
			if (this.crashes >= MAX_CRASHES) {
				return finish(RunState.FAILED, now);
			}
			this.state = RunState.QUEUED;
			return this.state;
		}

	}

	/**
	 * The numbers of one step, one for each choice in it.
	 */
	private static final class Choices {

		private final Iterator<Integer> numbers;

		Choices(List<Integer> numbers) {
			this.numbers = numbers.iterator();
		}

		int next(int bound) {
			return this.numbers.hasNext() ? this.numbers.next() % bound : 0;
		}

	}

}
