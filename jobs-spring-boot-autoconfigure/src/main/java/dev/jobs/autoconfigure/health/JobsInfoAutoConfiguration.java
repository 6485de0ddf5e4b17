package dev.jobs.autoconfigure.health;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

import dev.jobs.autoconfigure.JobsAutoConfiguration;
import dev.jobs.engine.JobEngine;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for information about jobs.
 */
@AutoConfiguration(after = JobsAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(JobEngine.class)
@ConditionalOnEnabledInfoContributor("jobs")
public final class JobsInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "jobsInfoContributor")
	JobsInfoContributor jobsInfoContributor(JobEngine engine) {
		return new JobsInfoContributor(engine);
	}

}
