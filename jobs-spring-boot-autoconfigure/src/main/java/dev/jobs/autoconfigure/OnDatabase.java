package dev.jobs.autoconfigure;

import java.util.Arrays;
import java.util.Locale;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Holds where a database keeps the runs: one is asked for, or there is one and nothing
 * else is asked for. Unlike the conditions of Spring Boot it also sees data sources that
 * are marked for jobs and hidden from everybody else.
 */
final class OnDatabase extends SpringBootCondition implements ConfigurationCondition {

	private static final String TYPE = "jobs.store.type";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Jobs in a database");
		Environment environment = context.getEnvironment();
		String type = environment.getProperty(TYPE, "").strip().toLowerCase(Locale.ROOT);
		if (!type.isEmpty()) {
			return new ConditionOutcome(type.equals("jdbc"), message.because(TYPE + " is '" + type + "'"));
		}
		if (OnStoreFile.isAskedFor(environment)) {
			return ConditionOutcome.match(message.because("a file is asked for"));
		}
		return hasDataSource(context.getBeanFactory())
				? ConditionOutcome.match(message.because("there is a data source"))
				: ConditionOutcome.noMatch(message.because("there is no data source"));
	}

	private static boolean hasDataSource(@Nullable ConfigurableListableBeanFactory beans) {
		if (beans == null) {
			return false;
		}
		return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, DataSource.class, true, false))
			.anyMatch((name) -> isForAll(beans, name)
					|| beans.findAnnotationOnBean(name, JobsDataSource.class, false) != null);
	}

	private static boolean isForAll(ConfigurableListableBeanFactory beans, String name) {
		if (!beans.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = beans.getBeanDefinition(name);
		return definition.isAutowireCandidate()
				&& (!(definition instanceof AbstractBeanDefinition bean) || bean.isDefaultCandidate());
	}

}
