package dev.jobs.faults;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.jobs.job.Trigger;
import dev.jobs.run.RunIds;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.JobStore;
import dev.jobs.store.Known;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What remains true when many nodes get in each other's way.
 */
@Tag("faults")
class ConflictTests {

	private static final int NODES = 32;

	private static final int RUNS = 1_000 * FaultFixture.FACTOR;

	private final Queue<UUID> claimed = new ConcurrentLinkedQueue<>();

	private final AtomicInteger ended = new AtomicInteger();

	// S10: they claim, end, retry, limit and rescue, all of one queue and one job
	@Test
	void manyNodesOnOneQueueNeverSeeADeadlockAndTakeEachRunOnce() throws Exception {
		try (HikariDataSource pool = pool()) {
			JobStore store = new JdbcJobStore(pool, JdbcSettings.standard(), null);
			enqueue(store);
			ExecutorService nodes = Executors.newFixedThreadPool(NODES);
			try {
				List<Future<?>> all = new ArrayList<>();
				IntStream.range(0, NODES).forEach((i) -> all.add(nodes.submit(() -> work(store, "node-" + i))));
				for (Future<?> one : all) {
					one.get(120, TimeUnit.SECONDS);
				}
			}
			finally {
				nodes.shutdownNow();
				store.close();
			}
		}
		assertThat(this.claimed).hasSize(RUNS).doesNotHaveDuplicates();
	}

	private static HikariDataSource pool() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(TestDatabase.postgres().getJdbcUrl());
		config.setMaximumPoolSize(NODES + 1);
		return new HikariDataSource(config);
	}

	private static void enqueue(JobStore store) {
		RunIds ids = new RunIds(Clock.systemUTC()::millis);
		List<NewRun> runs = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			runs.add(new NewRun(ids.next(), "hot", "default", 0, Trigger.ENQUEUED, 3, "null", 1, NewRun.Due.NOW, null,
					null, 0, null, null, Map.of(), Map.of(), null, null));
		}
		store.insert(runs, Joining.OWN);
	}

	private void work(JobStore store, String node) {
		List<Outcome> outcomes = List.of();
		while (this.ended.get() < RUNS) {
			store.heartbeat(new NodeBeat(node, "1", 8, outcomes.size()), Duration.ofSeconds(30));
			ClaimRequest claim = new ClaimRequest(node, Map.of("default", 5), Known.jobs("hot"), Map.of("hot", 100));
			Exchanged exchanged = store.exchange(outcomes, claim);
			this.ended.addAndGet((int) exchanged.states().stream().filter(Objects::nonNull).count());
			outcomes = exchanged.claimed().stream().map(ConflictTests::success).toList();
			exchanged.claimed().forEach((run) -> this.claimed.add(run.id()));
			store.rescue(node, 3, 100);
		}
	}

	private static Outcome success(ClaimedRun run) {
		return new Outcome.Succeeded(run.id(), run.token(), null);
	}

}
