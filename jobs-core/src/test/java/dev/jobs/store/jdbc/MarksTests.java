package dev.jobs.store.jdbc;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.jobs.store.jdbc.Marks.Place;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Marks}.
 */
class MarksTests {

	private static final long MILLI = 1_000_000;

	private static final Place HERE = new Place(0, ManualClock.NOON, new UUID(1, 1));

	private static final Place THERE = new Place(0, ManualClock.NOON, new UUID(1, 2));

	private final AtomicLong nanos = new AtomicLong(-5);

	private final Marks marks = new Marks(this.nanos::get);

	private final Place start = from(1);

	private Place from(int room) {
		return this.marks.look("n", "q", room).from();
	}

	@Test
	void nextLargeClaimBeginsWhereTheLastOneEnded() {
		this.marks.look("n", "q", 100).foundAll(HERE);
		assertThat(from(100)).isEqualTo(HERE);
		this.marks.look("n", "q", 100).foundAll(THERE);
		assertThat(from(100)).isEqualTo(THERE);
	}

	@Test
	void smallClaimIsExact() {
		this.marks.look("n", "q", 100).foundAll(HERE);
		assertThat(from(99)).isEqualTo(this.start);
		this.marks.look("n", "q2", 99).foundAll(HERE);
		assertThat(this.marks.look("n", "q2", 100).from()).isEqualTo(this.start);
	}

	@Test
	void eachNodeAndQueueHasItsOwn() {
		this.marks.look("n", "q", 100).foundAll(HERE);
		assertThat(this.marks.look("n", "q2", 100).from()).isEqualTo(this.start);
		assertThat(this.marks.look("n2", "q", 100).from()).isEqualTo(this.start);
	}

	@Test
	void claimAfterOneThatCameToNothingLooksFromTheStart() {
		this.marks.look("n", "q", 100).foundAll(HERE);
		assertThat(this.marks.look("n", "q", 100).isBehindAMark()).isTrue();
		this.marks.look("n", "q", 100).forget();
		assertThat(this.marks.look("n", "q", 100).isBehindAMark()).isFalse();
		assertThat(from(100)).isEqualTo(this.start);
	}

	@Test
	void quarterOfASecondAfterALookFromTheStartThereIsAnother() {
		this.marks.look("n", "q", 100).foundAll(HERE);
		this.nanos.addAndGet(249 * MILLI);
		this.marks.look("n", "q", 100).foundAll(THERE);
		assertThat(from(100)).isEqualTo(THERE);
		this.nanos.addAndGet(1 * MILLI);
		assertThat(from(100)).isEqualTo(this.start);
	}

	@Test
	void slowLooksFromTheStartAreRarerWithinBounds() {
		Marks.Look slow = this.marks.look("n", "q", 100);
		this.nanos.addAndGet(100 * MILLI);
		slow.foundAll(HERE);
		this.nanos.addAndGet(999 * MILLI);
		assertThat(from(100)).isEqualTo(HERE);
		this.nanos.addAndGet(1 * MILLI);
		Marks.Look slower = this.marks.look("n", "q", 100);
		assertThat(slower.from()).isEqualTo(this.start);
		this.nanos.addAndGet(60_000 * MILLI);
		slower.foundAll(THERE);
		this.nanos.addAndGet(2_000 * MILLI);
		assertThat(from(100)).isEqualTo(this.start);
	}

}
