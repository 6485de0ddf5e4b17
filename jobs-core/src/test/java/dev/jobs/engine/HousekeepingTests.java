package dev.jobs.engine;

import java.lang.reflect.Proxy;
import java.time.Duration;
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

}
