package dev.jobs.autoconfigure.health;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.JobsAnnotationAutoConfiguration;
import dev.jobs.autoconfigure.JobsAutoConfiguration;
import dev.jobs.autoconfigure.JobsMemoryStoreAutoConfiguration;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobHandler;
import dev.jobs.job.ScheduledJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/**
 * What the health and the information of an application say of jobs.
 */
class JobsHealthTests {

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobsMemoryStoreAutoConfiguration.class, JobsAutoConfiguration.class,
				JobsAnnotationAutoConfiguration.class, JobsHealthAutoConfiguration.class,
				JobsInfoAutoConfiguration.class))
		.withBean(Work.class);

	@Test
	void isUpWhileTheNodeRuns() {
		this.contexts.run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("store", "memory")
				.containsEntry("state", "running")
				.containsEntry("running", 0)
				.containsEntry("node", context.getBean(JobEngine.class).nodeId());
		});
	}

	@Test
	void isOutOfServiceOnceTheNodeWasDrained() {
		this.contexts.run((context) -> {
			context.getBean(JobScheduler.class).drain();
			assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(context).getDetails()).containsEntry("state", "stopped").doesNotContainKey("node");
		});
	}

	@Test
	void isDownWhileTheStoreIsAway() {
		AtomicBoolean away = new AtomicBoolean();
		MemoryJobStore store = spy(new MemoryJobStore(Clock.systemUTC(), MemorySettings.standard()));
		given(store.now()).willAnswer((call) -> {
			if (away.get()) {
				throw new IllegalStateException("connection refused");
			}
			return call.callRealMethod();
		});
		this.contexts.withBean(JobStore.class, () -> store).run((context) -> {
			away.set(true);
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsOnlyKeys("store", "state", "node", "running")
				.containsEntry("store", "memory");
			away.set(false);
			await().until(() -> health(context).getStatus().equals(Status.UP));
		});
	}

	@Test
	void asksNothingOfAStoreThatTheNodeKnowsToBeAway() {
		JobStore store = mock(JobStore.class);
		given(store.name()).willReturn("postgresql");
		this.contexts.run((context) -> {
			JobEngine engine = spy(context.getBean(JobEngine.class));
			given(engine.isStoreAway()).willReturn(true);
			given(engine.store()).willReturn(store);
			assertThat(new JobsHealthIndicator(engine).health().getStatus()).isEqualTo(Status.DOWN);
			verify(store, never()).now();
		});
	}

	@Test
	void isUnknownBeforeTheStart() {
		this.contexts.run((context) -> {
			JobEngine engine = spy(context.getBean(JobEngine.class));
			given(engine.state()).willReturn(JobEngine.State.NEW);
			assertThat(new JobsHealthIndicator(engine).health().getStatus()).isEqualTo(Status.UNKNOWN);
		});
	}

	// L9
	@Test
	void canBeTurnedOff() {
		this.contexts.withPropertyValues("management.health.jobs.enabled=false", "management.info.jobs.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class)
				.doesNotHaveBean(InfoContributor.class));
	}

	@Test
	void isNotThereWithoutTheActuator() {
		this.contexts.withClassLoader(new FilteredClassLoader(HealthIndicator.class, InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("jobsHealthContributor")
				.doesNotHaveBean("jobsInfoContributor")
				.hasSingleBean(JobScheduler.class));
	}

	@Test
	void countsJobsInTheInformation() {
		this.contexts.run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(InfoContributor.class).contribute(builder);
			assertThat(builder.build().get("jobs", Map.class)).containsKey("version")
				.containsEntry("store", "memory")
				.containsEntry("jobs", 2)
				.containsEntry("scheduled", 1L)
				.containsKey("node");
		});
	}

	private static Health health(ApplicationContext context) {
		return context.getBean("jobsHealthContributor", HealthIndicator.class).health();
	}

	static class Work {

		@JobHandler("work")
		void work() {
		}

		@ScheduledJob(id = "hourly", fixedRate = "1h")
		void hourly() {
		}

	}

}
