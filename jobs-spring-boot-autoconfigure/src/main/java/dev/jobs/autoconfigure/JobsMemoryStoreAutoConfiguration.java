package dev.jobs.autoconfigure;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for jobs kept in memory, where
 * nothing else keeps them.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnMissingBean(JobStore.class)
@Import(JobsSettingsConfiguration.class)
public final class JobsMemoryStoreAutoConfiguration {

	@Bean
	MemoryJobStore jobsStore(JobsSettings settings, ObjectProvider<Clock> clock) {
		return new MemoryJobStore(clock.getIfUnique(Clock::systemUTC), settings.memory());
	}

}
