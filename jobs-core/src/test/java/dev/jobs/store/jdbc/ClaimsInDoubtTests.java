package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.jobs.run.RunIds;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Inserted;
import dev.jobs.store.Known;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for claims that come with a new run when the answer to the commit is lost: each
 * is either known to its node or taken back, and never both.
 */
@Timeout(60)
class ClaimsInDoubtTests {

	private final RunIds ids = new RunIds(System::currentTimeMillis);

	private final HikariDataSource pool = TestDatabase.of(Dialect.POSTGRESQL);

	private final ScriptedDataSource dataSource = new ScriptedDataSource(this.pool);

	private final JdbcJobStore store = new JdbcJobStore(this.dataSource, JdbcSettings.standard(), null);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger inserts = new AtomicInteger();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
	}

	private NewRun run() {
		return new RunBuilder(this.ids.next(), "job").build().claimedBy("n");
	}

	private Inserted insert(NewRun run) {
		return this.store.insert(List.of(run), Joining.OWN).get(0);
	}

	private List<ClaimedRun> claim() {
		return this.store.exchange(List.of(), new ClaimRequest("n", Map.of("default", 10), Known.jobs("job"), Map.of()))
			.claimed();
	}

	private boolean isInsert(String statement) {
		return statement.contains("INSERT INTO jobs_run");
	}

	@Test
	void insertThatHangsAndCommitsWhileTheRunIsAddedAgainIsTakenBack() throws Exception {
		AtomicReference<Connection> hung = new AtomicReference<>();
		this.store.prepare();
		this.dataSource.follow((what, connection, call) -> {
			if (isInsert(what) && this.inserts.incrementAndGet() == 1) {
				SQLException cutOff = this.dataSource.hang(connection, call);
				hung.set(connection);
				throw cutOff;
			}
			return call.make();
		});
		NewRun run = run();
		CompletableFuture<Inserted> adding = CompletableFuture.supplyAsync(() -> insert(run), this.threads);
		Awaitility.await().until(this::somebodyWaits);
		hung.get().commit();
		assertThat(adding.get(20, TimeUnit.SECONDS)).isEqualTo(new Inserted(Inserted.Status.CREATED, run.id()));
		assertThat(claim()).extracting(ClaimedRun::id).containsExactly(run.id());
		hung.get().close();
	}

	private boolean somebodyWaits() {
		return !new JdbcTemplate(this.pool).queryForList("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty();
	}

	// The run is added again, and claimed before the answer to that is lost, too
	@Test
	void claimOfAnExchangeIsNotTakenForTheOneThatCameWithTheRun() {
		List<ClaimedRun> known = new ArrayList<>();
		this.store.prepare();
		this.dataSource.follow((what, connection, call) -> {
			if (isInsert(what) && this.inserts.incrementAndGet() == 1) {
				throw ScriptedDataSource.cutOff();
			}
			if (what.equals("COMMIT") && this.inserts.get() == 2) {
				this.inserts.incrementAndGet();
				call.make();
				known.addAll(claim());
				throw ScriptedDataSource.cutOff();
			}
			return call.make();
		});
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> insert(run()));
		assertThat(known).hasSize(1);
		assertThat(claim()).as("what it knows of is not taken back").isEmpty();
	}

	@Test
	void claimAfterAPauseIsNotTakenForTheOneThatCameWithTheRun() {
		List<ClaimedRun> known = new ArrayList<>();
		this.store.prepare();
		this.store.pauseJob("job", null, null, null);
		this.dataSource.follow((what, connection, call) -> {
			Object result = call.make();
			if (isInsert(what) && this.inserts.incrementAndGet() == 1) {
				this.store.resumeJob("job");
				known.addAll(claim());
				throw ScriptedDataSource.cutOff();
			}
			return result;
		});
		assertThat(insert(run()).claimed()).isNull();
		assertThat(known).hasSize(1);
		assertThat(claim()).as("what it knows of is not taken back").isEmpty();
	}

	@Test
	void callersWhoseSharedCommitIsInDoubtDoNotClaimASecondTime() throws Exception {
		CountDownLatch firstMayEnd = new CountDownLatch(1);
		this.store.prepare();
		this.dataSource.follow((what, connection, call) -> {
			int insert = isInsert(what) ? this.inserts.incrementAndGet() : 0;
			if (insert == 1) {
				firstMayEnd.await();
			}
			if (insert == 2) {
				throw ScriptedDataSource.cutOff();
			}
			if (insert == 3) {
				throw new SQLException("canceling statement due to user request", "57014");
			}
			return call.make();
		});
		List<CompletableFuture<Inserted>> adding = new ArrayList<>();
		adding.add(insertAndAwaitItsWait(run().claimedBy(null)));
		adding.add(insertAndAwaitItsWait(run()));
		adding.add(insertAndAwaitItsWait(run()));
		firstMayEnd.countDown();
		for (CompletableFuture<Inserted> one : adding) {
			assertThat(one.get(20, TimeUnit.SECONDS).claimed()).isNull();
		}
		assertThat(claim()).hasSize(3);
		assertThat(claim()).as("what it knows of is not taken back").isEmpty();
	}

	private CompletableFuture<Inserted> insertAndAwaitItsWait(NewRun run) {
		AtomicReference<Thread> caller = new AtomicReference<>();
		CompletableFuture<Inserted> adding = CompletableFuture.supplyAsync(() -> {
			caller.set(Thread.currentThread());
			return insert(run);
		}, this.threads);
		Awaitility.await().until(() -> caller.get() != null && caller.get().getState() == Thread.State.WAITING);
		return adding;
	}

}
