package dev.jobs.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

import dev.jobs.AwaitTimeoutException;
import dev.jobs.JobRequest;
import dev.jobs.RunConflictException;
import dev.jobs.RunFailedException;
import dev.jobs.RunNotFoundException;
import dev.jobs.job.BackoffStrategy;
import dev.jobs.job.Trigger;
import dev.jobs.retry.PermanentJobException;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobEngine}: what becomes of runs.
 */
class JobEngineTests {

	private final EngineFixture node = new EngineFixture();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.node.close();
	}

	// GW-T3, GQ-T10
	@Test
	void enqueuedRunGivesItsResult() {
		this.node.registrar.onDemand("greet", Greeting.class, (greeting, context) -> "Hello " + greeting.name());
		this.node.start();
		UUID run = this.node.jobs.enqueue(new Greeting("Ada"));
		assertThat(this.node.jobs.await(run, String.class, EngineFixture.LONG)).isEqualTo("Hello Ada");
		assertThat(this.node.run(run)).satisfies((done) -> {
			assertThat(done.state()).isEqualTo(RunState.SUCCEEDED);
			assertThat(done.attempt()).isOne();
			assertThat(done.result()).isEqualTo("\"Hello Ada\"");
		});
	}

	@Test
	void contextTellsTheBodyWhatItIsDoing() {
		AtomicReference<List<Object>> seen = new AtomicReference<>();
		this.node.registrar.onDemand("look",
				(context) -> seen.set(List.of(context.jobId(), context.runId(), context.attempt(),
						context.maxAttempts(), context.trigger(), context.scheduledTime(), context.fencingToken(),
						context.idempotencyKey(), context.deadline(), MDC.get("jobId"))));
		this.node.start();
		UUID run = this.node.jobs.enqueue("look");
		this.node.await(run, RunState.SUCCEEDED);
		assertThat(seen.get()).containsExactly("look", run, 1, 10, Trigger.ENQUEUED, this.node.clock.instant(), 1L,
				run.toString(), Optional.empty(), "look");
	}

	@Test
	void bodyLearnsTheVersionOfItsPayloadWhichAReplayKeeps() {
		this.node.registrar.onDemand("look", Greeting.class, (greeting, context) -> context.payloadVersion(),
				(options) -> options.payloadVersion(2));
		this.node.start();
		assertThat(version(this.node.jobs.enqueue(new Greeting("Ada")))).isEqualTo(2);
		UUID old = this.node.store
			.insert(List.of(new RunBuilder(this.node.engine.nextId(), "look").build()), Joining.OWN)
			.get(0)
			.runId();
		assertThat(version(old)).isEqualTo(1);
		assertThat(version(this.node.jobs.replay(old))).isEqualTo(1);
	}

	private @Nullable Integer version(UUID run) {
		return this.node.jobs.await(run, Integer.class, EngineFixture.LONG);
	}

	// GW-T36, GQ-T17: none is lost, none runs twice
	@Test
	void eachOfManyRunsRunsOnce() {
		Map<Long, AtomicInteger> starts = new ConcurrentHashMap<>();
		this.node.registrar.onDemand("count", Number.class, (number,
				context) -> starts.computeIfAbsent(number.value(), (value) -> new AtomicInteger()).incrementAndGet());
		this.node.start();
		List<Number> payloads = new ArrayList<>();
		for (long i = 0; i < 5_000; i++) {
			payloads.add(new Number(i));
		}
		List<UUID> runs = new ArrayList<>(this.node.jobs.enqueueAll(payloads.subList(0, 4_000)));
		payloads.subList(4_000, 5_000).forEach((payload) -> runs.add(this.node.jobs.enqueue(payload)));
		EngineFixture.until(() -> this.node.stats("count").success() == 5_000);
		assertThat(starts).hasSize(5_000).allSatisfy((value, count) -> assertThat(count).hasValue(1));
		assertThat(runs.stream().map(this.node::run)).extracting(Run::state).containsOnly(RunState.SUCCEEDED);
	}

	// GA-T5, GA-T6, GQ-T13, GQ-T8, GQ-T9, GW-T25: three attempts, quadratic waits of 1
	// and 4 seconds
	@Test
	void failingRunIsTriedAgainAfterItsWaitsAndThenFails() {
		this.node.registrar.onDemand("fail", Greeting.class, (greeting, context) -> {
			throw new IllegalStateException("no luck");
		}, (options) -> options.maxAttempts(3)
			.backoffStrategy(BackoffStrategy.QUADRATIC)
			.backoffDelay("1s")
			.backoffJitter("none"));
		this.node.start();
		UUID id = this.node.jobs.enqueue(new Greeting("Ada"));
		Run waiting = this.node.await(id, RunState.RETRYING);
		assertThat(waiting.nextAttemptAt()).isEqualTo(this.node.clock.instant().plusSeconds(1));
		assertThat(waiting.error()).satisfies((error) -> assertThat(error.message()).isEqualTo("no luck"));
		this.node.advance(Duration.ofSeconds(1));
		EngineFixture.until(() -> this.node.run(id).attempt() == 2 && this.node.run(id).state() == RunState.RETRYING);
		assertThat(this.node.run(id).nextAttemptAt()).isEqualTo(this.node.clock.instant().plusSeconds(4));
		this.node.advance(Duration.ofSeconds(4));
		Run failed = this.node.await(id, RunState.FAILED);
		assertThat(failed.attempt()).isEqualTo(3);
		assertThat(failed.reason()).isEqualTo(Reason.EXHAUSTED);
		assertThat(failed.attempts()).hasSize(2);
		assertThat(this.node.stats("fail").failure()).isOne();
	}

	// GA-T45, GQ-7, GW-D4
	@Test
	void runThatWaitsForItsRetryHoldsNoSlot() {
		this.node.registrar.onDemand("fail", Greeting.class, (greeting, context) -> {
			throw new IllegalStateException();
		});
		this.node.registrar.onDemand("other", (context) -> {
		});
		this.node.start();
		for (int i = 0; i < 10; i++) {
			this.node.jobs.enqueue(new Greeting("Ada"));
		}
		this.node.await(this.node.jobs.enqueue("other"), RunState.SUCCEEDED);
		EngineFixture.until(() -> this.node.engine.running() == 0);
	}

	@Test
	void permanentErrorIsNotTriedAgain() {
		this.node.registrar.onDemand("fail", (context) -> {
			throw new PermanentJobException("never");
		});
		this.node.start();
		Run failed = this.node.await(this.node.jobs.enqueue("fail"), RunState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.PERMANENT);
		assertThat(failed.attempt()).isOne();
	}

	// GB-T8, GB-T9, FR-021, SC-008, GW-S8
	@ParameterizedTest
	@MethodSource("nastyErrors")
	void whateverABodyThrowsIsAFailureAndTheNodeLivesOn(Throwable error) {
		this.node.registrar.onDemand("nasty", Greeting.class, (greeting, context) -> {
			throw sneaky(error);
		}, (options) -> options.maxAttempts(1));
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		Run failed = this.node.await(this.node.jobs.enqueue(new Greeting("Ada")), RunState.FAILED);
		assertThat(failed.error()).satisfies((kept) -> assertThat(kept.type()).isEqualTo(error.getClass().getName()));
		assertThat(this.node.stats("nasty").failure()).isOne();
		this.node.await(this.node.jobs.enqueue("fine"), RunState.SUCCEEDED);
	}

	static List<Throwable> nastyErrors() {
		return List.of(new StackOverflowError(), new OutOfMemoryError("pretended"), new NoClassDefFoundError("x/Y"),
				new ThreadDeath(), new Unspeakable());
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
		throw (T) error;
	}

	// GA-T11
	@Test
	void attemptThatTakesTooLongIsInterruptedAndCountsAsTimeout() {
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", Greeting.class, (greeting, context) -> {
			EngineFixture.pass(never);
			return null;
		}, (options) -> options.timeout("20ms").maxAttempts(1));
		this.node.start();
		Run failed = this.node.await(this.node.jobs.enqueue(new Greeting("Ada")), RunState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
		assertThat(failed.error()).satisfies((error) -> assertThat(error.message()).contains("time-out of 20ms"));
	}

	@Test
	void timeoutOfARequestReplacesThatOfItsJob() {
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", Greeting.class, (greeting, context) -> {
			EngineFixture.pass(never);
			return null;
		}, (options) -> options.timeout("1h").maxAttempts(1));
		this.node.start();
		UUID run = this.node.jobs.submit(JobRequest.of(new Greeting("Ada")).timeout(Duration.ofMillis(20))).runId();
		assertThat(this.node.await(run, RunState.FAILED).reason()).isEqualTo(Reason.TIMEOUT);
	}

	@Test
	void runWhoseDeadlinePassesWhileItRunsFailsForGood() {
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("slow", Greeting.class, (greeting, context) -> {
			EngineFixture.pass(never);
			return null;
		}, (options) -> options.deadline("20ms"));
		this.node.start();
		Run failed = this.node.await(this.node.jobs.enqueue(new Greeting("Ada")), RunState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.EXPIRED);
	}

	// GW-T12, GW-T10, GQ-18, GA-T24
	@Test
	void cancelledRunNeverStarts() {
		AtomicInteger starts = new AtomicInteger();
		this.node.registrar.onDemand("later", Greeting.class, (greeting, context) -> starts.incrementAndGet());
		this.node.start();
		UUID run = this.node.jobs.schedule(new Greeting("Ada"), Duration.ofHours(1));
		assertThat(this.node.jobs.cancel(run).state()).isEqualTo(RunState.CANCELLED);
		assertThat(this.node.jobs.cancel(run).state()).isEqualTo(RunState.CANCELLED);
		this.node.advance(Duration.ofHours(2));
		this.node.await(this.node.jobs.enqueue(new Greeting("Bob")), RunState.SUCCEEDED);
		assertThat(starts).hasValue(1);
		assertThat(this.node.stats("later").total()).isOne();
	}

	// GA-T7, GW-T36, JQ-5: cancelled whatever the body makes of the request
	@Test
	void cancelledBodyIsInterruptedAndItsRunCancelledThoughItReturnsNormally() {
		CountDownLatch started = this.node.gate();
		CountDownLatch never = this.node.gate();
		this.node.registrar.onDemand("stubborn", (context) -> {
			started.countDown();
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				assertThat(context.cancellation().isCancelled()).isTrue();
			}
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue("stubborn");
		EngineFixture.until(() -> started.getCount() == 0);
		assertThat(this.node.jobs.cancel(run).cancelRequested()).isTrue();
		this.node.await(run, RunState.CANCELLED);
		assertThat(this.node.stats("stubborn").total()).isZero();
	}

	@Test
	void finishedRunCannotBeCancelledAndAnUnknownOneIsNotFound() {
		this.node.registrar.onDemand("fine", (context) -> {
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue("fine");
		this.node.await(run, RunState.SUCCEEDED);
		assertThatExceptionOfType(RunConflictException.class).isThrownBy(() -> this.node.jobs.cancel(run))
			.satisfies((ex) -> assertThat(ex.getState()).isEqualTo(RunState.SUCCEEDED));
		assertThatExceptionOfType(RunNotFoundException.class)
			.isThrownBy(() -> this.node.jobs.cancel(UUID.randomUUID()));
	}

	// GW-T29
	@Test
	void replayIsANewRunThatPointsToTheOld() {
		AtomicInteger starts = new AtomicInteger();
		this.node.registrar.onDemand("second-time", Greeting.class, (greeting, context) -> {
			if (starts.incrementAndGet() == 1) {
				throw new PermanentJobException("first time");
			}
			return greeting.name();
		});
		this.node.start();
		UUID failed = this.node.jobs.enqueue(new Greeting("Ada"));
		this.node.await(failed, RunState.FAILED);
		UUID replay = this.node.jobs.replay(failed);
		assertThat(this.node.jobs.await(replay, String.class, EngineFixture.LONG)).isEqualTo("Ada");
		assertThat(this.node.run(replay)).satisfies((run) -> {
			assertThat(run.replayOf()).isEqualTo(failed);
			assertThat(run.trigger()).isEqualTo(Trigger.REPLAY);
			assertThat(run.attempt()).isOne();
		});
		assertThat(this.node.run(failed).state()).isEqualTo(RunState.FAILED);
	}

	@Test
	void payloadThatCannotBeReadFailsTheRunWithoutCallingTheBody() {
		AtomicInteger starts = new AtomicInteger();
		this.node.registrar.onDemand("count", Number.class, (number, context) -> starts.incrementAndGet());
		this.node.start();
		UUID id = this.node.engine.nextId();
		this.node.store.insert(List.of(NewRun.of(this.node.registry.require("count"), id, Trigger.ENQUEUED,
				"{\"value\":\"many\"}", NewRun.Due.NOW, Map.of())), Joining.OWN);
		Run failed = this.node.await(id, RunState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.PAYLOAD);
		assertThat(failed.payload()).isEqualTo("{\"value\":\"many\"}");
		assertThat(starts).hasValue(0);
	}

	@Test
	void resultThatIsTooLongFailsTheAttempt() {
		this.node.registrar.onDemand("long", Greeting.class, (greeting, context) -> "x".repeat(70_000),
				(options) -> options.maxAttempts(1));
		this.node.start();
		Run failed = this.node.await(this.node.jobs.enqueue(new Greeting("Ada")), RunState.FAILED);
		assertThat(failed.error()).satisfies((error) -> assertThat(error.message()).contains("65536"));
	}

	@Test
	void higherPriorityRunsFirst() {
		CountDownLatch open = this.node.gate();
		List<Long> order = Collections.synchronizedList(new ArrayList<>());
		this.node.registrar.onDemand("ordered", Number.class, (number, context) -> {
			EngineFixture.pass(open);
			return order.add(number.value());
		}, (options) -> options.concurrency(1));
		this.node.start();
		this.node.jobs.enqueue(new Number(0));
		EngineFixture.until(() -> this.node.engine.running() == 1);
		this.node.jobs.submit(JobRequest.of(new Number(1)));
		this.node.jobs.submit(JobRequest.of(new Number(2)).priority(-5));
		this.node.jobs.submit(JobRequest.of(new Number(3)).priority(5));
		open.countDown();
		EngineFixture.until(() -> order.size() == 4);
		assertThat(order).containsExactly(0L, 3L, 1L, 2L);
	}

	// GA-T28, GW-D2: one limiter, applied once
	@Test
	void neverMoreRunsGoOnAtOnceThanTheQueueHasSlots() {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.node.registrar.onDemand("busy", Number.class, (number, context) -> {
			most.accumulateAndGet(now.incrementAndGet(), Math::max);
			Thread.yield();
			return now.decrementAndGet();
		});
		this.node.start();
		for (long i = 0; i < 2_000; i++) {
			this.node.jobs.enqueue(new Number(i));
		}
		EngineFixture.until(() -> this.node.stats("busy").success() == 2_000);
		assertThat(most.get()).isBetween(1, 4);
	}

	// GW-T11, JQ-T11: never early
	@Test
	void delayedRunStartsWhenItsTimeHasComeAndNotBefore() {
		this.node.registrar.onDemand("later", Greeting.class, (greeting, context) -> null);
		this.node.start();
		UUID run = this.node.jobs.schedule(new Greeting("Ada"), Duration.ofMinutes(10));
		this.node.advance(Duration.ofMinutes(10).minusMillis(1));
		this.node.await(this.node.jobs.enqueue(new Greeting("Bob")), RunState.SUCCEEDED);
		assertThat(this.node.run(run).state()).isEqualTo(RunState.SCHEDULED);
		this.node.advance(Duration.ofMillis(1));
		this.node.await(run, RunState.SUCCEEDED);
	}

	// R5, H6: what a body leaves in its thread does not reach the next
	@Test
	void bodyFindsNothingThatAnotherLeftInItsThread() {
		List<String> found = Collections.synchronizedList(new ArrayList<>());
		this.node.registrar.onDemand("messy", Number.class, (number, context) -> {
			found.add(MDC.get("left") + Thread.currentThread().isInterrupted());
			MDC.put("left", "over");
			Thread.currentThread().interrupt();
			return null;
		}, (options) -> options.concurrency(1));
		this.node.start();
		for (long i = 0; i < 20; i++) {
			this.node.jobs.enqueue(new Number(i));
		}
		EngineFixture.until(() -> found.size() == 20);
		assertThat(found).containsOnly("nullfalse");
	}

	@Test
	void whoWaitsIsToldOfFailureAndOfTimeout() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("fail", (context) -> {
			EngineFixture.pass(open);
			throw new PermanentJobException("never");
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue("fail");
		assertThatExceptionOfType(AwaitTimeoutException.class)
			.isThrownBy(() -> this.node.jobs.await(run, String.class, Duration.ofMillis(1)));
		open.countDown();
		assertThatExceptionOfType(RunFailedException.class)
			.isThrownBy(() -> this.node.jobs.await(run, String.class, EngineFixture.LONG))
			.satisfies((ex) -> assertThat(ex.getRun().reason()).isEqualTo(Reason.PERMANENT));
	}

	// GW-T9
	@Test
	void allWhoWaitForARunGetItsResult() {
		CountDownLatch open = this.node.gate();
		this.node.registrar.onDemand("greet", Greeting.class, (greeting, context) -> {
			EngineFixture.pass(open);
			return "Hello " + greeting.name();
		});
		this.node.start();
		UUID run = this.node.jobs.enqueue(new Greeting("Ada"));
		List<CompletableFuture<String>> waiting = Stream
			.generate(() -> CompletableFuture
				.supplyAsync(() -> this.node.jobs.await(run, String.class, EngineFixture.LONG), this.threads))
			.limit(2)
			.toList();
		open.countDown();
		assertThat(waiting).extracting(CompletableFuture::join).containsExactly("Hello Ada", "Hello Ada");
	}

	// GA-T37
	@Test
	void whatIsToldOfARunIsACopy() {
		this.node.registrar.onDemand("work", (context) -> {
		});
		this.node.start();
		UUID run = this.node.jobs.submit(JobRequest.of("work", null).label("order", "42")).runId();
		Map<String, String> labels = this.node.run(run).labels();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> labels.put("order", "43"));
		List<Run> found = this.node.jobs.list(RunQuery.newest()).items();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(found::clear);
		assertThat(this.node.run(run).labels()).containsExactly(Map.entry("order", "42"));
	}

	record Greeting(String name) {

	}

	record Number(long value) {

	}

	static final class Unspeakable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
