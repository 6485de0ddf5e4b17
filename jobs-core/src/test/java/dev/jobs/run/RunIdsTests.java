package dev.jobs.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunIds}.
 */
class RunIdsTests {

	private static final long NOON = 1_781_524_800_000L;

	private final AtomicLong clock = new AtomicLong(NOON);

	private final RunIds ids = new RunIds(this.clock::get, () -> new Random(1));

	@Test
	void areUuidsOfVersionSevenThatBeginWithTheTime() {
		UUID id = this.ids.next();
		assertThat(id.version()).isEqualTo(7);
		assertThat(id.variant()).isEqualTo(2);
		assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON);
	}

	@Test
	void growWithinOneMillisecondAlsoBeyondTheCounter() {
		assertGrow(take(10_000));
	}

	@Test
	void growWithTheClock() {
		List<UUID> taken = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			taken.add(this.ids.next());
			this.clock.addAndGet(i % 3);
		}
		assertGrow(taken);
	}

	@Test
	void growWhenTheClockGoesBack() {
		List<UUID> taken = take(10);
		this.clock.addAndGet(-3_600_000);
		taken.addAll(take(5_000));
		assertGrow(taken);
	}

	@Test
	void sortAlikeAsTextAndAsUuid() {
		List<UUID> taken = take(5_000);
		assertThat(taken.stream().map(UUID::toString).sorted().map(UUID::fromString)).isEqualTo(taken);
	}

	@Test
	void areDistinctAndGrowInEachOfManyThreads() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Callable<List<UUID>>> tasks = Collections.nCopies(8, () -> take(5_000));
			List<UUID> all = new ArrayList<>();
			for (Future<List<UUID>> future : executor.invokeAll(tasks)) {
				assertGrow(future.get());
				all.addAll(future.get());
			}
			assertThat(all).doesNotHaveDuplicates();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void ofTwoProcessesDifferInTheSameMillisecond() {
		assertThat(new RunIds(this.clock::get).next()).isNotEqualTo(new RunIds(this.clock::get).next());
	}

	private List<UUID> take(int count) {
		List<UUID> taken = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			taken.add(this.ids.next());
		}
		return taken;
	}

	private static void assertGrow(List<UUID> taken) {
		for (int i = 1; i < taken.size(); i++) {
			assertThat(taken.get(i)).isGreaterThan(taken.get(i - 1));
		}
	}

}
