package dev.jobs.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

import dev.jobs.job.JobConfigurer;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.ScheduledJob;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes jobs of methods annotated
 * with {@link ScheduledJob @ScheduledJob} or {@link JobHandler @JobHandler} and of
 * {@link JobConfigurer} beans.
 */
@AutoConfiguration(after = JobsAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBean(JobRegistrar.class)
public final class JobsAnnotationAutoConfiguration {

	// Each context has one, also below a parent that has jobs of its own.
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	JobsAnnotationProcessor jobsAnnotationProcessor(ConfigurableListableBeanFactory beanFactory) {
		return new JobsAnnotationProcessor(beanFactory);
	}

}
