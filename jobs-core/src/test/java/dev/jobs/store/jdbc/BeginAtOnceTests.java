package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.Run;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Inserted;
import dev.jobs.store.NewRun;
import dev.jobs.store.OnRuns;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreUnderControl;
import dev.jobs.worker.WorkerSettings;
import dev.jobs.worker.Workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Workers#add}: a node that begins a run with the commit that adds it.
 */
class BeginAtOnceTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final JdbcJobStore database = new JdbcJobStore(TestDatabase.of(Dialect.POSTGRESQL), JdbcSettings.standard(),
			null);

	private final StoreUnderControl control = new StoreUnderControl(this.database);

	private final RunIds ids = new RunIds(System::currentTimeMillis);

	private final JobRegistry registry = new JobRegistry();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger starts = new AtomicInteger();

	private final CountDownLatch open = new CountDownLatch(1);

	private Workers workers;

	@BeforeEach
	void start() {
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(), codec);
		registrar.onDemand("job", (context) -> {
			this.starts.incrementAndGet();
			this.open.await();
		});
		registrar.onDemand("limited", String.class, (payload, context) -> null, (options) -> options.concurrency(1));
		WorkerSettings settings = new WorkerSettings(2, Map.of(), Duration.ofMillis(10), Duration.ofSeconds(25), true);
		this.workers = new Workers("node", this.control.store(), this.registry, codec, RunObserver.NONE, settings,
				this.threads);
		this.database.addWorkListener(new OnRuns(this.workers::wake));
		this.workers.start();
		awaitPasses(2);
	}

	@AfterEach
	void stop() {
		this.control.release();
		this.open.countDown();
		this.workers.stopClaiming();
		this.workers.abort();
		assertThat(this.workers.close(LONG)).isTrue();
		this.threads.shutdownNow();
		this.database.close();
	}

	@Test
	void idleNodeBeginsARunWithoutAnExchange() {
		stopDispatching();
		NewRun run = run("job");
		assertThat(this.workers.add(run).claimed()).extracting(ClaimedRun::id, ClaimedRun::attempt)
			.containsExactly(run.id(), 1);
		Awaitility.await().until(() -> this.starts.get() == 1);
		assertThat(this.workers.running()).isEqualTo(1);
	}

	@Test
	void runsThatWaitGoFirst() {
		stopDispatching();
		this.database.insert(List.of(run("job")), Joining.OWN);
		assertThat(this.workers.add(run("job")).claimed()).isNull();
		assertThat(this.starts).hasValue(0);
	}

	@Test
	void onlyAsManyAsThereAreSlotsBeginAtOnce() {
		stopDispatching();
		assertThat(List.of(add(), add(), add())).extracting((one) -> one.claimed() != null)
			.containsExactly(true, true, false);
	}

	@Test
	void runOfAJobThatIsLimitedOnAllNodesWaitsForAClaim() {
		stopDispatching();
		assertThat(this.workers.add(run("limited")).claimed()).isNull();
	}

	@Test
	void runOfAJobThatThisNodeDoesNotKnowIsLeftToOthers() {
		stopDispatching();
		NewRun run = run("job");
		NewRun other = new NewRun(run.id(), "elsewhere", run.queue(), run.priority(), run.trigger(), run.maxAttempts(),
				run.payload(), 1, run.due(), null, null, 0, null, null, Map.of(), Map.of(), null, null);
		assertThat(this.workers.add(other).claimed()).isNull();
		assertThat(find(run.id()).state()).isEqualTo(RunState.QUEUED);
	}

	@Test
	void runWithANewerPayloadThanThisNodeKnowsIsLeftToOthers() {
		stopDispatching();
		NewRun run = new RunBuilder(this.ids.next(), "job").payloadVersion(2).build();
		assertThat(this.workers.add(run).claimed()).isNull();
		assertThat(find(run.id()).state()).isEqualTo(RunState.QUEUED);
	}

	@Test
	void runThatNobodyToldThisNodeOfIsGivenBackAtTheSecondLook() {
		this.open.countDown();
		UUID known = add().runId();
		UUID stray = this.database.insert(List.of(run("job").claimedBy("node")), Joining.OWN).get(0).runId();
		this.workers.giveBackStrays();
		assertThat(find(stray).state()).as("it may have just begun").isEqualTo(RunState.RUNNING);
		this.workers.giveBackStrays();
		Awaitility.await().until(() -> find(stray).state() == RunState.SUCCEEDED);
		Awaitility.await().until(() -> find(known).state() == RunState.SUCCEEDED);
		assertThat(this.starts).hasValue(2);
		assertThat(find(stray).attempt()).isOne();
	}

	@Test
	void runThatGoesOnOrWhoseOutcomeIsToBeWrittenIsNoStray() {
		UUID run = add().runId();
		this.workers.giveBackStrays();
		this.workers.giveBackStrays();
		assertThat(find(run).state()).isEqualTo(RunState.RUNNING);
		stopDispatching();
		this.open.countDown();
		Awaitility.await().until(() -> this.workers.running() == 0);
		this.workers.giveBackStrays();
		this.workers.giveBackStrays();
		assertThat(find(run).state()).isEqualTo(RunState.RUNNING);
		this.control.release();
		Awaitility.await().until(() -> find(run).state() == RunState.SUCCEEDED);
		assertThat(this.starts).hasValue(1);
	}

	@Test
	void fencedNodeBeginsNothing() {
		this.workers.fence();
		Inserted inserted = add();
		assertThat(inserted.claimed()).isNull();
		assertThat(find(inserted.runId()).state()).isEqualTo(RunState.QUEUED);
	}

	@Test
	void stopWaitsForTheRunThatIsBeingAddedAndGivesItBack() {
		CompletableFuture<Inserted> adding = addAndHold();
		this.workers.stopClaiming();
		assertThat(this.workers.awaitIdle(Duration.ZERO)).isFalse();
		this.control.release();
		UUID run = adding.join().runId();
		assertThat(this.workers.awaitIdle(LONG)).isTrue();
		assertThat(this.workers.close(LONG)).isTrue();
		assertThat(this.starts).hasValue(0);
		assertThat(find(run)).extracting(Run::state, Run::attempt).containsExactly(RunState.QUEUED, 0);
	}

	@Test
	void runThatIsAddedWhileTheNodeIsFencedIsGivenBack() {
		CompletableFuture<Inserted> adding = addAndHold();
		this.workers.fence();
		this.control.release();
		UUID run = adding.join().runId();
		Awaitility.await().until(() -> find(run).state() == RunState.QUEUED);
		assertThat(find(run).attempt()).isZero();
	}

	@Test
	void placeIsFreeAgainIfTheRunCannotBeAdded() {
		this.control.fail("insert");
		assertThatIllegalStateException().isThrownBy(this::add);
		assertThat(this.workers.running()).isZero();
	}

	// The dispatcher is held up before its next call, so what begins does so without it.
	private void stopDispatching() {
		this.control.holdBefore("exchange");
		Awaitility.await().until(this.control::isHolding);
	}

	private CompletableFuture<Inserted> addAndHold() {
		this.control.holdAfter("insert");
		CompletableFuture<Inserted> adding = CompletableFuture.supplyAsync(this::add, this.threads);
		Awaitility.await().until(this.control::isHolding);
		return adding;
	}

	private void awaitPasses(int count) {
		Awaitility.await().until(() -> this.control.calls().stream().filter("exchange"::equals).count() > count);
	}

	private Inserted add() {
		return this.workers.add(run("job"));
	}

	private NewRun run(String job) {
		return NewRun.of(this.registry.require(job), this.ids.next(), Trigger.ENQUEUED, "null", NewRun.Due.NOW,
				Map.of());
	}

	private Run find(UUID id) {
		return this.database.find(id).orElseThrow();
	}

}
