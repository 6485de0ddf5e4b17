package dev.jobs.autoconfigure;

import java.time.Clock;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

import dev.jobs.job.InvalidSettingsException;
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
		requireMemory(settings.database());
		return new MemoryJobStore(clock.getIfUnique(Clock::systemUTC), settings.memory());
	}

	// Whoever asks for a database must not be given the memory in silence.
	private static void requireMemory(DatabaseSettings database) {
		if (database.isRequired()) {
			String setting = (database.file() != null) ? "jobs.store.path '%s'".formatted(database.file())
					: "jobs.store.type 'jdbc'";
			throw new InvalidSettingsException(List
				.of("%s needs spring-jdbc: add the dependency org.springframework.boot:spring-boot-starter-jdbc, and the driver of the database (com.h2database:h2 for a file)"
					.formatted(setting)));
		}
	}

}
