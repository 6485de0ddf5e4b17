package dev.jobs.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.jobs.job.Completion;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreUnderControl;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workers}: a stop and a fence that come in the middle of a pass.
 */
class WorkersTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final MemoryJobStore memory = new MemoryJobStore(new ManualClock(), MemorySettings.standard());

	private final StoreUnderControl control = new StoreUnderControl(this.memory);

	private final JobRegistry registry = new JobRegistry();

	private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger starts = new AtomicInteger();

	private final AtomicInteger interrupts = new AtomicInteger();

	private final CountDownLatch open = new CountDownLatch(1);

	private final List<Integer> unfinished = new CopyOnWriteArrayList<>();

	private Workers workers;

	@BeforeEach
	void create() {
		new JobRegistrar(this.registry, JobDefaults.standard(), this.codec).onDemand("job", (context) -> {
			this.starts.incrementAndGet();
			waitUntilOpen();
		});
		WorkerSettings settings = new WorkerSettings(1, Map.of(), Duration.ofMillis(10), Duration.ofSeconds(25), true);
		this.workers = new Workers("node", this.control.store(), this.registry, this.codec, RunObserver.NONE, settings,
				this.threads);
	}

	@AfterEach
	void close() {
		this.control.release();
		this.open.countDown();
		this.workers.stopClaiming();
		this.workers.abort();
		this.workers.close(LONG);
		this.threads.shutdownNow();
	}

	@Test
	void stopDoesNotWaitForAPassThatHangsAndGivesBackWhatItClaims() {
		UUID run = addAndHoldItsClaim();
		this.workers.stopClaiming();
		assertThat(this.workers.awaitIdle(Duration.ZERO)).isTrue();
		assertThat(this.workers.close(Duration.ofMillis(1))).isFalse();
		this.control.release();
		assertThat(this.workers.close(LONG)).isTrue();
		assertThat(this.starts).hasValue(0);
		assertThat(run(run).state()).isEqualTo(RunState.QUEUED);
		assertThat(this.control.interrupted()).isEmpty();
	}

	@Test
	void runThatIsClaimedWhileTheNodeIsFencedIsGivenBack() {
		UUID run = addAndHoldItsClaim();
		this.workers.fence();
		this.control.release();
		Awaitility.await().until(() -> run(run).state() == RunState.QUEUED);
		assertThat(run(run).attempt()).isZero();
	}

	// A run that it claimed would have no lease, and so run a second time elsewhere
	@Test
	void fencedNodeClaimsNothingUntilItsLeaseIsRenewed() {
		this.workers.start();
		this.workers.fence();
		UUID run = add();
		int passes = passes();
		Awaitility.await().until(() -> passes() > passes + 3);
		assertThat(run(run).state()).isEqualTo(RunState.QUEUED);
		this.workers.unfence();
		Awaitility.await().until(() -> this.starts.get() == 1);
	}

	@Test
	void bodyThatRunsWhenTheNodeIsFencedIsInterruptedThoughTheStoreHangs() {
		this.workers.start();
		UUID run = add();
		Awaitility.await().until(() -> this.starts.get() == 1);
		this.control.holdBefore("exchange");
		Awaitility.await().until(this.control::isHolding);
		this.workers.fence();
		Awaitility.await().until(() -> this.interrupts.get() == 1);
		this.control.release();
		Awaitility.await().until(() -> run(run).state() == RunState.QUEUED);
		assertThat(run(run).attempt()).isZero();
		assertThat(run(run).crashes()).isZero();
	}

	@Test
	void immediateOutcomesAreWrittenOneByOneBeforeTheNextRunBegins() {
		this.control.moveOutside();
		Workers working = working("immediate");
		List<UUID> runs = Stream.generate(() -> add("immediate", "\"x\"")).limit(5).toList();
		working.start();
		Awaitility.await().until(() -> runs.stream().allMatch((run) -> run(run).state() == RunState.SUCCEEDED));
		assertThat(this.control.outcomes().stream().filter((count) -> count > 0)).containsExactly(1, 1, 1, 1, 1);
		assertThat(this.unfinished).containsExactly(5, 4, 3, 2, 1);
		stop(working);
	}

	@Test
	void immediateOutcomeThatCannotBeWrittenIsWrittenWhenTheStoreIsBack() {
		this.control.moveOutside();
		Workers working = working("failing");
		UUID run = add("failing", "\"x\"");
		working.start();
		Awaitility.await().until(working::isStoreAway);
		assertThat(run(run).state()).isEqualTo(RunState.RUNNING);
		this.control.release();
		Awaitility.await().until(() -> run(run).state() == RunState.SUCCEEDED);
		stop(working);
	}

	private Workers working(String jobId) {
		JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(), this.codec);
		registrar.onDemand(jobId, String.class, (payload, context) -> {
			this.unfinished.add(unfinished());
			if (jobId.equals("failing")) {
				this.control.fail("exchange");
			}
			return null;
		}, (options) -> options.completion(Completion.IMMEDIATE));
		WorkerSettings settings = new WorkerSettings(1, Map.of(), Duration.ofMillis(10), Duration.ofSeconds(25), true);
		return new Workers("node", this.control.store(), this.registry, this.codec, RunObserver.NONE, settings,
				this.threads);
	}

	private int unfinished() {
		RunQuery query = new RunQuery(Set.of(RunState.QUEUED, RunState.RUNNING), null, null, null, null, null, null,
				null, null, 50);
		return this.memory.list(query).items().size();
	}

	private static void stop(Workers working) {
		working.stopClaiming();
		assertThat(working.close(LONG)).isTrue();
	}

	private UUID addAndHoldItsClaim() {
		UUID run = add();
		this.control.holdAfter("exchange");
		this.workers.start();
		Awaitility.await().until(this.control::isHolding);
		assertThat(run(run).state()).isEqualTo(RunState.RUNNING);
		return run;
	}

	private void waitUntilOpen() throws InterruptedException {
		try {
			this.open.await();
		}
		catch (InterruptedException ex) {
			this.interrupts.incrementAndGet();
			throw ex;
		}
	}

	private int passes() {
		return (int) this.control.calls().stream().filter("exchange"::equals).count();
	}

	private UUID add() {
		return add("job", "null");
	}

	private UUID add(String jobId, String payload) {
		UUID id = UUID.randomUUID();
		this.memory.insert(List
			.of(NewRun.of(this.registry.require(jobId), id, Trigger.ENQUEUED, payload, NewRun.Due.NOW, Map.of())),
				Joining.OWN);
		return id;
	}

	private Run run(UUID id) {
		return this.memory.find(id).orElseThrow();
	}

}
