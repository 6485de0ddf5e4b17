package dev.jobs.autoconfigure.endpoint;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

import dev.jobs.autoconfigure.endpoint.JobEndpointProperties.Security;

/**
 * Matches if the address ranges alone are to decide who may reach the endpoint.
 */
final class OnCidrOnly extends SpringBootCondition {

	private static final String PROPERTY = "jobs.endpoint.security";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Security security = Binder.get(context.getEnvironment())
			.bind(PROPERTY, Security.class)
			.orElse(Security.INHERIT);
		return new ConditionOutcome(security == Security.CIDR_ONLY,
				ConditionMessage.forCondition("Job endpoint").because("'%s' is %s".formatted(PROPERTY, security)));
	}

}
