package dev.jobs.worker;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pulse}. A lost wake-up would let them run into their time-out.
 */
@Timeout(60)
class PulseTests {

	private static final long LONG = TimeUnit.HOURS.toNanos(1);

	private final Pulse pulse = new Pulse();

	@Test
	void wakeUpThatComesBeforeThePauseEndsIt() {
		this.pulse.wake();
		this.pulse.await(LONG);
	}

	@Test
	void pauseEndsWhenItsTimeIsOver() {
		this.pulse.await(1_000);
		this.pulse.await(0);
		this.pulse.await(-1);
	}

	@Test
	void pauseEndsWhenTheThreadIsInterrupted() {
		Thread.currentThread().interrupt();
		this.pulse.await(LONG);
		assertThat(Thread.interrupted()).isTrue();
	}

	// The race it exists for: the wake-up between the last look and the sleep.
	@Test
	void noWakeUpIsLostHoweverItFalls() throws Exception {
		Pulse back = new Pulse();
		Thread other = new Thread(() -> {
			for (int i = 0; i < 50_000; i++) {
				this.pulse.await(LONG);
				back.wake();
			}
		});
		other.start();
		for (int i = 0; i < 50_000; i++) {
			this.pulse.wake();
			back.await(LONG);
		}
		other.join();
	}

}
