package dev.jobs.autoconfigure;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What all auto-configurations of jobs read.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobsProperties.class)
class JobsSettingsConfiguration {

	@Bean
	JobsSettings jobsSettings(JobsProperties properties, Environment environment) {
		return new JobsSettingsReader(properties, environment).read();
	}

}
