package dev.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Exchanged.ExpiredRun;
import dev.jobs.store.Outcome;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutcomeWriter} and how it shares outcomes with the dispatcher.
 */
@Timeout(60)
class OutcomeWriterTests {

	private final JobDefinition job = job();

	private final Completer completer = new Completer(RunObserver.NONE, () -> 0);

	private final List<UUID> written = new CopyOnWriteArrayList<>();

	private final CountDownLatch failed = new CountDownLatch(1);

	private OutcomeWriter writer;

	@AfterEach
	void stop() {
		if (this.writer != null) {
			this.writer.stop();
		}
	}

	private void start(Function<List<Outcome>, Exchanged> store) {
		start(store, Duration.ofSeconds(60));
	}

	private void start(Function<List<Outcome>, Exchanged> store, Duration patience) {
		this.writer = new OutcomeWriter(this.completer, store, this.failed::countDown, patience);
		this.writer.start();
	}

	@Test
	void writesEachOutcomeOnceWhenManyHaveGathered() {
		start(this::write);
		List<UUID> added = add(1_200);
		this.writer.wake();
		Awaitility.await().until(() -> this.written.size() >= 1_000);
		assertThat(this.written).isEqualTo(added.subList(0, 1_000));
	}

	@Test
	void dispatcherTakesAllOfAFewAndAShareOfMany() {
		add(499);
		assertThat(this.completer.hasBatch()).isFalse();
		assertThat(this.completer.takeShare()).hasSize(499);
		assertThat(this.completer.isEmpty()).isTrue();
		add(500);
		assertThat(this.completer.hasBatch()).isTrue();
		assertThat(this.completer.takeShare()).hasSize(250);
		assertThat(this.completer.take()).hasSize(250);
	}

	@Test
	void whatCouldNotBeWrittenIsLeftToTheDispatcher() throws Exception {
		start((outcomes) -> {
			throw new IllegalStateException("the store is away");
		});
		List<UUID> added = add(600);
		this.writer.wake();
		assertThat(this.failed.await(20, TimeUnit.SECONDS)).isTrue();
		List<Outcome> left = Finished.outcomes(this.completer.take());
		assertThat(left.stream().map(Outcome::runId)).containsExactlyInAnyOrderElementsOf(added);
	}

	@Test
	void stopWaitsForWhatIsBeingWritten() throws Exception {
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch open = new CountDownLatch(1);
		start((outcomes) -> {
			writing.countDown();
			awaitUninterrupted(open);
			return write(outcomes);
		});
		add(500);
		this.writer.wake();
		assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
		Thread stopping = new Thread(this.writer::stop);
		stopping.start();
		Awaitility.await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
		assertThat(this.written).isEmpty();
		open.countDown();
		stopping.join();
		assertThat(this.written).hasSize(500);
	}

	@Test
	void stopGoesOnWithoutAWriteThatHangs() throws Exception {
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch open = new CountDownLatch(1);
		start((outcomes) -> {
			writing.countDown();
			awaitUninterrupted(open);
			return write(outcomes);
		}, Duration.ofMillis(20));
		add(500);
		this.writer.wake();
		assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
		this.writer.stop();
		assertThat(this.written).isEmpty();
		open.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(this.written).hasSize(500));
	}

	@Test
	void errorLosesNoOutcome() throws Exception {
		start((outcomes) -> {
			throw new OutOfMemoryError("for a test");
		});
		List<UUID> added = add(600);
		this.writer.wake();
		assertThat(this.failed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(Finished.outcomes(this.completer.take()).stream().map(Outcome::runId))
			.containsExactlyInAnyOrderElementsOf(added);
	}

	@Test
	void writesOnAfterAnError() {
		AtomicInteger calls = new AtomicInteger();
		start((outcomes) -> {
			Exchanged exchanged = write(outcomes);
			// What is settled next cannot be read.
			return (calls.incrementAndGet() > 1) ? exchanged : new Exchanged(List.of(), List.of(), List.of(), null);
		});
		add(500);
		this.writer.wake();
		Awaitility.await().untilAsserted(() -> assertThat(this.written).hasSize(500));
		List<UUID> more = add(500);
		this.writer.wake();
		Awaitility.await().untilAsserted(() -> assertThat(this.written).hasSize(1_000).containsAll(more));
	}

	// A pass would take it for a failure of the store.
	@Test
	void observerThatFailsOverARunThatEndedWaitingStopsNothing() {
		List<String> told = new ArrayList<>();
		Completer observed = new Completer(new RunObserver() {

			@Override
			public void endedWaiting(String jobId, String queue, RunState state) {
				told.add(jobId);
				throw new IllegalStateException("for a test");
			}

		}, () -> 0);
		List<ExpiredRun> expired = List.of(new ExpiredRun("one", "default"), new ExpiredRun("two", "default"));
		observed.settle(List.of(), new Exchanged(List.of(), expired, List.of(), null));
		assertThat(told).containsExactly("one", "two");
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Exchanged write(List<Outcome> outcomes) {
		outcomes.forEach((outcome) -> this.written.add(outcome.runId()));
		return new Exchanged(Collections.nCopies(outcomes.size(), RunState.SUCCEEDED), List.of(), List.of(), null);
	}

	private List<UUID> add(int count) {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			UUID id = new UUID(1, i);
			ids.add(id);
			ClaimedRun run = new ClaimedRun(id, "job", "default", 1, 1, 1, 0, Trigger.ENQUEUED, "null", 1,
					ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, null, null, Map.of());
			this.completer.add(new Execution(run, this.job, 0, Runnable::run), new Outcome.Succeeded(id, 1, null));
		}
		return ids;
	}

	private static JobDefinition job() {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("job", (context) -> {
		});
		return registry.require("job");
	}

}
