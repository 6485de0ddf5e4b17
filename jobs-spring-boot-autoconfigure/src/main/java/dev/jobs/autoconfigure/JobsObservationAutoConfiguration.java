package dev.jobs.autoconfigure;

import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

import dev.jobs.engine.JobEngine;
import dev.jobs.observe.JobGauges;
import dev.jobs.observe.MicrometerRunObserver;
import dev.jobs.observe.RunConvention;
import dev.jobs.observe.RunObserver;
import dev.jobs.worker.Workers;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the metrics and traces of jobs.
 */
@AutoConfiguration(before = JobsAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ MeterRegistry.class, ObservationHandler.class })
@ConditionalOnBean(MeterRegistry.class)
public final class JobsObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(RunObserver.class)
	MicrometerRunObserver jobsRunObserver(MeterRegistry meters, ObjectProvider<ObservationHandler<?>> handlers,
			ObjectProvider<ObservationPredicate> predicates, ObjectProvider<ObservationFilter> filters,
			ObjectProvider<RunConvention> convention) {
		JobObservationRegistry observations = new JobObservationRegistry(handlers.orderedStream().toList());
		predicates.orderedStream().forEach(observations::addPredicate);
		filters.orderedStream().forEach(observations::addFilter);
		return new MicrometerRunObserver(meters, observations.get(), convention.getIfUnique());
	}

	// Queues are known once all jobs are, which is after beans that bind meters are
	// asked.
	@Bean
	ApplicationListener<ContextRefreshedEvent> jobsGaugesBinder(ObjectProvider<MeterRegistry> meters,
			ObjectProvider<JobEngine> engines, ApplicationContext context) {
		return (event) -> {
			if (event.getApplicationContext() == context) {
				meters.ifAvailable((registry) -> engines.ifAvailable((engine) -> gauges(engine).bindTo(registry)));
			}
		};
	}

	private static JobGauges gauges(JobEngine engine) {
		// Queues are looked at in the store, which a node without a job does not touch.
		Set<String> queues = engine.registry().isEmpty() ? Set.of()
				: Workers.queueNames(engine.registry(), engine.settings().worker());
		return new JobGauges(queues, engine::running, () -> engine.registry().size(), engine.store()::queueStats,
				engine.store()::now, System::nanoTime);
	}

}
