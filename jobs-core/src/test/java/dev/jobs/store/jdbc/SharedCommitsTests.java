package dev.jobs.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.jobs.job.JobsException;
import dev.jobs.store.Inserted;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.StoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link SharedCommits}.
 */
@Timeout(30)
class SharedCommitsTests {

	private final List<List<NewRun>> transactions = new CopyOnWriteArrayList<>();

	private final CountDownLatch firstBegan = new CountDownLatch(1);

	private final CountDownLatch firstMayEnd = new CountDownLatch(1);

	private Function<List<NewRun>, List<Inserted>> outcome = SharedCommitsTests::created;

	private final SharedCommits commits = new SharedCommits(this::transact);

	// The first transaction goes on until the test lets it end; the others come
	// meanwhile.
	private List<Inserted> transact(List<NewRun> runs) {
		this.transactions.add(runs);
		if (this.transactions.size() == 1) {
			this.firstBegan.countDown();
			await(this.firstMayEnd);
			return created(runs);
		}
		return this.outcome.apply(runs);
	}

	private static List<Inserted> created(List<NewRun> runs) {
		return runs.stream().map((run) -> new Inserted(Status.CREATED, run.id())).toList();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static NewRun run(String job) {
		return new RunBuilder(UUID.randomUUID(), job).build();
	}

	private Caller call(NewRun... runs) {
		Caller caller = new Caller(List.of(runs));
		caller.thread.start();
		return caller;
	}

	private Caller first() {
		Caller first = call(run("first"));
		await(this.firstBegan);
		return first;
	}

	private List<Caller> waiting(NewRun... runs) {
		List<Caller> callers = new ArrayList<>();
		for (NewRun run : runs) {
			Caller caller = call(run);
			callers.add(caller);
			while (caller.thread.getState() != Thread.State.WAITING && !Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
		}
		return callers;
	}

	@Test
	void loneCallerHasATransactionOfItsOwnInItsThread() {
		this.firstMayEnd.countDown();
		NewRun run = run("job");
		assertThat(this.commits.insert(List.of(run))).containsExactly(new Inserted(Status.CREATED, run.id()));
		assertThat(this.transactions).containsExactly(List.of(run));
	}

	@Test
	void thoseWhoComeDuringATransactionShareTheNextAndGetTheirOwnAnswers() throws Exception {
		first();
		NewRun two = run("two");
		NewRun three = run("three");
		NewRun four = run("four");
		List<Caller> waiting = waiting(two, three, four);
		this.firstMayEnd.countDown();
		for (int i = 0; i < 3; i++) {
			assertThat(waiting.get(i).result()).isEqualTo(created(waiting.get(i).runs));
		}
		assertThat(this.transactions).hasSize(2);
		assertThat(this.transactions.get(1)).containsExactly(two, three, four);
	}

	@Test
	void oneBadRunFailsNobodyElse() throws Exception {
		this.outcome = (runs) -> {
			if (runs.stream().anyMatch((run) -> run.jobId().equals("bad"))) {
				throw new JobsException("too long");
			}
			return created(runs);
		};
		first();
		List<Caller> waiting = waiting(run("good"), run("bad"), run("fine"));
		this.firstMayEnd.countDown();
		assertThat(waiting.get(0).result()).isEqualTo(created(waiting.get(0).runs));
		assertThatThrownBy(() -> waiting.get(1).result()).hasRootCauseMessage("too long");
		assertThat(waiting.get(2).result()).isEqualTo(created(waiting.get(2).runs));
	}

	@Test
	void allFailAtOnceIfTheDatabaseIsAway() {
		this.outcome = (runs) -> {
			throw new StoreUnavailableException("away", new IllegalStateException("no connection"));
		};
		first();
		List<Caller> waiting = waiting(run("two"), run("three"));
		this.firstMayEnd.countDown();
		waiting.forEach(
				(caller) -> assertThatThrownBy(caller::result).hasCauseInstanceOf(StoreUnavailableException.class));
		assertThat(this.transactions).hasSize(2);
	}

	@Test
	void errorOfALeaderLeavesNobodyWaiting() throws Exception {
		this.outcome = (runs) -> {
			if (runs.size() > 1) {
				throw new StackOverflowError();
			}
			return created(runs);
		};
		Caller first = first();
		List<Caller> waiting = waiting(run("leads"), run("follows"));
		this.firstMayEnd.countDown();
		assertThat(first.result()).isEqualTo(created(first.runs));
		assertThatThrownBy(() -> waiting.get(0).result()).hasCauseInstanceOf(StackOverflowError.class);
		assertThat(waiting.get(1).result()).isEqualTo(created(waiting.get(1).runs));
		assertThat(this.commits.insert(List.of(run("later")))).hasSize(1);
	}

	@Test
	void callerThatIsInterruptedWhileItWaitsStillGetsItsAnswerAndTheInterrupt() throws Exception {
		first();
		Caller waiting = waiting(run("two")).get(0);
		waiting.thread.interrupt();
		this.firstMayEnd.countDown();
		assertThat(waiting.result()).isEqualTo(created(waiting.runs));
		assertThat(waiting.interrupted).isTrue();
	}

	@Test
	void failureOfALoneCallerIsItsOwn() {
		this.firstMayEnd.countDown();
		this.commits.insert(List.of(run("first")));
		this.outcome = (runs) -> {
			throw new StoreUnavailableException("away", new IllegalStateException());
		};
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.commits.insert(List.of(run("job"))))
			.withMessage("away");
	}

	/**
	 * A thread that adds runs.
	 */
	private final class Caller {

		private final List<NewRun> runs;

		private final FutureTask<List<Inserted>> task;

		private final Thread thread;

		private volatile boolean interrupted;

		Caller(List<NewRun> runs) {
			this.runs = runs;
			this.task = new FutureTask<>(() -> {
				List<Inserted> inserted = SharedCommitsTests.this.commits.insert(runs);
				this.interrupted = Thread.currentThread().isInterrupted();
				return inserted;
			});
			this.thread = new Thread(this.task);
		}

		List<Inserted> result() throws Exception {
			return this.task.get(10, TimeUnit.SECONDS);
		}

	}

}
