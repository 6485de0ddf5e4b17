package dev.jobs.autoconfigure.health;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

import dev.jobs.autoconfigure.JobsAutoConfiguration;
import dev.jobs.engine.JobEngine;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of jobs.
 */
@AutoConfiguration(after = JobsAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(JobEngine.class)
@ConditionalOnEnabledHealthIndicator("jobs")
public final class JobsHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "jobsHealthContributor")
	JobsHealthIndicator jobsHealthContributor(JobEngine engine) {
		return new JobsHealthIndicator(engine);
	}

}
