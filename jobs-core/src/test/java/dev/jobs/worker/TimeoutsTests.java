package dev.jobs.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.store.ClaimedRun;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Timeouts}.
 */
class TimeoutsTests {

	private final ManualClock storeClock = new ManualClock();

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

	private final HandDrivenTimer timer = new HandDrivenTimer();

	private final Timeouts timeouts = new Timeouts(this.timer, this.nanos::get);

	@AfterEach
	void close() {
		this.timeouts.close();
	}

	@Test
	void deadlineCountsFromTheClaimByTheStoresClock() throws Exception {
		Execution execution = claimed(null, Duration.ofMinutes(10));
		pass(Duration.ofMinutes(4));
		this.timeouts.watch(execution);
		assertThat(this.timer.delays).containsExactly(Duration.ofMinutes(6));
		this.timer.ring(0);
		assertThat(execution.control().cause()).isEqualTo(CancelCause.DEADLINE);
	}

	@Test
	void deadlineDoesNotFollowTheClockAfterTheClaim() {
		Execution execution = claimed(null, Duration.ofMinutes(10));
		this.storeClock.advance(Duration.ofDays(-1));
		this.timeouts.watch(execution);
		assertThat(this.timer.delays).containsExactly(Duration.ofMinutes(10));
	}

	@Test
	void timeoutCountsFromTheStartOfTheBody() throws Exception {
		Execution execution = claimed(Duration.ofSeconds(30), null);
		pass(Duration.ofMinutes(4));
		this.timeouts.watch(execution);
		assertThat(this.timer.delays).containsExactly(Duration.ofSeconds(30));
		this.timer.ring(0);
		assertThat(execution.control().cause()).isEqualTo(CancelCause.TIMEOUT);
	}

	@Test
	void firstOfBothLimitsCounts() throws Exception {
		Execution execution = claimed(Duration.ofSeconds(30), Duration.ofSeconds(20));
		this.timeouts.watch(execution);
		assertThat(this.timer.delays).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(20));
		this.timer.ring(1);
		this.timer.ring(0);
		assertThat(execution.control().cause()).isEqualTo(CancelCause.DEADLINE);
	}

	@Test
	void bodyWhoseDeadlinePassedSinceTheClaimDoesNotBegin() {
		Execution execution = claimed(null, Duration.ofMinutes(1));
		pass(Duration.ofMinutes(1));
		this.timeouts.watch(execution);
		assertThat(execution.control().cause()).isEqualTo(CancelCause.DEADLINE);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(execution.control()::enter);
	}

	@Test
	void bodyThatEndsInTimeLeavesNothingBehind() throws Exception {
		AutoCloseable watch = this.timeouts.watch(claimed(Duration.ofSeconds(30), Duration.ofSeconds(20)));
		assertThat(this.timer.getQueue()).hasSize(2);
		watch.close();
		assertThat(this.timer.getQueue()).isEmpty();
	}

	@Test
	void bodyWithoutALimitCostsNothing() {
		this.timeouts.watch(claimed(null, null));
		assertThat(this.timer.delays).isEmpty();
		assertThat(this.timer.getPoolSize()).isZero();
	}

	private void pass(Duration duration) {
		this.storeClock.advance(duration);
		this.nanos.addAndGet(duration.toNanos());
	}

	private Execution claimed(@Nullable Duration timeout, @Nullable Duration deadline) {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("job", (context) -> {
		});
		Instant now = this.storeClock.instant();
		ClaimedRun run = new ClaimedRun(UUID.randomUUID(), "job", "default", 1, 1, 1, 0, Trigger.ENQUEUED, "null", 1,
				now, now, now, now, timeout, (deadline != null) ? now.plus(deadline) : null, Map.of());
		return new Execution(run, registry.require("job"), this.nanos.get(), Runnable::run);
	}

	/**
	 * Lets nothing happen before the test says so.
	 */
	private static final class HandDrivenTimer extends ScheduledThreadPoolExecutor {

		private final List<Duration> delays = new ArrayList<>();

		private final List<Callable<?>> tasks = new ArrayList<>();

		HandDrivenTimer() {
			super(1);
		}

		@Override
		public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
			this.delays.add(Duration.of(delay, unit.toChronoUnit()));
			this.tasks.add(task);
			return super.schedule(task, 1, TimeUnit.DAYS);
		}

		void ring(int index) throws Exception {
			this.tasks.get(index).call();
		}

	}

}
