package dev.jobs.store.memory;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.job.JobsException;
import dev.jobs.run.RunIds;
import dev.jobs.run.RunQuery;
import dev.jobs.store.Inserted;
import dev.jobs.store.Inserted.Status;
import dev.jobs.store.NewRun;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.SavepointTransactions;
import dev.jobs.store.StoreFullException;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what {@link MemoryJobStore} does beyond the contract: its capacity, and the
 * end of transactions that it only follows.
 */
@Timeout(30)
class MemoryJobStoreTests {

	private final ManualClock clock = new ManualClock();

	private final MemoryJobStore store = new MemoryJobStore(this.clock, new MemorySettings(3, 2, Duration.ofDays(1)));

	private final RunIds ids = new RunIds(this.clock::millis);

	private final SavepointTransactions transactions = new SavepointTransactions();

	private RunBuilder run() {
		return new RunBuilder(this.ids.next(), "job");
	}

	private Inserted insert(RunBuilder run, Joining joining) {
		return this.store.insert(List.of(run.build()), joining).get(0);
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.transactions);
	}

	private void add(int runs) {
		for (int i = 0; i < runs; i++) {
			assertThat(insert(run(), Joining.OWN).status()).isEqualTo(Status.CREATED);
		}
	}

	@Test
	void tellsWhatItIs() {
		assertThat(this.store.name()).isEqualTo("memory");
		assertThat(this.store.isInProcess()).isTrue();
		assertThat(this.store.isDurable()).isFalse();
	}

	@Test
	void fullStoreRefusesMoreAndNamesTheWayOut() {
		add(3);
		assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> add(1))
			.withMessage("The store holds 3 unfinished runs, which is its capacity (jobs.store.memory.capacity); "
					+ "enqueue later, raise it, or use a database")
			.satisfies((ex) -> assertThat(ex.getCapacity()).isEqualTo(3));
	}

	@Test
	void endedRunMakesRoom() {
		add(2);
		UUID id = insert(run(), Joining.OWN).runId();
		this.store.cancel(id);
		add(1);
	}

	@Test
	void batchThatDoesNotFitLeavesNothingBehind() {
		add(1);
		List<NewRun> batch = List.of(run().key("k", "f").build(), run().slots(9).build(), run().build());
		assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> this.store.insert(batch, Joining.OWN));
		assertThat(this.store.list(RunQuery.newest()).items()).hasSize(1);
		assertThat(insert(run().key("k", "g"), Joining.OWN).status()).isEqualTo(Status.CREATED);
		add(1);
	}

	@Test
	void batchThatDoesNotFitIntoATransactionLeavesNothingBehind() {
		add(1);
		transaction().executeWithoutResult((status) -> {
			List<NewRun> batch = List.of(run().key("k", "f").build(), run().build(), run().build());
			assertThatExceptionOfType(StoreFullException.class)
				.isThrownBy(() -> this.store.insert(batch, Joining.CALLER));
		});
		assertThat(this.store.list(RunQuery.newest()).items()).hasSize(1);
		add(2);
	}

	@Test
	void fullStoreStillKnowsItsKeysAndSlots() {
		Inserted first = insert(run().key("k", "f").slots(1), Joining.OWN);
		add(2);
		assertThat(insert(run().key("k", "f"), Joining.OWN)).isEqualTo(new Inserted(Status.EXISTING, first.runId()));
		assertThat(insert(run().slots(1), Joining.OWN).status()).isEqualTo(Status.SKIPPED);
	}

	@Test
	void transactionTakesItsCapacityAtOnceAndGivesItBackOnRollback() {
		transaction().executeWithoutResult((status) -> {
			insert(run(), Joining.CALLER);
			add(2);
			assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> add(1));
			status.setRollbackOnly();
		});
		add(1);
	}

	@Test
	void keepsNoMoreFinishedRunsThanItMay() {
		for (int i = 0; i < 4; i++) {
			this.store.cancel(insert(run(), Joining.OWN).runId());
		}
		assertThat(this.store.list(RunQuery.newest()).items()).hasSize(2);
	}

	@Test
	void keyOfASurroundingTransactionIsAnErrorAndNotAHang() {
		transaction().executeWithoutResult((outer) -> {
			insert(run().key("k", "f"), Joining.CALLER);
			assertThatExceptionOfType(JobsException.class).isThrownBy(() -> insert(run().key("k", "f"), Joining.OWN))
				.withMessage("Key 'k' of job 'job' is held by a transaction that does not end");
			TransactionTemplate inner = transaction();
			inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			assertThatExceptionOfType(JobsException.class)
				.isThrownBy(() -> inner.executeWithoutResult((status) -> insert(run().key("k", "f"), Joining.CALLER)));
			assertThat(insert(run().key("k", "f"), Joining.CALLER).status()).isEqualTo(Status.EXISTING);
		});
	}

	@Test
	void interruptedWaitForAKeyLeavesNothingBehind() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CountDownLatch taken = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		try {
			Future<?> holder = executor.submit(() -> transaction().execute((status) -> {
				insert(run().key("k", "f"), Joining.CALLER);
				taken.countDown();
				return awaited(end);
			}));
			assertThat(awaited(taken)).isTrue();
			Thread.currentThread().interrupt();
			List<NewRun> batch = List.of(run().key("first", "f").build(), run().key("k", "f").build());
			assertThatExceptionOfType(JobsException.class).isThrownBy(() -> this.store.insert(batch, Joining.OWN));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(this.store.list(RunQuery.newest()).items()).isEmpty();
			assertThat(insert(run().key("first", "g"), Joining.OWN).status()).isEqualTo(Status.CREATED);
			end.countDown();
			holder.get(10, TimeUnit.SECONDS);
		}
		finally {
			end.countDown();
			executor.shutdownNow();
		}
	}

	private static boolean awaited(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Test
	void transactionThatEndsAfterTheStoreWasClosedFailsNobody() {
		transaction().executeWithoutResult((status) -> {
			insert(run(), Joining.CALLER);
			this.store.close();
		});
		assertThat(this.store.now()).isEqualTo(ManualClock.NOON);
	}

	@Test
	void settingsOutOfRangeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MemorySettings(0, 1, Duration.ZERO))
			.withMessage("jobs.store.memory.capacity (0) must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> new MemorySettings(1, -1, Duration.ZERO))
			.withMessage("jobs.store.memory.max-finished (-1) must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new MemorySettings(1, 1, Duration.ofSeconds(-1)))
			.withMessage("jobs.keys.retention (-1s) must not be negative");
	}

}
