package dev.jobs.lease;

import java.time.Duration;
import java.time.Instant;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.jobs.test.LogLines;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClockWatch} and {@link ClockSkew}.
 */
class ClockWatchTests {

	@RegisterExtension
	private final LogLines lines = new LogLines(ClockWatch.class, Level.INFO);

	private final ManualClock clock = new ManualClock();

	private final ClockWatch watch = new ClockWatch(this.clock);

	// P9
	@Test
	void skewIsToldOnceAndNamesBothTimes() {
		seen(Duration.ofMillis(5_001));
		seen(Duration.ofMillis(5_002));
		seen(Duration.ofMillis(4_999));
		seen(Duration.ofMillis(9_000));
		assertThat(this.lines.texts()).singleElement()
			.asString()
			.startsWith("WARN The clock of this node is 5001 ms ahead of that of the store "
					+ "(node 2026-06-15T12:00:00Z, store 2026-06-15T11:59:54.999Z)");
	}

	@Test
	void skewOfFiveSecondsIsNothingToSpeakOf() {
		seen(Duration.ofSeconds(5));
		seen(Duration.ofSeconds(-5));
		assertThat(this.lines.texts()).isEmpty();
		assertThat(this.watch.latest()).isNotNull().extracting(ClockSkew::ahead).isEqualTo(Duration.ofSeconds(-5));
	}

	@Test
	void skewThatHasChangedIsToldAgain() {
		seen(Duration.ofSeconds(6));
		seen(Duration.ofSeconds(12));
		seen(Duration.ofSeconds(-6));
		assertThat(this.lines.texts()).hasSize(3);
		assertThat(this.lines.texts().get(2))
			.startsWith("WARN The clock of this node is 6000 ms behind that of the store");
	}

	@Test
	void clocksThatAgreeAgainAreToldOfOnceToo() {
		seen(Duration.ofSeconds(6));
		seen(Duration.ofSeconds(3));
		seen(Duration.ofSeconds(1));
		seen(Duration.ZERO);
		assertThat(this.lines.texts()).hasSize(2);
		assertThat(this.lines.texts().get(1))
			.isEqualTo("INFO The clock of this node agrees with that of the store again");
		seen(Duration.ofSeconds(6));
		assertThat(this.lines.texts()).hasSize(3);
	}

	@Test
	void slowAnswerIsNoSkew() {
		Instant asked = this.clock.instant();
		this.clock.advance(Duration.ofSeconds(30));
		ClockSkew skew = ClockSkew.between(asked, this.clock.instant(), asked.plusSeconds(1));
		assertThat(skew.ahead()).isEqualTo(Duration.ofSeconds(14));
		assertThat(skew.isBeyond(Duration.ZERO)).isFalse();
		assertThat(ClockSkew.between(asked, this.clock.instant(), asked.minusSeconds(1)).isBeyond(Duration.ZERO))
			.isTrue();
	}

	@Test
	void slowAnswerDoesNotReplaceWhatAQuickOneSaid() {
		seen(Duration.ofSeconds(1));
		Instant asked = this.clock.instant();
		this.clock.advance(Duration.ofSeconds(30));
		this.watch.compare(asked, asked);
		assertThat(this.watch.latest()).isNotNull().extracting(ClockSkew::ahead).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void clockThatIsSetBackMeanwhileTellsNothing() {
		Instant asked = this.clock.instant();
		this.clock.advance(Duration.ofHours(-1));
		assertThat(ClockSkew.between(asked, this.clock.instant(), asked).isBeyond(ClockSkew.TOLERATED)).isFalse();
	}

	private void seen(Duration ahead) {
		this.watch.compare(this.clock.instant(), this.clock.instant().minus(ahead));
	}

}
