package dev.jobs.autoconfigure;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.env.Environment;

import dev.jobs.autoconfigure.InvalidJobsException.Problem;
import dev.jobs.autoconfigure.JobMethodScanner.FoundMethod;
import dev.jobs.autoconfigure.JobSignature.Fault;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.JobConfigurer;
import dev.jobs.job.JobDeclaration;
import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobOptions;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Names;
import dev.jobs.job.ScheduledJob;
import dev.jobs.job.UnknownJobException;

/**
 * Registers the jobs of an application once all its singletons are there and before the
 * engine starts: first those of annotated methods, then those of {@link JobConfigurer}
 * beans. What is wrong with any of them is reported together.
 */
final class JobsAnnotationProcessor implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(JobsAnnotationProcessor.class);

	private static final String STOPPED = "the configurer stopped there, so what it declares afterwards was not looked at";

	private static final Set<String> SHORT_SCOPES = Set.of("request", "session", "websocket");

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<Problem> problems = new ArrayList<>();

	JobsAnnotationProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		JobRegistrar registrar = this.beanFactory.getBean(JobRegistrar.class);
		new JobMethodScanner(this.beanFactory).scan().forEach((found) -> register(found, registrar));
		configure(registrar);
		this.beanFactory.getBeanProvider(JobOverrides.class).ifAvailable(this::warnOfUnknown);
		if (!this.problems.isEmpty()) {
			throw new InvalidJobsException(this.problems);
		}
		this.beanFactory.getBeanProvider(JobOverrides.class).ifAvailable(this::warnOfUnused);
	}

	private void register(FoundMethod found, JobRegistrar registrar) {
		checkBean(found);
		List<ScheduledJob> scheduled = found.annotations().scheduled();
		List<JobHandler> handlers = found.annotations().handlers();
		if (!scheduled.isEmpty() && !handlers.isEmpty()) {
			problem(found, "is annotated with both @ScheduledJob and @JobHandler",
					"keep one of them; a scheduled job can be triggered by hand, too");
			return;
		}
		Kind kind = scheduled.isEmpty() ? Kind.ON_DEMAND : Kind.RECURRING;
		JobSignature signature = JobSignature.of(found.method(), found.targetClass(), kind);
		signature.faults().forEach((fault) -> problem(found, fault));
		for (ScheduledJob job : scheduled) {
			AnnotationTexts texts = texts();
			declare(found, signature, kind, texts, texts.id(job.id()), texts.options(job), registrar);
		}
		for (JobHandler job : handlers) {
			AnnotationTexts texts = texts();
			declare(found, signature, kind, texts, texts.id(job.id()), texts.options(job), registrar);
		}
	}

	private AnnotationTexts texts() {
		return new AnnotationTexts(new EmbeddedValueResolver(this.beanFactory)::resolveStringValue);
	}

	// Also where something is wrong already, to hear what else is: once there is a
	// problem, nothing starts.
	private void declare(FoundMethod found, JobSignature signature, Kind kind, AnnotationTexts texts,
			@Nullable String id, JobOptions options, JobRegistrar registrar) {
		if (id == null) {
			texts.problems().forEach((text) -> problem(found, text, null));
			return;
		}
		JobMethod body = new JobMethod(this.beanFactory, found.beanName(), found.method(), signature.arguments());
		Type payloadType = signature.faults().isEmpty() ? signature.payloadType() : null;
		try {
			registrar.register(new JobDeclaration(id, kind, found.text(), payloadType, body, options));
		}
		catch (InvalidJobException ex) {
			ex.getProblems().forEach((text) -> problem(found, text, null));
		}
	}

	private void checkBean(FoundMethod found) {
		if (found.scope() != null && SHORT_SCOPES.contains(found.scope())) {
			problem(found,
					"belongs to a bean of scope '%s', which does not exist where a job runs".formatted(found.scope()),
					"move the method to a singleton");
		}
		else if (!Modifier.isStatic(found.method().getModifiers())) {
			checkProxy(found);
		}
	}

	private void checkProxy(FoundMethod found) {
		try {
			AopUtils.selectInvocableMethod(found.method(), found.beanClass());
		}
		catch (IllegalStateException ex) {
			boolean isPrivate = Modifier.isPrivate(found.method().getModifiers());
			problem(found,
					isPrivate ? "is private, but its bean is a proxy, which cannot pass the call on"
							: "is not part of an interface, but its bean is a JDK proxy, which has no other methods",
					isPrivate ? "make the method at least package-private"
							: "declare it in an interface, or set spring.aop.proxy-target-class=true");
		}
		if (isCglibProxy(found.beanClass()) && Modifier.isFinal(found.method().getModifiers())) {
			problem(found, "is final, but its bean is a proxy, which cannot pass the call on", "remove 'final'");
		}
	}

	private static boolean isCglibProxy(Class<?> type) {
		return SpringProxy.class.isAssignableFrom(type) && !Proxy.isProxyClass(type);
	}

	private void configure(JobRegistrar registrar) {
		Map<JobConfigurer, String> names = new IdentityHashMap<>();
		this.beanFactory.getBeansOfType(JobConfigurer.class).forEach((name, bean) -> names.put(bean, name));
		this.beanFactory.getBeanProvider(JobConfigurer.class)
			.orderedStream()
			.forEach((configurer) -> configure(configurer, names.getOrDefault(configurer, "?"), registrar));
	}

	private void configure(JobConfigurer configurer, String beanName, JobRegistrar registrar) {
		try {
			configurer.configure(registrar);
		}
		catch (InvalidJobException ex) {
			List<String> texts = ex.getProblems();
			texts.subList(0, texts.size() - 1)
				.forEach((text) -> this.problems.add(new Problem(beanName, null, text, null)));
			this.problems.add(new Problem(beanName, null, texts.get(texts.size() - 1), STOPPED));
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(new Problem(beanName, null, String.valueOf(ex.getMessage()), STOPPED));
		}
		catch (RuntimeException ex) {
			if (!this.problems.isEmpty()) {
				ex.addSuppressed(new InvalidJobsException(this.problems));
			}
			throw ex;
		}
	}

	private void problem(FoundMethod found, Fault fault) {
		problem(found, fault.description(), fault.fix());
	}

	private void problem(FoundMethod found, String description, @Nullable String fix) {
		this.problems.add(new Problem(found.beanName(), found.text(), description, fix));
	}

	// Said before anything is thrown: a name that is written wrongly is often the reason.
	private void warnOfUnknown(JobOverrides overrides) {
		List<String> unknown = new UnknownSettings(this.beanFactory.getBean(Environment.class), overrides.asked())
			.find();
		if (!unknown.isEmpty()) {
			logger.warn("These settings have no effect, because no setting of jobs has such a name:{}",
					unknown.stream().map((key) -> "%n    - ".formatted() + key).collect(Collectors.joining()));
		}
	}

	private void warnOfUnused(JobOverrides overrides) {
		JobRegistry registry = this.beanFactory.getBean(JobRegistry.class);
		overrides.unused()
			.forEach((id) -> logger.warn("jobs.definitions.{} sets a job that does not exist. {}", Names.shown(id),
					suggestion(registry, id)));
	}

	private static String suggestion(JobRegistry registry, String id) {
		try {
			registry.require(id);
			return "Use its id, not an alias";
		}
		catch (UnknownJobException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
