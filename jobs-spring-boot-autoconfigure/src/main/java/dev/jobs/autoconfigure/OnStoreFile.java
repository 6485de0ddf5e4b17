package dev.jobs.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Holds where runs are to be kept in a file of their own.
 */
final class OnStoreFile extends SpringBootCondition {

	private static final String PATH = "jobs.store.path";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean asked = isAskedFor(context.getEnvironment());
		return new ConditionOutcome(asked,
				ConditionMessage.forCondition("Jobs in a file").because(PATH + (asked ? " is set" : " is not set")));
	}

	static boolean isAskedFor(Environment environment) {
		return StringUtils.hasText(environment.getProperty(PATH));
	}

}
