package dev.jobs.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.GenericTypeResolver;

import dev.jobs.autoconfigure.JobMethodScanner.FoundMethod;
import dev.jobs.job.JobContext;

/**
 * Lets a native image call the methods of jobs, and read and write what they take and
 * give.
 */
final class JobMethodHints implements BeanFactoryInitializationAotProcessor {

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		List<FoundMethod> methods = new JobMethodScanner(beanFactory).scan();
		return methods.isEmpty() ? null : new Contribution(methods);
	}

	private final class Contribution implements BeanFactoryInitializationAotContribution {

		private final List<FoundMethod> methods;

		Contribution(List<FoundMethod> methods) {
			this.methods = methods;
		}

		@Override
		public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
			this.methods.forEach((found) -> register(context.getRuntimeHints(), found));
		}

		private void register(RuntimeHints hints, FoundMethod found) {
			Method method = found.method();
			hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
			for (Type type : method.getGenericParameterTypes()) {
				bind(hints, GenericTypeResolver.resolveType(type, found.targetClass()));
			}
			bind(hints, GenericTypeResolver.resolveType(method.getGenericReturnType(), found.targetClass()));
		}

		private void bind(RuntimeHints hints, Type type) {
			if (type != JobContext.class && type != void.class) {
				JobMethodHints.this.bindings.registerReflectionHints(hints.reflection(), type);
			}
		}

	}

}
