package dev.jobs.autoconfigure.endpoint;

import java.time.Clock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import dev.jobs.JobScheduler;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.JobEngine;
import dev.jobs.run.Pause;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the job endpoint. What is here
 * belongs to the application; the mappings that use it belong to the web server of the
 * management port, which may be another one.
 */
@AutoConfiguration(after = EndpointAutoConfiguration.class, afterName = "dev.jobs.autoconfigure.JobsAutoConfiguration",
		beforeName = "org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ EndpointAutoConfiguration.class, WebEndpoint.class })
@ConditionalOnWebApplication
@ConditionalOnBean({ JobScheduler.class, EndpointAccessResolver.class })
@Conditional(OnJobEndpointAccess.class)
@EnableConfigurationProperties(JobEndpointProperties.class)
@RegisterReflectionForBinding({ ApiAnswers.Success.class, ApiAnswers.Failure.class, ApiException.Problem.class,
		JobView.class, RunView.class, QueueView.class, NodeView.class, OverviewView.class, TriggerView.class,
		DoctorView.class, Pause.class })
public final class JobsEndpointAutoConfiguration {

	private static final String ZONE_PROPERTY = "jobs.time-zone";

	@Bean
	JobEndpoint jobsEndpoint() {
		return new JobEndpoint();
	}

	@Bean
	JobEndpointFilter jobsEndpointFilter() {
		return new JobEndpointFilter();
	}

	@Bean
	BasePath jobsEndpointBasePath(JobEndpointProperties properties) {
		return new BasePath(properties.basePath());
	}

	@Bean
	EndpointGuard jobsEndpointGuard(JobEndpointProperties properties) {
		return new EndpointGuard(AddressGuard.of(properties.cidrAllowlist(), properties.trustedProxies()));
	}

	@Bean
	ApiHandler jobsEndpointHandler(JobEndpointProperties properties, EndpointGuard guard, EndpointAccessResolver access,
			JobScheduler scheduler, ObjectProvider<JobEngine> engine, ObjectProvider<Doctor> doctor,
			ObjectProvider<Clock> clocks, Environment environment) {
		Clock clock = clocks.getIfUnique(Clock::systemUTC);
		ApiJson json = new ApiJson();
		ApiAdmission admission = new ApiAdmission(guard,
				() -> access.accessFor(JobEndpointFilter.ID, Access.UNRESTRICTED), new DenialLog(clock));
		return new ApiHandler(admission, scheduler,
				new NodeInfo(engine::getIfAvailable, doctor::getIfAvailable, clock, zone(environment)),
				new ApiBodyReader(json, properties.bodyTimeout()), new ApiAnswers(json, clock));
	}

	private static String zone(Environment environment) {
		String zone = environment.getProperty(ZONE_PROPERTY, "").strip();
		return switch (zone) {
			case "" -> "UTC";
			case "-" -> "host-local";
			default -> zone;
		};
	}

}
