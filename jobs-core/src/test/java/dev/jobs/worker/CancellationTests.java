package dev.jobs.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Cancellation}.
 */
class CancellationTests {

	private final Cancellation cancellation = new Cancellation(Runnable::run);

	@Test
	void firstCauseCounts() {
		assertThat(this.cancellation.request(CancelCause.TIMEOUT)).isTrue();
		assertThat(this.cancellation.request(CancelCause.SHUTDOWN)).isFalse();
		assertThat(this.cancellation.cause()).isEqualTo(CancelCause.TIMEOUT);
	}

	@Test
	void threadIsInterruptedWhileItsBodyRunsAndNotAfter() {
		this.cancellation.enter();
		this.cancellation.request(CancelCause.CANCELLED);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.cancellation.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void bodyThatWasCancelledBeforeItBeganMustNotBegin() {
		this.cancellation.request(CancelCause.CANCELLED);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.cancellation::enter);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.cancellation::throwIfCancelled);
	}

	@Test
	void actionsAreCalledOnceEachAlsoWhenTheyComeLateOrFail() {
		List<String> called = new ArrayList<>();
		this.cancellation.onCancel(() -> {
			called.add("first");
			throw new IllegalStateException();
		});
		this.cancellation.onCancel(() -> called.add("second"));
		this.cancellation.request(CancelCause.CANCELLED);
		this.cancellation.onCancel(() -> called.add("late"));
		assertThat(called).containsExactly("first", "second", "late");
	}

	@Test
	void nothingHappensWithoutARequest() {
		this.cancellation.throwIfCancelled();
		assertThat(this.cancellation.isCancelled()).isFalse();
	}

}
