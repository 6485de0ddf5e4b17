package dev.jobs.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;

import dev.jobs.autoconfigure.JobMethod.Argument;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefinition.Kind;

/**
 * What a job's method takes, and what is wrong with it.
 *
 * @param arguments what the parameters take, in their order
 * @param payloadType the type of the payload, {@code null} if the method takes none
 * @param faults what is wrong, empty if nothing is
 */
record JobSignature(List<Argument> arguments, @Nullable Type payloadType, List<Fault> faults) {

	static JobSignature of(Method method, Class<?> targetClass, Kind kind) {
		List<Fault> faults = new ArrayList<>();
		checkModifiers(method, faults);
		checkReturn(method, targetClass, faults);
		List<Argument> arguments = new ArrayList<>();
		List<Type> payloads = new ArrayList<>();
		for (Type declared : method.getGenericParameterTypes()) {
			Type type = GenericTypeResolver.resolveType(declared, targetClass);
			if (type == JobContext.class) {
				arguments.add(Argument.CONTEXT);
			}
			else {
				arguments.add(Argument.PAYLOAD);
				payloads.add(type);
			}
		}
		checkParameters(arguments, payloads, kind, faults);
		return new JobSignature(arguments, payloads.isEmpty() ? null : payloads.get(0), faults);
	}

	private static void checkModifiers(Method method, List<Fault> faults) {
		if (Modifier.isStatic(method.getModifiers())) {
			faults.add(new Fault("is static, but a job is a method of a bean", "remove 'static'"));
		}
	}

	private static void checkReturn(Method method, Class<?> targetClass, List<Fault> faults) {
		Class<?> type = GenericTypeResolver.resolveReturnType(method, targetClass);
		if (isSuspending(method)) {
			faults.add(new Fault("is a suspending function, which a worker thread cannot wait for",
					"make it a plain function, with runBlocking inside where needed"));
		}
		else if (Future.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			faults.add(new Fault(
					"returns '%s', which would count as done before the work is".formatted(type.getSimpleName()),
					"wait for the result in the method and return it, or return void"));
		}
		if (isAsync(method, targetClass)) {
			faults.add(new Fault("is @Async, so that it would count as done before the work is",
					"remove @Async; a job has a thread of its own already"));
		}
	}

	private static boolean isSuspending(Method method) {
		Class<?>[] types = method.getParameterTypes();
		return types.length > 0 && types[types.length - 1].getName().equals("kotlin.coroutines.Continuation");
	}

	private static boolean isAsync(Method method, Class<?> targetClass) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
	}

	private static void checkParameters(List<Argument> arguments, List<Type> payloads, Kind kind, List<Fault> faults) {
		if (arguments.size() - payloads.size() > 1) {
			faults.add(new Fault("takes more than one JobContext", "keep one of them"));
		}
		if (kind == Kind.RECURRING && !payloads.isEmpty()) {
			faults.add(new Fault(
					"takes '%s', but nobody gives a scheduled job a payload".formatted(payloads.get(0).getTypeName()),
					"take nothing or a JobContext, or use @JobHandler"));
		}
		else if (payloads.size() > 1) {
			List<String> names = payloads.stream().map(Type::getTypeName).toList();
			faults.add(new Fault("takes %d payloads ('%s')".formatted(names.size(), String.join("', '", names)),
					"take nothing, one payload, a JobContext, or a payload and a JobContext; put several values "
							+ "into one record"));
		}
	}

	/**
	 * One thing that is wrong with a method.
	 *
	 * @param description what is wrong, to be read after the name of the method
	 * @param fix what to do
	 */
	record Fault(String description, String fix) {
	}

}
