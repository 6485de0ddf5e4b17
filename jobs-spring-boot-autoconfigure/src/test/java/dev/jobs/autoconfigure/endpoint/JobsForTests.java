package dev.jobs.autoconfigure.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.jobs.JobScheduler;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDeclaration;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.job.JobOptions;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

/**
 * An application with a few jobs at a clock that stands still, so that answers can be
 * compared to the letter.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class JobsForTests {

	static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

	/** Which jobs there are: {@code some}, {@code none}, {@code shop}, or a number. */
	static final String JOBS_PROPERTY = "test.jobs";

	@Bean
	Clock clock() {
		return Clock.fixed(NOON, ZoneOffset.UTC);
	}

	@Bean(initMethod = "start", destroyMethod = "stopNow")
	JobEngine jobEngine(Clock clock, Gate gate, StoreSwitch storeSwitch, Environment environment) {
		JobRegistry registry = new JobRegistry();
		JacksonPayloadCodec codec = new JacksonPayloadCodec();
		String jobs = environment.getProperty(JOBS_PROPERTY, "some");
		register(jobs, new JobRegistrar(registry, JobDefaults.standard(), codec), gate);
		JobStore store = storeSwitch.around(new MemoryJobStore(clock, MemorySettings.standard()));
		return new JobEngine(store, registry, codec, RunObserver.NONE, EngineSettings.standard(),
				Executors::newCachedThreadPool, clock);
	}

	private static void register(String jobs, JobRegistrar registrar, Gate gate) {
		switch (jobs) {
			case "none" -> {
			}
			case "some" -> registerSome(registrar, gate);
			case "shop" -> registerShop(registrar);
			default -> IntStream.range(0, Integer.parseInt(jobs))
				.forEach((i) -> registrar.fixedRate("job-%04d".formatted(i), Duration.ofHours(1), (context) -> {
				}));
		}
	}

	private static void registerSome(JobRegistrar registrar, Gate gate) {
		registrar.fixedRate("sync", Duration.ofSeconds(10), (context) -> {
		});
		registrar.dailyAt("nightly", LocalTime.of(3, 0), (context) -> {
		});
		registrar.recurring("gate", (context) -> gate.hold(), (options) -> options.fixedRate("1h"));
		registrar.cron("hourly", "0 0 * * * *", (context) -> {
		});
		registrar.onDemand("job", (context) -> {
		});
		registrar.onDemand("mail", Greeting.class, (greeting, context) -> null, (options) -> options.queue("mail"));
		registrar.onDemand("greet", Greeting.class, (greeting, context) -> new Answer("Hello " + greeting.name()));
		registrar.onDemand("broken", Greeting.class, (greeting, context) -> {
			throw new IllegalStateException("No luck");
		}, (options) -> options.maxAttempts(1));
	}

	private static void registerShop(JobRegistrar registrar) {
		registrar.register(new JobDeclaration("purge-carts", Kind.RECURRING, "shop.Maintenance#purge", null,
				(payload, context) -> null, new JobOptions().dailyAt("03:00")));
		registrar.register(new JobDeclaration("sync-rates", Kind.RECURRING, "shop.Rates#sync", null,
				(payload, context) -> null, new JobOptions().fixedRate("30s")));
		registrar.register(new JobDeclaration("send-receipt", Kind.ON_DEMAND, "shop.Receipts#send", SendReceipt.class,
				(payload, context) -> new Receipt("R-" + ((SendReceipt) payload).orderId()), new JobOptions()));
	}

	// Counts the requests that got past the guard: all operations begin here.
	@Bean
	JobScheduler jobScheduler(JobEngine engine, AtomicInteger hits, AtomicReference<RuntimeException> failure) {
		JobScheduler real = JobScheduler.on(engine, 256 * 1024);
		return (JobScheduler) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { JobScheduler.class },
				(proxy, method, args) -> {
					// Containers compare and name beans.
					if (method.getDeclaringClass() == Object.class) {
						return method.invoke(real, args);
					}
					hits.incrementAndGet();
					if (failure.get() != null) {
						throw failure.get();
					}
					try {
						return method.invoke(real, args);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Bean
	AtomicInteger hits() {
		return new AtomicInteger();
	}

	@Bean
	AtomicReference<RuntimeException> failure() {
		return new AtomicReference<>();
	}

	@Bean
	StoreSwitch storeSwitch() {
		return new StoreSwitch();
	}

	@Bean
	Gate gate() {
		return new Gate();
	}

	record SendReceipt(long orderId) {

	}

	record Receipt(String number) {

	}

	record Greeting(String name) {

	}

	record Answer(String text) {

	}

	/**
	 * Holds a body until it is interrupted.
	 */
	static final class Gate {

		private final CountDownLatch held = new CountDownLatch(1);

		private void hold() throws InterruptedException {
			this.held.countDown();
			new CountDownLatch(1).await();
		}

		void awaitHeld() throws InterruptedException {
			this.held.await();
		}

	}

}
