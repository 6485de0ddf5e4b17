package dev.jobs.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.jobs.job.Completion;
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
import dev.jobs.store.JobStore;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node is left with after an error that nobody expects, such as too little memory,
 * at a bad moment: all slots, all metrics, and no run that nobody will ever finish.
 */
@Timeout(60)
class WorkersAfterErrorsTests {

	private final JdbcJobStore store = new JdbcJobStore(TestDatabase.h2(), JdbcSettings.standard(), null);

	private final JobRegistry registry = new JobRegistry();

	private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> bodies = new CopyOnWriteArrayList<>();

	private final List<UUID> settled = new CopyOnWriteArrayList<>();

	private final AtomicReference<UnaryOperator<Exchanged>> answer = new AtomicReference<>();

	private long added;

	private Workers workers;

	@AfterEach
	void stop() {
		this.workers.stopClaiming();
		this.workers.close(Duration.ofSeconds(20));
		this.threads.shutdownNow();
	}

	@Test
	void slotIsFreeAfterAnImmediateOutcomeWhoseAnswerCannotBeUsed() {
		create(Completion.IMMEDIATE, () -> this.answer
			.set((exchanged) -> new Exchanged(List.of(), List.of(), exchanged.claimed(), exchanged.untilNextDue())));
		UUID first = add("first");
		UUID next = add("next");
		this.workers.start();
		await().until(() -> state(next) == RunState.SUCCEEDED);
		assertThat(state(first)).isEqualTo(RunState.SUCCEEDED);
		assertThat(this.workers.awaitIdle(Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void immediateOutcomeIsWrittenThoughTheMemoryGaveOutOnce() {
		create(Completion.IMMEDIATE, () -> this.answer.set((exchanged) -> {
			throw new OutOfMemoryError("for a test");
		}));
		UUID first = add("first");
		UUID next = add("next");
		this.workers.start();
		await().until(() -> state(next) == RunState.SUCCEEDED && state(first) == RunState.SUCCEEDED);
		assertThat(this.bodies).containsExactly("first", "next");
	}

	@Test
	void runWhoseOutcomeGotLostLeavesItsSlotAndRunsAgain() {
		create(Completion.COALESCED, () -> {
			new NoMemory("dev.jobs.run").begin();
			new NoMemory(Workers.class.getName()).begin();
			throw new IllegalStateException("for a test");
		});
		UUID first = add("first");
		UUID next = add("next");
		this.workers.start();
		await().until(() -> state(next) == RunState.SUCCEEDED);
		assertThat(state(first)).isEqualTo(RunState.RUNNING);
		giveBackStraysUntil(first, RunState.SUCCEEDED);
		assertThat(this.bodies).containsExactly("first", "next", "first");
	}

	@Test
	void endsAreObservedThoughWhatWasClaimedWithThemCannotBeAccepted() {
		create(Completion.COALESCED, () -> this.answer.set(WorkersAfterErrorsTests::withSomethingThatIsNoRun));
		UUID first = add("first");
		this.workers.start();
		await().until(() -> state(first) == RunState.SUCCEEDED);
		await().until(() -> this.settled.contains(first));
	}

	@Test
	void runThatCouldNotBeAcceptedIsGivenBack() {
		create(Completion.COALESCED, () -> {
		});
		this.answer.set(WorkersAfterErrorsTests::withSomethingThatIsNoRun);
		UUID first = add("first");
		this.workers.start();
		await().until(() -> this.answer.get() == null);
		giveBackStraysUntil(first, RunState.SUCCEEDED);
	}

	// The error ends the thread that it comes up in, and is told by that.
	private static ConditionFactory await() {
		return Awaitility.await().dontCatchUncaughtExceptions();
	}

	private static Exchanged withSomethingThatIsNoRun(Exchanged exchanged) {
		List<ClaimedRun> claimed = new ArrayList<>(exchanged.claimed());
		claimed.add(null);
		return new Exchanged(exchanged.states(), exchanged.expired(), claimed, exchanged.untilNextDue());
	}

	private void giveBackStraysUntil(UUID run, RunState state) {
		await().until(() -> {
			this.workers.giveBackStrays();
			return state(run) == state;
		});
	}

	private void create(Completion completion, Runnable inTheFirstBody) {
		new JobRegistrar(this.registry, JobDefaults.standard(), this.codec).onDemand("job", String.class,
				(payload, context) -> {
					this.bodies.add(payload);
					if (this.bodies.size() == 1) {
						inTheFirstBody.run();
					}
					return null;
				}, (options) -> options.completion(completion));
		WorkerSettings settings = new WorkerSettings(1, Map.of(), Duration.ofMillis(10), Duration.ofSeconds(25), true);
		this.workers = new Workers("node", answering(), this.registry, this.codec, new Ends(), settings, this.threads);
	}

	private JobStore answering() {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "exchange" -> answered((Exchanged) call(method, arguments));
					default -> call(method, arguments);
				});
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(this.store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	// Passes that have nothing to do are answered as they are.
	private Exchanged answered(Exchanged exchanged) {
		if (exchanged.states().isEmpty() && exchanged.claimed().isEmpty()) {
			return exchanged;
		}
		UnaryOperator<Exchanged> change = this.answer.getAndSet(null);
		return (change != null) ? change.apply(exchanged) : exchanged;
	}

	private UUID add(String payload) {
		UUID id = new UUID(1, this.added++);
		JobDefinition job = this.registry.require("job");
		this.store.insert(
				List.of(NewRun.of(job, id, Trigger.ENQUEUED, "\"" + payload + "\"", NewRun.Due.NOW, Map.of())),
				Joining.OWN);
		return id;
	}

	private RunState state(UUID id) {
		return this.store.find(id).orElseThrow().state();
	}

	/**
	 * Takes note of the ends of runs.
	 */
	private final class Ends implements RunObserver {

		@Override
		public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
			WorkersAfterErrorsTests.this.settled.add(run.id());
		}

	}

	/**
	 * Lets the next error that is logged fail, as if there were no memory left for it.
	 */
	private static final class NoMemory extends AppenderBase<ILoggingEvent> {

		private final Logger logger;

		private final Level level;

		NoMemory(String logger) {
			this.logger = (Logger) LoggerFactory.getLogger(logger);
			this.level = this.logger.getLevel();
		}

		void begin() {
			start();
			this.logger.setLevel(Level.ERROR);
			this.logger.addAppender(this);
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.logger.detachAppender(this);
			this.logger.setLevel(this.level);
			throw new OutOfMemoryError("for a test");
		}

	}

}
