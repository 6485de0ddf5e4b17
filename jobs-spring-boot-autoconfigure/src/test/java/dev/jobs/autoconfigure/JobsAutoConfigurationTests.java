package dev.jobs.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.jobs.JobScheduler;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.PayloadCodec;
import dev.jobs.job.ScheduledJob;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.run.RunState;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application gets, what it can replace, and when nothing starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class JobsAutoConfigurationTests {

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobsMemoryStoreAutoConfiguration.class, JobsAutoConfiguration.class,
				JobsAnnotationAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
				LifecycleAutoConfiguration.class));

	@Test
	void namesItsBeansSoThatTheyMeetNoOthers() {
		this.contexts.run((context) -> {
			Set<String> ours = new HashSet<>(List.of(context.getBeanNamesForType(Object.class)));
			ours.removeIf((name) -> context.getType(name) == null
					|| !context.getType(name).getName().startsWith("dev.jobs."));
			ours.removeIf((name) -> name.contains("dev.jobs.autoconfigure."));
			assertThat(ours).contains("jobsStore", "jobsPayloadCodec", "jobsRegistry", "jobsRegistrar", "jobsEngine",
					"jobsScheduler", "jobsLifecycle", "jobsAnnotationProcessor", "jobsSettings", "jobsOverrides");
			assertThat(ours).allSatisfy((name) -> assertThat(name).startsWith("jobs"));
		});
	}

	@Test
	void leavesTheStoreToTheApplication() {
		JobStore own = new MemoryJobStore(Clock.systemUTC(), MemorySettings.standard());
		this.contexts.withBean(JobStore.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(JobStore.class).doesNotHaveBean("jobsStore");
			assertThat(context.getBean(JobEngine.class).store()).isSameAs(own);
		});
	}

	@Test
	void leavesTheOtherPartsToTheApplication() {
		PayloadCodec codec = new JacksonPayloadCodec();
		JobRegistry registry = new JobRegistry();
		this.contexts.withBean("codec", PayloadCodec.class, () -> codec)
			.withBean("registry", JobRegistry.class, () -> registry)
			.withBean("registrar", JobRegistrar.class, () -> new JobRegistrar(registry, JobDefaults.standard(), codec))
			.withBean("work", Work.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean("jobsPayloadCodec")
					.doesNotHaveBean("jobsRegistry")
					.doesNotHaveBean("jobsRegistrar");
				assertThat(context.getBean(JobEngine.class).codec()).isSameAs(codec);
				assertThat(registry.size()).isEqualTo(1);
			});
	}

	@Test
	void takesTheClockOfTheApplication() {
		Clock clock = Clock.fixed(Instant.parse("2031-01-01T00:00:00Z"), ZoneOffset.UTC);
		this.contexts.withBean(Clock.class, () -> clock)
			.run((context) -> assertThat(context.getBean(JobStore.class).now()).isEqualTo(clock.instant()));
	}

	@Test
	void tellsTheObserverOfTheApplication() {
		CountDownLatch created = new CountDownLatch(1);
		RunObserver observer = new RunObserver() {

			@Override
			public void created(JobDefinition job, String queue, Trigger trigger) {
				created.countDown();
			}

		};
		this.contexts.withBean(RunObserver.class, () -> observer).withBean(Work.class).run((context) -> {
			context.getBean(JobScheduler.class).enqueue("work");
			assertThat(created.getCount()).isZero();
		});
	}

	// GB-T4, FR-016
	@Test
	void startsNoThreadWithoutAJob(CapturedOutput output) {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.contexts.run((context) -> {
			assertThat(newThreads(before)).isEmpty();
			assertThat(context.getBean(JobScheduler.class).jobs()).isEmpty();
			assertThat(context.getBean(JobEngine.class).nodeId()).isNull();
		});
		assertThat(output).doesNotContain("Jobs started");
	}

	private static List<String> newThreads(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("jobs-"))
			.toList();
	}

	@Test
	void onlyEnqueuesWhereTheWorkerIsOff(CapturedOutput output) {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.contexts.withBean(Work.class).withPropertyValues("jobs.worker.enabled=false").run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			var run = jobs.enqueue("work");
			assertThat(jobs.find(run)).get().extracting("state").isEqualTo(RunState.QUEUED);
			assertThat(newThreads(before)).isEmpty();
		});
		assertThat(output).contains("1 job (0 scheduled), zone UTC, enqueues only", "nothing will run");
	}

	// O8
	@Test
	void saysInOneLineWhatHasStarted(CapturedOutput output) {
		this.contexts.withBean(Work.class)
			.withPropertyValues("jobs.worker.concurrency=3", "jobs.queues.mail.concurrency=2",
					"jobs.time-zone=Europe/Rome", "jobs.worker.node-name=web")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsPattern(
				"Jobs started: store memory, queues default\\(3\\) mail\\(2\\), 1 job \\(0 scheduled\\), zone Europe/Rome, node web-[0-9a-f]{8}")
			.contains("they are lost when it ends");
	}

	@Test
	void saysWhatToDoWhereThereIsNoJob(CapturedOutput output) {
		this.contexts.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsPattern("INFO.*No job was found.*@ScheduledJob or @JobHandler");
	}

	// O8
	@Test
	void warnsOfTheMemoryStoreInProduction(CapturedOutput output) {
		this.contexts.withBean(Work.class)
			.withPropertyValues("spring.profiles.active=production")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsPattern("WARN.*memory store is in use in profile 'production'");
	}

	// L2
	@Test
	void warnsOfADrainThatIsTooLong(CapturedOutput output) {
		this.contexts.withBean(Work.class)
			.withPropertyValues("jobs.shutdown.drain-timeout=10m")
			.run((context) -> assertThat(context.getBean(JobEngine.class).settings().drainTimeout())
				.isEqualTo(Duration.ofSeconds(22)));
		assertThat(output).containsPattern("WARN.*jobs.shutdown.drain-timeout \\(10m\\)");
	}

	@Test
	void warnsOfSettingsForAJobThatIsNotThere(CapturedOutput output) {
		this.contexts.withBean(Work.class)
			.withPropertyValues("jobs.definitions.wrk.queue=mail", "jobs.definitions.work.priority=3")
			.run((context) -> assertThat(context.getBean(JobRegistry.class).require("work").priority()).isEqualTo(3));
		assertThat(output).contains("jobs.definitions.wrk sets a job that does not exist", "Did you mean 'work'?")
			.doesNotContain("jobs.definitions.work sets");
	}

	@Test
	void warnsOnceOfAllSettingsWithoutEffect(CapturedOutput output) {
		this.contexts.withBean(Work.class)
			.withPropertyValues("jobs.worker.lese=30s", "jobs.definitions.work.corn=@daily", "jobs.csv.folder=/data")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsOnlyOnce("These settings have no effect, because no setting of jobs has such a name:")
			.contains("    - jobs.definitions.work.corn from 'test'; did you mean jobs.definitions.work.cron?",
					"    - jobs.worker.lese from 'test'; did you mean jobs.worker.lease?")
			.doesNotContain("csv");
	}

	@Test
	void startsUnderLazyInitialization() {
		try (ConfigurableApplicationContext context = run("--spring.main.lazy-initialization=true")) {
			assertThat(context.getBean(JobEngine.class).state()).isEqualTo(JobEngine.State.RUNNING);
			assertThat(context.getBean(JobRegistry.class).size()).isEqualTo(2);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void runsInVirtualThreadsWhereTheyAreOn() {
		this.contexts.withBean(Work.class).withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(threadOf(context)).startsWith("VirtualThread");
			assertThat(context.getBean(Work.class).loader).isSameAs(context.getClassLoader());
		});
	}

	// P8
	@Test
	void runsInNamedThreadsThatSeeTheClassesOfTheApplication() {
		ClassLoader application = new ClassLoader("application", getClass().getClassLoader()) {
		};
		this.contexts.withBean(Work.class).withClassLoader(application).run((context) -> {
			ClassLoader caller = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
			try {
				assertThat(threadOf(context)).startsWith("Thread[").contains("jobs-worker-");
			}
			finally {
				Thread.currentThread().setContextClassLoader(caller);
			}
			assertThat(context.getBean(Work.class).loader).isSameAs(application);
		});
	}

	private static String threadOf(ConfigurableApplicationContext context) {
		JobScheduler jobs = context.getBean(JobScheduler.class);
		return jobs.await(jobs.enqueue("work"), String.class, Duration.ofSeconds(10));
	}

	// L8
	@Test
	void keepsTwoContextsOfOneProcessApart() {
		try (ConfigurableApplicationContext one = run(); ConfigurableApplicationContext other = run()) {
			JobScheduler jobs = one.getBean(JobScheduler.class);
			var run = jobs.enqueue("work");
			jobs.await(run, String.class, Duration.ofSeconds(10));
			assertThat(other.getBean(JobScheduler.class).find(run)).isEmpty();
			assertThat(one.getBean(JobEngine.class).nodeId()).isNotEqualTo(other.getBean(JobEngine.class).nodeId());
			one.close();
			assertThat(threadOf(other)).contains("jobs-worker-");
		}
	}

	// L8
	@Test
	void goesOnAfterItsContextWasPaused() {
		try (ConfigurableApplicationContext context = run()) {
			JobEngine engine = context.getBean(JobEngine.class);
			String first = engine.nodeId();
			context.pause();
			assertThat(engine.state()).isEqualTo(JobEngine.State.STOPPED);
			context.restart();
			assertThat(engine.state()).isEqualTo(JobEngine.State.RUNNING);
			assertThat(engine.nodeId()).isNotEqualTo(first);
			assertThat(threadOf(context)).contains("jobs-worker-");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(arguments);
	}

	// FR-014, FR-015, L1
	@Test
	void letsARunningJobEndBeforeTheStoreIsClosed() throws InterruptedException {
		ConfigurableApplicationContext context = run();
		Slow slow = context.getBean(Slow.class);
		context.getBean(JobScheduler.class).trigger("slow");
		assertThat(slow.begun.await(10, TimeUnit.SECONDS)).isTrue();
		Thread closing = new Thread(context::close);
		closing.start();
		JobEngine engine = context.getBean(JobEngine.class);
		await().until(() -> engine.state() == JobEngine.State.STOPPING);
		slow.mayEnd.countDown();
		closing.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(closing.isAlive()).isFalse();
		assertThat(slow.ended).isTrue();
		assertThat(slow.interrupted).isFalse();
	}

	static class Work {

		private final AtomicInteger runs = new AtomicInteger();

		private volatile ClassLoader loader;

		@JobHandler("work")
		String work(JobContext context) {
			this.loader = Thread.currentThread().getContextClassLoader();
			this.runs.incrementAndGet();
			return Thread.currentThread().toString();
		}

	}

	static class Slow {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private final AtomicBoolean ended = new AtomicBoolean();

		private final AtomicBoolean interrupted = new AtomicBoolean();

		@ScheduledJob(id = "slow", fixedRate = "1h")
		void work() {
			this.begun.countDown();
			try {
				this.mayEnd.await();
				this.ended.set(true);
			}
			catch (InterruptedException ex) {
				this.interrupted.set(true);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Work.class, Slow.class })
	static class Application {

	}

}
