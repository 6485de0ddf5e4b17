package dev.jobs.engine;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an observer hears of a run, through the whole engine.
 */
class ObservedRunTests {

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final EngineFixture node = new EngineFixture(4, EngineFixture.LONG, EngineFixture.LONG,
			UnaryOperator.identity(), new Listener());

	@AfterEach
	void close() {
		this.node.close();
	}

	// GW-T13
	@Test
	void eachStepOfARunIsHeardOfOnce() {
		AtomicInteger attempts = new AtomicInteger();
		this.node.registrar.recurring("flaky", (context) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new IllegalStateException();
			}
		}, (options) -> options.fixedRate("1h").maxAttempts(2).backoffDelay("1s").backoffJitter("none"));
		this.node.start();
		UUID run = this.node.jobs.trigger("flaky").runId();
		EngineFixture.until(() -> this.heard.contains("settled RETRYING"));
		this.node.advance(Duration.ofSeconds(1));
		this.node.await(run, RunState.SUCCEEDED);
		EngineFixture.until(() -> this.heard.size() == 7);
		// The thread that makes a run tells of it while another may have begun it.
		assertThat(this.heard).containsOnlyOnce("created manual")
			.filteredOn((step) -> !step.startsWith("created"))
			.containsExactly("started 1", "stopped failure", "settled RETRYING", "started 2", "stopped success",
					"settled SUCCEEDED");
	}

	/**
	 * Writes down what it hears.
	 */
	private final class Listener implements RunObserver {

		private final List<String> heard = ObservedRunTests.this.heard;

		@Override
		public void created(JobDefinition job, String queue, Trigger trigger) {
			this.heard.add("created " + trigger.text());
		}

		@Override
		public AttemptObservation started(JobDefinition job, ClaimedRun run, long waited) {
			this.heard.add("started " + run.attempt());
			return (outcome, error) -> this.heard.add("stopped " + outcome);
		}

		@Override
		public void settled(JobDefinition job, ClaimedRun run, RunState state, Duration latency) {
			this.heard.add("settled " + state);
		}

	}

}
