package dev.jobs.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerThreads}.
 */
class WorkerThreadsTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final ClassLoader classLoader = new URLClassLoader(new URL[0]);

	private final InheritableThreadLocal<String> identity = new InheritableThreadLocal<>();

	private final WorkerThreads threads = new WorkerThreads(this.environment, this.classLoader);

	@AfterEach
	void forget() {
		this.identity.remove();
	}

	@Test
	void threadTakesOverNothingOfWhoeverMakesItBegin() throws Exception {
		assertThat(threadBegunBy("Ada")).satisfies((seen) -> {
			assertThat(seen.identity()).isNull();
			assertThat(seen.classLoader()).isSameAs(this.classLoader);
			assertThat(seen.thread().isDaemon()).isTrue();
			assertThat(seen.thread().getName()).isEqualTo("jobs-worker-1");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadTakesOverNothingOfWhoeverMakesItBegin() throws Exception {
		this.environment.setProperty("spring.threads.virtual.enabled", "true");
		assertThat(threadBegunBy("Ada")).satisfies((seen) -> {
			assertThat(seen.identity()).isNull();
			assertThat(seen.classLoader()).isSameAs(this.classLoader);
			assertThat(seen.thread().getName()).isEqualTo("jobs-worker-1");
			assertThat((Boolean) ReflectionTestUtils.invokeMethod(seen.thread(), "isVirtual")).isTrue();
		});
	}

	private Seen threadBegunBy(String who) throws Exception {
		this.identity.set(who);
		Executor executor = this.threads.get();
		CompletableFuture<Seen> seen = new CompletableFuture<>();
		executor.execute(() -> seen.complete(
				new Seen(this.identity.get(), Thread.currentThread().getContextClassLoader(), Thread.currentThread())));
		try {
			return seen.get(20, TimeUnit.SECONDS);
		}
		finally {
			if (executor instanceof ExecutorService service) {
				service.shutdown();
			}
		}
	}

	/**
	 * What a task found in its thread.
	 *
	 * @param identity what the thread inherited
	 * @param classLoader its class loader
	 * @param thread the thread
	 */
	private record Seen(@Nullable String identity, ClassLoader classLoader, Thread thread) {
	}

}
