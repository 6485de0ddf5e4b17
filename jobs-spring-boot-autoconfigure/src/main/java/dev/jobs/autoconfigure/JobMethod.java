package dev.jobs.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

import dev.jobs.job.JobBody;
import dev.jobs.job.JobContext;

/**
 * Runs a job by calling a method of a bean. The bean is asked for by name at each run, so
 * that a lazy bean is made when it is needed, a prototype is made anew, and all advice on
 * the bean takes part. Safe for use by many threads.
 */
final class JobMethod implements JobBody<@Nullable Object> {

	private final BeanFactory beanFactory;

	private final String beanName;

	private final Method method;

	private final List<Argument> arguments;

	private volatile @Nullable Target target;

	JobMethod(BeanFactory beanFactory, String beanName, Method method, List<Argument> arguments) {
		this.beanFactory = beanFactory;
		this.beanName = beanName;
		this.method = method;
		this.arguments = arguments;
	}

	@Override
	public @Nullable Object run(@Nullable Object payload, JobContext context) throws Exception {
		Object bean = this.beanFactory.getBean(this.beanName);
		Method invocable = target(bean.getClass()).method();
		try {
			return invocable.invoke(bean, arguments(payload, context));
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	private @Nullable Object[] arguments(@Nullable Object payload, JobContext context) {
		@Nullable Object[] values = new @Nullable Object[this.arguments.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = switch (this.arguments.get(i)) {
				case PAYLOAD -> payload;
				case CONTEXT -> context;
			};
		}
		return values;
	}

	// The class of a bean stays the same, except of those that are made anew.
	private Target target(Class<?> beanClass) {
		Target known = this.target;
		if (known == null || known.beanClass() != beanClass) {
			Method invocable = AopUtils.selectInvocableMethod(this.method, beanClass);
			ReflectionUtils.makeAccessible(invocable);
			known = new Target(beanClass, invocable);
			this.target = known;
		}
		return known;
	}

	/**
	 * What a parameter takes.
	 */
	enum Argument {

		/** The payload. */
		PAYLOAD,

		/** The context of the attempt. */
		CONTEXT

	}

	/**
	 * The method as it is called on beans of a class.
	 *
	 * @param beanClass the class of the bean, which may be a proxy
	 * @param method the method of that class or of an interface of it
	 */
	private record Target(Class<?> beanClass, Method method) {
	}

}
