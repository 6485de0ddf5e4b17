package dev.jobs.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link MicrometerRunObserver}.
 */
class MicrometerRunObserverTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final MicrometerRunObserver observer = new MicrometerRunObserver(this.meters, this.observations, null);

	private final JobDefinition job = job("purge");

	// FR-018, SC-006, GW-T7, GW-T16, GB-E6
	@Test
	void eachRunIsCountedOnceWhenItEnds() {
		attempt("failure", new IllegalStateException("secret"));
		this.observer.settled(this.job, run(), RunState.RETRYING, Duration.ofSeconds(1));
		attempt("success", null);
		this.observer.settled(this.job, run(), RunState.SUCCEEDED, Duration.ofSeconds(2));
		assertThat(count("jobs.completed")).isOne();
		assertThat(count("jobs.failed")).isZero();
		assertThat(count("jobs.retries")).isOne();
		assertThat(this.meters.get("jobs.latency").timer().count()).isOne();
		assertThat(this.meters.get("jobs.run").tag("outcome", "success").timer().count()).isOne();
		assertThat(this.meters.get("jobs.run").tag("outcome", "failure").timer().count()).isOne();
		assertThat(this.meters.get("jobs.queue.wait").timer().count()).isEqualTo(2);
	}

	@Test
	void tagsComeFromClosedSetsOnly() {
		this.observer.created(this.job, "default", Trigger.SCHEDULED);
		this.observer.skipped(this.job, Trigger.MANUAL);
		this.observer.leaseLost(this.job, run());
		this.observer.crashed("purge", "default", RunState.FAILED);
		attempt("failure", new StackOverflowError());
		this.observer.settled(this.job, run(), RunState.CANCELLED, Duration.ZERO);
		assertThat(this.meters.getMeters()).filteredOn((meter) -> !meter.getId().getName().endsWith(".histogram"))
			.flatExtracting((meter) -> meter.getId().getTags())
			.extracting(Tag::getKey)
			.isSubsetOf("job.id", "queue", "outcome", "trigger", "schedule");
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.contains("jobs.scheduled", "jobs.skipped", "jobs.leases.lost", "jobs.crashes", "jobs.panics",
					"jobs.cancelled", "jobs.failed")
			.noneMatch((name) -> name.endsWith(".active"));
	}

	// O6, reliability 3.2 rule 10
	@Test
	void jobIdsBeyondTheFirst200ShareATag() {
		for (int i = 0; i < 10_000; i++) {
			this.observer.created(job("job-" + i), "default", Trigger.ENQUEUED);
		}
		List<String> ids = new ArrayList<>();
		for (Meter meter : this.meters.find("jobs.scheduled").meters()) {
			ids.add(meter.getId().getTag("job.id"));
		}
		assertThat(ids).hasSize(201).contains("job-0", "job-199", "_other").doesNotContain("job-200");
	}

	// FR-017, GB-T10, GB-E5
	@Test
	void attemptIsObservedUnderItsOwnNameWithItsScope() {
		RunObserver.AttemptObservation attempt = this.observer.started(this.job, run(), 0);
		Observation.start("child", this.observations).stop();
		attempt.stop("success", null);
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("jobs.run")
			.that()
			.hasLowCardinalityKeyValue("job.id", "purge")
			.hasLowCardinalityKeyValue("trigger", "enqueued")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasHighCardinalityKeyValue("jobs.attempt", "1")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("child")
			.that()
			.hasParentObservationContextMatching((parent) -> parent.getName().equals("jobs.run"));
	}

	// GB-T9, GW-T14, X42: the type and nothing else
	@Test
	void spanGetsTheTypeOfAnErrorAndNeverItsMessage() {
		attempt("failure", new IllegalStateException("password=hunter2"));
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("jobs.run")
			.that()
			.satisfies((context) -> {
				assertThat(context.getError()).hasToString("java.lang.IllegalStateException").hasNoCause();
				assertThat(context.toString()).doesNotContain("hunter2");
			});
	}

	@ParameterizedTest
	@MethodSource("errors")
	void spanOfAnEnqueueGetsTheTypeOfItsErrorAndNeverItsMessage(Throwable error) {
		assertThatThrownBy(() -> this.observer.enqueue(this.job, (trace) -> {
			throw sneaky(error);
		})).isSameAs(error);
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("jobs.enqueue")
			.that()
			.hasBeenStopped()
			.satisfies((context) -> {
				assertThat(context.getError()).isNotSameAs(error).hasToString(error.getClass().getName()).hasNoCause();
				assertThat(context.getError().getStackTrace()).isEmpty();
				assertThat(context.toString()).doesNotContain("hunter2");
			});
	}

	static List<Throwable> errors() {
		return List.of(new IllegalStateException("password=hunter2", new IllegalArgumentException("hunter2")),
				new StackOverflowError("hunter2"));
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
		throw (T) error;
	}

	// FR-019: the trace goes from who enqueues to the run
	@Test
	void enqueueWritesTheHeadersThatTheRunCarries() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new HeaderWriter());
		Map<String, String> headers = new MicrometerRunObserver(this.meters, registry, null).enqueue(this.job,
				(trace) -> trace);
		assertThat(headers).containsExactly(Map.entry("traceparent", "00-1-2-01"));
	}

	// GB-T11
	@Test
	void withoutTracingRunsCarryNothing() {
		MicrometerRunObserver plain = new MicrometerRunObserver(this.meters, ObservationRegistry.NOOP, null);
		assertThat(plain.<Map<String, String>>enqueue(this.job, (trace) -> trace)).isEmpty();
		plain.started(this.job, run(), 0).stop("success", null);
		assertThat(this.meters.get("jobs.run").timer().count()).isOne();
	}

	@Test
	void declaredJobIsSeenAtZeroBeforeItsFirstRun() {
		this.observer.declare(this.job);
		assertThat(this.meters.find("jobs.failed").tag("trigger", "enqueued").counter()).isNotNull()
			.satisfies((counter) -> assertThat(counter.count()).isZero());
		assertThat(this.meters.find("jobs.failed").tag("trigger", "scheduled").counter()).isNull();
		assertThat(List.of("jobs.scheduled", "jobs.completed", "jobs.failed", "jobs.cancelled", "jobs.retries",
				"jobs.panics", "jobs.crashes", "jobs.leases.lost"))
			.allSatisfy((name) -> assertThat(this.meters.find(name).counter()).as(name).isNotNull());
		assertThat(this.meters.find("jobs.skipped").counter()).as("skips, which only a limit makes").isNull();
	}

	@Test
	void panicsAreCountedApart() {
		attempt("failure", new StackOverflowError());
		attempt("failure", new IllegalStateException());
		assertThat(count("jobs.panics")).isOne();
	}

	private void attempt(String outcome, Throwable error) {
		this.observer.started(this.job, run(), 1_000).stop(outcome, error);
	}

	private double count(String name) {
		return this.meters.get(name).counter().count();
	}

	private static ClaimedRun run() {
		return new ClaimedRun(UUID.randomUUID(), "purge", "default", 1, 1, 1, 0, Trigger.ENQUEUED, "null", 1,
				ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, ManualClock.NOON, null, null, Map.of());
	}

	private static JobDefinition job(String id) {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand(id, (context) -> {
		});
		return registry.require(id);
	}

	private static final class HeaderWriter implements ObservationHandler<SenderContext<Object>> {

		@Override
		public void onStart(SenderContext<Object> context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "00-1-2-01");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext<?>;
		}

	}

}
