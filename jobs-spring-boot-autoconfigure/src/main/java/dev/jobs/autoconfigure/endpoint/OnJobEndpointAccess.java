package dev.jobs.autoconfigure.endpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.PropertiesEndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the access to the endpoint is {@code none}. Which endpoints are exposed
 * does not matter: a guard of its own protects this one.
 */
final class OnJobEndpointAccess extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Access access = new PropertiesEndpointAccessResolver(context.getEnvironment()).accessFor(JobEndpointFilter.ID,
				Access.UNRESTRICTED);
		return new ConditionOutcome(access != Access.NONE,
				ConditionMessage.forCondition("Job endpoint").because("its access is " + access));
	}

}
