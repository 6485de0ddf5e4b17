package dev.jobs.autoconfigure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import dev.jobs.JobScheduler;
import dev.jobs.diagnosis.Check;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.PayloadCodec;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.DatabaseCheck;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the engine that runs jobs, and
 * for what applications use to talk to it.
 */
@AutoConfiguration(after = JobsMemoryStoreAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@Import(JobsSettingsConfiguration.class)
public final class JobsAutoConfiguration {

	// A constant of a class that may lack what it needs is copied by the compiler.
	private static final String UNSAFE_H2 = DatabaseCheck.UNSAFE_H2;

	@Bean
	@ConditionalOnMissingBean(PayloadCodec.class)
	JacksonPayloadCodec jobsPayloadCodec() {
		return new JacksonPayloadCodec();
	}

	@Bean
	@ConditionalOnMissingBean
	JobRegistry jobsRegistry() {
		return new JobRegistry();
	}

	@Bean
	JobOverrides jobsOverrides(JobsProperties properties, Environment environment) {
		return new JobOverrides(properties.definitions(), environment);
	}

	@Bean
	@ConditionalOnMissingBean
	JobRegistrar jobsRegistrar(JobRegistry registry, JobsSettings settings, PayloadCodec codec,
			JobOverrides overrides) {
		return new JobRegistrar(registry, settings.defaults(), codec, overrides);
	}

	@Bean
	@ConditionalOnMissingBean
	JobEngine jobsEngine(JobStore store, JobRegistry registry, PayloadCodec codec, JobsSettings settings,
			ObjectProvider<RunObserver> observer, ObjectProvider<Clock> clock, ApplicationContext context) {
		return new JobEngine(store, registry, codec, observer.getIfAvailable(() -> RunObserver.NONE), settings.engine(),
				new WorkerThreads(context.getEnvironment(), context.getClassLoader()),
				clock.getIfUnique(Clock::systemUTC));
	}

	@Bean
	@ConditionalOnMissingBean
	JobScheduler jobsScheduler(JobEngine engine, JobsSettings settings) {
		return JobScheduler.on(engine, settings.maxPayloadBytes());
	}

	@Bean
	@ConditionalOnMissingBean
	Doctor jobsDoctor(JobEngine engine, JobsSettings settings, ObjectProvider<Check> checks) {
		List<Check> all = new ArrayList<>();
		all.add(settings::findings);
		checks.orderedStream().forEach(all::add);
		return new Doctor(engine, all, settings.database().allowUnsafeH2() ? Set.of(UNSAFE_H2) : Set.of());
	}

	@Bean
	@ConditionalOnMissingBean
	JobsLifecycle jobsLifecycle(JobEngine engine, JobsSettings settings, Environment environment,
			ObjectProvider<StoreFileTransactions> transactions) {
		return new JobsLifecycle(engine, new StartReport(settings, environment, transactions));
	}

	@Bean
	static LazyInitializationExcludeFilter jobsLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(JobsLifecycle.class, JobsAnnotationProcessor.class);
	}

}
