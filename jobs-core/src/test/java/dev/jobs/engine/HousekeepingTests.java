package dev.jobs.engine;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Housekeeping}.
 */
class HousekeepingTests {

	@Test
	void stopEndsALongDeletionAfterTheBatchThatGoesOn() {
		AtomicInteger batches = new AtomicInteger();
		AtomicReference<Housekeeping> housekeeping = new AtomicReference<>();
		JobStore store = (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(),
				new Class<?>[] { JobStore.class }, (proxy, method, arguments) -> {
					if (batches.incrementAndGet() == 3) {
						housekeeping.get().stop();
					}
					assertThat(batches.get()).isLessThan(5);
					return arguments[1];
				});
		housekeeping.set(new Housekeeping("node", store, RunObserver.NONE, EngineSettings.standard(), () -> {
		}));
		housekeeping.get().prune();
		assertThat(batches).hasValue(3);
		assertThat(housekeeping.get().awaitEnd(Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void failureIsLoggedOnceForEachTimeThatATaskBeginsToFail() {
		AtomicBoolean away = new AtomicBoolean(true);
		Runnable task = Housekeeping.safely("look", () -> {
			if (away.get()) {
				throw new IllegalStateException("the store is away");
			}
		});
		List<String> lines = LoggedLines.of(Housekeeping.class, () -> {
			for (int i = 0; i < 3; i++) {
				task.run();
			}
			away.set(false);
			task.run();
			away.set(true);
			task.run();
			task.run();
		});
		assertThat(lines).containsExactly("Could not look; trying again until it works",
				"Could not look; trying again until it works");
	}

}
