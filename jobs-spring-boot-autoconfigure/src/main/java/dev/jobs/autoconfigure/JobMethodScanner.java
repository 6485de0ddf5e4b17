package dev.jobs.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.stereotype.Component;

import dev.jobs.job.JobHandler;
import dev.jobs.job.ScheduledJob;
import dev.jobs.job.ScheduledJobs;

/**
 * Finds the annotated methods of all beans by the beans' types, so that none is made for
 * it. A bean that is there already is looked at itself, since a proxy may hide its class.
 */
final class JobMethodScanner {

	private static final Logger logger = LoggerFactory.getLogger(JobMethodScanner.class);

	private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(ScheduledJob.class, ScheduledJobs.class,
			JobHandler.class);

	private final ConfigurableListableBeanFactory beanFactory;

	JobMethodScanner(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the annotated methods.
	 * @return the methods, in the order in which the beans are defined
	 */
	List<FoundMethod> scan() {
		List<FoundMethod> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = targetClass(beanName);
			if (type != null && isCandidate(type)) {
				methods(beanName, type).forEach((method, annotations) -> found.add(new FoundMethod(beanName,
						scope(beanName), type, beanClass(beanName, type), method, annotations)));
			}
		}
		return found;
	}

	private @Nullable Class<?> targetClass(String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return null;
		}
		Object existing = existing(beanName);
		if (existing != null) {
			return AopProxyUtils.ultimateTargetClass(existing);
		}
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type != null && ScopedObject.class.isAssignableFrom(type)) {
			String target = ScopedProxyUtils.getTargetBeanName(beanName);
			Class<?> targetType = AutoProxyUtils.determineTargetClass(this.beanFactory, target);
			return (targetType != null) ? targetType : type;
		}
		return type;
	}

	private @Nullable Object existing(String beanName) {
		if (!this.beanFactory.containsSingleton(beanName)) {
			return null;
		}
		Object singleton = this.beanFactory.getSingleton(beanName);
		return (singleton instanceof FactoryBean) ? null : singleton;
	}

	private Class<?> beanClass(String beanName, Class<?> targetClass) {
		Object existing = existing(beanName);
		Class<?> type = (existing != null) ? existing.getClass() : this.beanFactory.getType(beanName, false);
		return (type != null) ? type : targetClass;
	}

	private @Nullable String scope(String beanName) {
		String target = ScopedProxyUtils.getTargetBeanName(beanName);
		for (String name : List.of(target, beanName)) {
			if (this.beanFactory.containsBeanDefinition(name)) {
				return this.beanFactory.getMergedBeanDefinition(name).getScope();
			}
		}
		return null;
	}

	private static boolean isCandidate(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, ANNOTATIONS)
				&& !AopInfrastructureBean.class.isAssignableFrom(type) && !isFramework(type);
	}

	private static boolean isFramework(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	// A class may name types that are absent, which is for others to complain about.
	private static Map<Method, JobAnnotations> methods(String beanName, Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type, JobMethodScanner::annotations);
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.warn("The methods of bean '{}' of type '{}' cannot be read, so none of them becomes a job: {}",
					beanName, type.getName(), ex.toString());
			return Map.of();
		}
	}

	private static @Nullable JobAnnotations annotations(Method method) {
		MergedAnnotations merged = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY,
				RepeatableContainers.of(ScheduledJob.class, ScheduledJobs.class));
		if (!merged.isPresent(ScheduledJob.class) && !merged.isPresent(JobHandler.class)) {
			return null;
		}
		List<ScheduledJob> scheduled = nearest(merged, ScheduledJob.class);
		List<JobHandler> handlers = nearest(merged, JobHandler.class);
		return new JobAnnotations(scheduled, handlers);
	}

	// A method that overrides another may repeat its annotation; the nearest one counts.
	private static <A extends Annotation> List<A> nearest(MergedAnnotations merged, Class<A> type) {
		List<MergedAnnotation<A>> all = merged.stream(type).toList();
		int nearest = all.stream().mapToInt(MergedAnnotation::getAggregateIndex).min().orElse(0);
		return all.stream()
			.filter((annotation) -> annotation.getAggregateIndex() == nearest)
			.map(MergedAnnotation::synthesize)
			.toList();
	}

	/**
	 * The annotations of one method.
	 *
	 * @param scheduled the schedules, each a job of its own
	 * @param handlers at most one
	 */
	record JobAnnotations(List<ScheduledJob> scheduled, List<JobHandler> handlers) {
	}

	/**
	 * An annotated method of a bean.
	 *
	 * @param beanName the name of the bean
	 * @param scope the scope of the bean, {@code null} if it has no definition
	 * @param targetClass the class behind all proxies
	 * @param beanClass the class of the bean as others see it
	 * @param method the method of the target class
	 * @param annotations its annotations
	 */
	record FoundMethod(String beanName, @Nullable String scope, Class<?> targetClass, Class<?> beanClass, Method method,
			JobAnnotations annotations) {

		/**
		 * Return the method for people.
		 * @return class and method, such as {@code com.acme.Receipts#send}
		 */
		String text() {
			return this.targetClass.getName() + "#" + this.method.getName();
		}

	}

}
