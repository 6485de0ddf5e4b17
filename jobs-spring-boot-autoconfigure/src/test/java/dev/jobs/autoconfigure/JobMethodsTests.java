package dev.jobs.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

import dev.jobs.JobScheduler;
import dev.jobs.RunFailedException;
import dev.jobs.job.JobConfigurer;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.RetryBackoff;
import dev.jobs.job.ScheduledJob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which methods become jobs, and how they are called.
 */
class JobMethodsTests {

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobsMemoryStoreAutoConfiguration.class, JobsAutoConfiguration.class,
				JobsAnnotationAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class));

	@Test
	void takeAPayloadAndTheContextInAnyOrder() {
		this.contexts.withBean(Shapes.class).run((context) -> {
			assertThat(call(context, "nothing", null)).isEqualTo("nothing");
			assertThat(call(context, "payload", "x")).isEqualTo("x");
			assertThat(call(context, "context", null)).isEqualTo("context");
			assertThat(call(context, "both", "x")).isEqualTo("both x");
			assertThat(call(context, "swapped", "x")).isEqualTo("swapped x");
			assertThat(call(context, "no-result", null)).isNull();
		});
	}

	@Test
	void knowTheirGenericPayload() {
		this.contexts.withBean(Shapes.class).run((context) -> {
			assertThat(call(context, "list", List.of(new Order1(1), new Order1(2)))).isEqualTo("3");
			assertThat(job(context, "list").payloadType())
				.hasToString("java.util.List<" + Order1.class.getName() + ">");
		});
	}

	@Test
	void knowThePayloadOfAGenericSuperclass() {
		this.contexts.withBean(OrderHandler.class).run((context) -> {
			assertThat(job(context, "generic").payloadType()).isEqualTo(Order1.class);
			assertThat(call(context, "generic", new Order1(5))).isEqualTo("5");
			assertThat(job(context, "generic").handler()).isEqualTo(OrderHandler.class.getName() + "#handle");
		});
	}

	@Test
	void failWithTheExceptionOfTheBody() {
		this.contexts.withBean(Shapes.class)
			.run((context) -> assertThatExceptionOfType(RunFailedException.class)
				.isThrownBy(() -> call(context, "failing", null))
				.withMessageContaining(IOException.class.getName()));
	}

	@Test
	void areFoundOnceOnACglibProxy() {
		this.contexts.withBean("proxied", Shapes.class, () -> proxy(new Shapes(), true))
			.run((context) -> assertThat(call(context, "payload", "x")).isEqualTo("advised x"));
	}

	@Test
	void areFoundOnTheInterfaceOfAJdkProxy() {
		this.contexts.withBean("proxied", Work.class, () -> proxy(new AnnotatedWork(), false))
			.run((context) -> assertThat(call(context, "work", "x")).isEqualTo("advised x"));
	}

	@Test
	void areInheritedFromInterfacesWithoutBeingFoundTwice() {
		this.contexts.withBean(OverridingWork.class).run((context) -> {
			assertThat(ids(context)).containsExactly("over");
			assertThat(call(context, "over", "x")).isEqualTo("over x");
		});
		this.contexts.withBean(InheritingWork.class)
			.run((context) -> assertThat(call(context, "declared", "x")).isEqualTo("inherited x"));
	}

	// P9
	@Test
	void leaveALazyBeanAloneUntilItRuns() {
		LazyWork.created.set(0);
		this.contexts.withUserConfiguration(LazyConfiguration.class).run((context) -> {
			assertThat(ids(context)).containsExactly("lazy");
			assertThat(LazyWork.created).hasValue(0);
			call(context, "lazy", null);
			call(context, "lazy", null);
			assertThat(LazyWork.created).hasValue(1);
		});
	}

	@Test
	void getAFreshPrototypeForEachRun() {
		PrototypeWork.created.set(0);
		this.contexts.withUserConfiguration(PrototypeConfiguration.class).run((context) -> {
			assertThat(ids(context)).containsExactly("prototype");
			assertThat(call(context, "prototype", null)).isEqualTo("1");
			assertThat(call(context, "prototype", null)).isEqualTo("2");
		});
	}

	// GB-T12
	@Test
	void runWithoutABeanThatCannotBeHad() {
		this.contexts.withBean(FrugalWork.class)
			.run((context) -> assertThat(call(context, "frugal", null)).isEqualTo("without a database"));
	}

	@Test
	void areFoundOnceBehindAScopedProxy() {
		this.contexts.withUserConfiguration(ScopedConfiguration.class).run((context) -> {
			assertThat(ids(context)).containsExactly("scoped");
			assertThat(call(context, "scoped", null)).isEqualTo("scoped");
		});
	}

	@Test
	void areFoundOnProductsOfFactories() {
		this.contexts.withUserConfiguration(FactoryConfiguration.class)
			.run((context) -> assertThat(call(context, "product", null)).isEqualTo("product"));
	}

	@Test
	void mayBeAnnotatedThroughAnotherAnnotation() {
		this.contexts.withBean(NightlyWork.class).run((context) -> {
			JobDefinition job = job(context, "nightly-purge");
			assertThat(job.queue()).isEqualTo("night");
			assertThat(String.valueOf(job.schedule())).contains("03:00");
		});
	}

	@Test
	void mayHaveSeveralSchedules() {
		this.contexts.withBean(TwoSchedules.class)
			.run((context) -> assertThat(ids(context)).containsExactly("evening", "morning"));
	}

	@Test
	void resolvePlaceholdersInEveryText() {
		this.contexts.withBean(Placeholders.class)
			.withPropertyValues("p.id=resolved", "p.cron=0 0 3 * * *", "p.zone=Europe/Rome", "p.queue=mail",
					"p.alias=old", "p.delay=7s")
			.run((context) -> {
				JobDefinition job = job(context, "resolved");
				assertThat(String.valueOf(job.schedule())).contains("Europe/Rome");
				assertThat(job.queue()).isEqualTo("mail");
				assertThat(job.aliases()).containsExactly("old");
				assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(9));
			});
	}

	@Test
	void mayBeTurnedOffByAProperty() {
		this.contexts.withBean(NightlyWork.class)
			.withPropertyValues("jobs.definitions.nightly-purge.daily-at=-")
			.run((context) -> assertThat(job(context, "nightly-purge").schedule()).isNull());
	}

	@Test
	void areJoinedByThoseOfConfigurersInOrder() {
		this.contexts.withUserConfiguration(Configurers.class).run((context) -> {
			assertThat(ids(context)).containsExactly("first", "second");
			assertThat(context.getBean(Configurers.class).called).containsExactly("first", "second");
			assertThat(job(context, "second").queue()).isEqualTo("default");
		});
	}

	// GB-T14
	@Test
	void areAllNamedWhenSeveralAreWrong() {
		this.contexts.withBean("wrong", Wrong.class)
			.withBean("other", OtherWrong.class)
			.withUserConfiguration(WrongConfigurer.class)
			.run((context) -> {
				assertThat(context).hasFailed();
				InvalidJobsException failure = cause(context.getStartupFailure());
				List<String> problems = failure.getProblems().stream().map(Object::toString).toList();
				assertThat(problems).anySatisfy((it) -> assertThat(it).contains("#fixed", "is static"))
					.anySatisfy((it) -> assertThat(it).contains("#two", "takes 2 payloads", "java.lang.Integer"))
					.anySatisfy((it) -> assertThat(it).contains("#later", "returns 'CompletableFuture'"))
					.anySatisfy((it) -> assertThat(it).contains("#flow", "returns 'Mono'"))
					.anySatisfy((it) -> assertThat(it).contains("#asynchronous", "is @Async"))
					.anySatisfy(
							(it) -> assertThat(it).contains("#annotatedTwice", "both @ScheduledJob and @JobHandler"))
					.anySatisfy(
							(it) -> assertThat(it).contains("#scheduledWithPayload", "nobody gives a scheduled job"))
					.anySatisfy((it) -> assertThat(it).contains("#clock", "dailyAt '25:00'"))
					.anySatisfy((it) -> assertThat(it).contains("#unset", "the property 'no.such.key' is not set"))
					.anySatisfy((it) -> assertThat(it).contains("#misfired", "misfire 'maybe'",
							"not one of skip, once, all"))
					.anySatisfy((it) -> assertThat(it).contains("#variable", "cannot be a payload"))
					.anySatisfy((it) -> assertThat(it).contains("#contexts", "more than one JobContext"))
					.anySatisfy((it) -> assertThat(it).contains("Bean 'other'", "already registered", "#fine"))
					.anySatisfy((it) -> assertThat(it).contains("Bean 'wrongJobs'", "monthlyAt"));
				assertThat(problems).hasSize(14);
			});
	}

	@Test
	void areLookedAtTogetherWithThoseOfAllConfigurers() {
		this.contexts.withBean("wrong", HiddenProblems.class)
			.withUserConfiguration(TwoWrongConfigurers.class)
			.run((context) -> {
				InvalidJobsException failure = cause(context.getStartupFailure());
				String stopped = "; the configurer stopped there, so what it declares afterwards was not looked at";
				assertThat(failure.getProblems()).extracting(Object::toString)
					.filteredOn((it) -> it.startsWith("Bean 'one'") || it.startsWith("Bean 'two'"))
					.satisfiesExactly(
							(it) -> assertThat(it).contains("Job 'first'", "dailyAt 'null'").doesNotContain(stopped),
							(it) -> assertThat(it).contains("Job 'first'", "Queue 'a b'").endsWith(stopped),
							(it) -> assertThat(it).contains("Bean 'two'", "monthlyAt '32 12:00'").endsWith(stopped));
				assertThat(context.getStartupFailure()).hasMessageNotContaining("'hidden'");
			});
	}

	@Test
	void hideNoProblemBehindAnother() {
		this.contexts.withBean("wrong", HiddenProblems.class).run((context) -> {
			InvalidJobsException failure = cause(context.getStartupFailure());
			assertThat(failure.getProblems()).extracting(Object::toString)
				.satisfiesExactlyInAnyOrder((it) -> assertThat(it).contains("#unreachable", "is static"),
						(it) -> assertThat(it).contains("#unreachable", "fixedRate '30'"),
						(it) -> assertThat(it).contains("#unset", "the property 'no.cron' is not set"),
						(it) -> assertThat(it).contains("#unset", "the property 'no.delay' is not set"),
						(it) -> assertThat(it).contains("#unset", "priority (101)"),
						(it) -> assertThat(it).contains("#unset", "backoff.strategy 'quadratik'", "'quadratic'?"),
						(it) -> assertThat(it).contains("#unnamed", "the property 'no.id' is not set"));
		});
	}

	@Test
	void areToldBesideTheBugOfAConfigurer() {
		this.contexts.withBean("wrong", OtherWrong.class)
			.withBean("twice", OtherWrong.class)
			.withBean("bug", JobConfigurer.class, () -> (jobs) -> {
				throw new IllegalStateException("a bug");
			})
			.run((context) -> assertThat(context.getStartupFailure()).hasMessage("a bug")
				.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
					.asString()
					.contains("Job 'fine' is already registered")));
	}

	@Test
	void areRefusedBelowAContextThatHasStarted() {
		this.contexts.withBean(NightlyWork.class)
			.run((parent) -> this.contexts.withParent(parent).withBean(TwoSchedules.class).run((child) -> {
				InvalidJobsException failure = cause(child.getStartupFailure());
				assertThat(failure.getProblems()).hasSize(2);
				assertThat(failure).hasMessageContaining("the engine has started");
			}));
	}

	@Test
	void areNotLookedForWhereTypesAreAbsent() {
		ClassLoader without = new FilteredClassLoader(Absent.class) {

			@Override
			public Class<?> loadClass(String name) throws ClassNotFoundException {
				return name.equals(NamesAbsent.class.getName()) ? define(name) : super.loadClass(name);
			}

			private Class<?> define(String name) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded != null) {
					return loaded;
				}
				try (InputStream code = NamesAbsent.class.getResourceAsStream("JobMethodsTests$NamesAbsent.class")) {
					byte[] bytes = code.readAllBytes();
					return defineClass(name, bytes, 0, bytes.length);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}

		};
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerBeanDefinition("absent",
				new RootBeanDefinition(ClassUtils.resolveClassName(NamesAbsent.class.getName(), without)));
		beans.registerBeanDefinition("nightly", new RootBeanDefinition(NightlyWork.class));
		assertThat(new JobMethodScanner(beans).scan()).singleElement()
			.satisfies((found) -> assertThat(found.beanName()).isEqualTo("nightly"));
	}

	@Test
	void areRefusedWhereAProxyCannotPassTheCallOn() {
		this.contexts.withBean("cglib", Unreachable.class, () -> proxy(new Unreachable(), true))
			.withBean("jdk", Work.class, () -> proxy(new WorkWithMore(), false))
			.withUserConfiguration(RequestConfiguration.class)
			.run((context) -> {
				InvalidJobsException failure = cause(context.getStartupFailure());
				List<String> problems = failure.getProblems().stream().map(Object::toString).toList();
				assertThat(problems).anySatisfy((it) -> assertThat(it).contains("#secret", "is private"))
					.anySatisfy((it) -> assertThat(it).contains("#last", "is final"))
					.anySatisfy((it) -> assertThat(it).contains("#more", "JDK proxy"))
					.anySatisfy((it) -> assertThat(it).contains("scope 'request'"))
					.hasSize(4);
			});
	}

	@SuppressWarnings("unchecked")
	private static <T> T proxy(Object target, boolean ofClass) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(ofClass);
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			Object result = invocation.proceed();
			return (result instanceof String text) ? "advised " + text : result;
		});
		return (T) factory.getProxy();
	}

	private static InvalidJobsException cause(Throwable failure) {
		Throwable cause = failure;
		while (!(cause instanceof InvalidJobsException found)) {
			cause = cause.getCause();
		}
		return found;
	}

	private static String call(ApplicationContext context, String id, Object payload) {
		JobScheduler jobs = context.getBean(JobScheduler.class);
		return jobs.await(jobs.trigger(id, payload).runId(), String.class, Duration.ofSeconds(10));
	}

	private static JobDefinition job(ApplicationContext context, String id) {
		return context.getBean(JobRegistry.class).require(id);
	}

	private static List<String> ids(ApplicationContext context) {
		return context.getBean(JobRegistry.class).all().stream().map(JobDefinition::id).toList();
	}

	record Order1(int number) {

	}

	static class Shapes {

		@JobHandler("nothing")
		String nothing() {
			return "nothing";
		}

		@JobHandler("payload")
		String payload(String text) {
			return text;
		}

		@JobHandler("context")
		String context(JobContext context) {
			return context.jobId();
		}

		@JobHandler("both")
		String both(String text, JobContext context) {
			return context.jobId() + " " + text;
		}

		@JobHandler("swapped")
		String swapped(JobContext context, String text) {
			return context.jobId() + " " + text;
		}

		@JobHandler("list")
		String list(List<Order1> orders) {
			return String.valueOf(orders.stream().mapToInt(Order1::number).sum());
		}

		@JobHandler("no-result")
		void noResult() {
		}

		@JobHandler(id = "failing", maxAttempts = 1)
		void failing() throws IOException {
			throw new IOException("disk full");
		}

	}

	abstract static class GenericHandler<P> {

		@JobHandler("generic")
		String handle(P payload) {
			return text(payload);
		}

		abstract String text(P payload);

	}

	static class OrderHandler extends GenericHandler<Order1> {

		@Override
		String text(Order1 payload) {
			return String.valueOf(payload.number());
		}

		@Override
		String handle(Order1 payload) {
			return super.handle(payload);
		}

	}

	interface Work {

		String work(String text);

	}

	static class AnnotatedWork implements Work {

		@Override
		@JobHandler("work")
		public String work(String text) {
			return text;
		}

	}

	static class WorkWithMore extends AnnotatedWork {

		@JobHandler("more")
		String more() {
			return "more";
		}

	}

	interface DeclaredWork {

		@JobHandler("declared")
		String work(String text);

	}

	static class InheritingWork implements DeclaredWork {

		@Override
		public String work(String text) {
			return "inherited " + text;
		}

	}

	static class OverridingWork implements DeclaredWork {

		@Override
		@JobHandler("over")
		public String work(String text) {
			return "over " + text;
		}

	}

	static class FrugalWork {

		private final ObjectProvider<DataSource> database;

		FrugalWork(ObjectProvider<DataSource> database) {
			this.database = database;
		}

		@JobHandler("frugal")
		String work() {
			return (this.database.getIfAvailable() != null) ? "with a database" : "without a database";
		}

	}

	static class LazyWork {

		private static final AtomicInteger created = new AtomicInteger();

		LazyWork() {
			created.incrementAndGet();
		}

		@JobHandler("lazy")
		private void work() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		LazyWork lazyWork() {
			return new LazyWork();
		}

	}

	static class PrototypeWork {

		private static final AtomicInteger created = new AtomicInteger();

		private final int number = created.incrementAndGet();

		@JobHandler("prototype")
		String work() {
			return String.valueOf(this.number);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeConfiguration {

		@Bean
		@Scope("prototype")
		PrototypeWork prototypeWork() {
			return new PrototypeWork();
		}

	}

	static class ScopedWork {

		@JobHandler("scoped")
		String work() {
			return "scoped";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		static CustomScopeConfigurer threadScope() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ScopedWork scopedWork() {
			return new ScopedWork();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RequestConfiguration {

		@Bean
		@Scope("request")
		ScopedWork requestWork() {
			return new ScopedWork();
		}

	}

	static class Product {

		@JobHandler("product")
		String work() {
			return "product";
		}

	}

	static class ProductFactory implements FactoryBean<Product> {

		@Override
		public Product getObject() {
			return new Product();
		}

		@Override
		public Class<?> getObjectType() {
			return Product.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryConfiguration {

		@Bean
		ProductFactory product() {
			return new ProductFactory();
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@ScheduledJob(dailyAt = "03:00", queue = "night")
	@interface Nightly {

		@AliasFor(annotation = ScheduledJob.class, attribute = "id")
		String value();

	}

	static class NightlyWork {

		@Nightly("nightly-purge")
		void purge() {
		}

	}

	static class Absent {

	}

	static class NamesAbsent {

		void use(Absent absent) {
		}

	}

	static class TwoSchedules {

		@ScheduledJob(id = "morning", dailyAt = "06:00")
		@ScheduledJob(id = "evening", dailyAt = "18:00")
		void report() {
		}

	}

	static class Placeholders {

		@ScheduledJob(id = "${p.id}", cron = "${p.cron}", zone = "${p.zone}", queue = "${p.queue}",
				aliases = "${p.alias}", timeout = "${p.timeout:9s}")
		void work() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Configurers {

		private final Set<String> called = ConcurrentHashMap.newKeySet();

		@Bean
		@Order(2)
		JobConfigurer second() {
			return (jobs) -> {
				assertThat(this.called).contains("first");
				this.called.add("second");
				jobs.fixedRate("second", Duration.ofHours(1), (context) -> {
				});
			};
		}

		@Bean
		@Order(1)
		JobConfigurer first() {
			return (jobs) -> {
				this.called.add("first");
				jobs.onDemand("first", (context) -> {
				});
			};
		}

	}

	static class Wrong {

		@JobHandler("static")
		static void fixed() {
		}

		@JobHandler("two")
		void two(String text, Integer number) {
		}

		@JobHandler("later")
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture("");
		}

		@JobHandler("flow")
		Mono<String> flow() {
			return Mono.empty();
		}

		@JobHandler("asynchronous")
		@Async
		void asynchronous() {
		}

		@JobHandler("annotated-twice")
		@ScheduledJob(id = "annotated-twice-too", fixedRate = "1h")
		void annotatedTwice() {
		}

		@ScheduledJob(id = "scheduled-with-payload", fixedRate = "1h")
		void scheduledWithPayload(String text) {
		}

		@ScheduledJob(id = "clock", dailyAt = "25:00")
		void clock() {
		}

		@ScheduledJob(id = "unset", cron = "${no.such.key}")
		void unset() {
		}

		@ScheduledJob(id = "misfired", fixedRate = "1h", misfire = "maybe")
		void misfired() {
		}

		@JobHandler("contexts")
		void contexts(JobContext one, JobContext other) {
		}

		@JobHandler("variable")
		<T> void variable(List<T> payload) {
		}

		@JobHandler("fine")
		void fine() {
		}

	}

	static class HiddenProblems {

		@ScheduledJob(id = "unreachable", fixedRate = "30")
		static void unreachable() {
		}

		@ScheduledJob(id = "unset", cron = "${no.cron}", priority = 101,
				backoff = @RetryBackoff(strategy = "quadratik", delay = "${no.delay}", maxDelay = "5s"))
		void unset() {
		}

		@JobHandler("${no.id}")
		void unnamed() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoWrongConfigurers {

		@Bean
		@Order(1)
		JobConfigurer one() {
			return (jobs) -> {
				jobs.recurring("first", (context) -> {
				}, (options) -> options.dailyAt("null").queue("a b"));
				jobs.cron("hidden", "nonsense", (context) -> {
				});
			};
		}

		@Bean
		@Order(2)
		JobConfigurer two() {
			return (jobs) -> jobs.monthlyAt("second", 32, LocalTime.NOON, (context) -> {
			});
		}

	}

	static class OtherWrong {

		@JobHandler("fine")
		void fineToo() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongConfigurer {

		@Bean
		JobConfigurer wrongJobs() {
			return (jobs) -> jobs.monthlyAt("monthly", 32, LocalTime.NOON, (context) -> {
			});
		}

	}

	static class Unreachable {

		@JobHandler("secret")
		private void secret() {
		}

		@JobHandler("last")
		final void last() {
		}

	}

}
