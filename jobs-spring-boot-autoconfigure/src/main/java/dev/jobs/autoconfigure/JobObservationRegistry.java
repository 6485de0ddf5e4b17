package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.springframework.util.ClassUtils;

/**
 * The application's observation handlers without those that make meters, because the
 * meters of jobs have tags from closed sets only and no twin for runs that go on. Without
 * any other handler, observations cost nothing.
 */
final class JobObservationRegistry {

	private static final boolean TRACING = ClassUtils.isPresent(
			"io.micrometer.tracing.handler.TracingObservationHandler", JobObservationRegistry.class.getClassLoader());

	private final ObservationRegistry registry;

	JobObservationRegistry(List<ObservationHandler<?>> handlers) {
		List<ObservationHandler<?>> tracing = new ArrayList<>();
		List<ObservationHandler<?>> others = new ArrayList<>();
		for (ObservationHandler<?> handler : handlers) {
			if (TRACING && Tracing.handles(handler)) {
				tracing.add(handler);
			}
			else if (!(handler instanceof MeterObservationHandler<?>)) {
				others.add(handler);
			}
		}
		boolean none = tracing.isEmpty() && others.isEmpty();
		this.registry = none ? ObservationRegistry.NOOP : create(tracing, others);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static ObservationRegistry create(List<ObservationHandler<?>> tracing, List<ObservationHandler<?>> others) {
		ObservationRegistry registry = ObservationRegistry.create();
		if (!tracing.isEmpty()) {
			registry.observationConfig()
				.observationHandler(new FirstMatchingCompositeObservationHandler((List) tracing));
		}
		others.forEach(registry.observationConfig()::observationHandler);
		return registry;
	}

	void addPredicate(ObservationPredicate predicate) {
		this.registry.observationConfig().observationPredicate(predicate);
	}

	void addFilter(ObservationFilter filter) {
		this.registry.observationConfig().observationFilter(filter);
	}

	ObservationRegistry get() {
		return this.registry;
	}

	/**
	 * Apart, because tracing may be absent.
	 */
	private static final class Tracing {

		static boolean handles(ObservationHandler<?> handler) {
			return handler instanceof TracingObservationHandler<?>;
		}

	}

}
