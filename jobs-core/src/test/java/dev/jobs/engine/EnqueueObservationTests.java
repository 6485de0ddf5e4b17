package dev.jobs.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.SavepointTransactions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobScheduler}: what is observed when runs are enqueued.
 */
class EnqueueObservationTests {

	private static final Map<String, String> TRACE = Map.of("traceparent", "00-1-2-01");

	private final List<String> created = new ArrayList<>();

	private final SavepointTransactions transactions = new SavepointTransactions();

	private final EngineFixture node = new EngineFixture(4, EngineFixture.LONG, EngineFixture.LONG,
			UnaryOperator.identity(), new RunObserver() {

				@Override
				public <T> T enqueue(JobDefinition job, Function<Map<String, String>, T> enqueue) {
					return enqueue.apply(TRACE);
				}

				@Override
				public void created(JobDefinition job, String queue, Trigger trigger) {
					EnqueueObservationTests.this.created.add(job.id() + " " + queue + " " + trigger);
				}

			});

	private final List<Map<String, String>> traces = new CopyOnWriteArrayList<>();

	@BeforeEach
	void register() {
		this.node.registrar.onDemand("greet", Greeting.class,
				(greeting, context) -> this.traces.add(context.traceContext()));
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	// FR-019
	@Test
	void eachOfManyRunsCarriesTheTraceOfWhoeverEnqueuesThem() {
		this.node.start();
		List<UUID> runs = this.node.jobs.enqueueAll(List.of(new Greeting("Ada"), new Greeting("Bob")));
		runs.forEach((run) -> this.node.await(run, RunState.SUCCEEDED));
		assertThat(this.traces).containsExactly(TRACE, TRACE);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void runIsCountedOnceItsTransactionHasCommitted(Consumer<JobScheduler> enqueue) {
		transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			enqueue.accept(this.node.jobs);
			assertThat(this.created).isEmpty();
		});
		assertThat(this.created).containsExactly("greet default ENQUEUED");
	}

	@ParameterizedTest
	@MethodSource("ways")
	void runThatIsRolledBackIsNotCounted(Consumer<JobScheduler> enqueue) {
		transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			enqueue.accept(this.node.jobs);
			status.setRollbackOnly();
		});
		assertThat(this.created).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("ways")
	void runThatIsRolledBackToASavepointIsNotCountedAndThoseBesideItAre(Consumer<JobScheduler> enqueue) {
		transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((outer) -> {
			enqueue.accept(this.node.jobs);
			transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((nested) -> {
				enqueue.accept(this.node.jobs);
				nested.setRollbackOnly();
			});
			enqueue.accept(this.node.jobs);
		});
		assertThat(this.created).hasSize(2);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void runIsCountedAtOnceWithoutATransaction(Consumer<JobScheduler> enqueue) {
		enqueue.accept(this.node.jobs);
		assertThat(this.created).containsExactly("greet default ENQUEUED");
	}

	static List<Consumer<JobScheduler>> ways() {
		return List.of((jobs) -> jobs.enqueue(new Greeting("Ada")),
				(jobs) -> jobs.schedule(new Greeting("Ada"), Duration.ofHours(1)),
				(jobs) -> jobs.enqueueAll(List.of(new Greeting("Ada"))));
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

	record Greeting(String name) {

	}

}
