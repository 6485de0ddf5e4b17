package dev.jobs.sample.orders;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Period}.
 */
class PeriodTests {

	private static final ZoneId ROME = ZoneId.of("Europe/Rome");

	@Test
	void dayFollowsTheClockOfItsZone() {
		Period shortDay = Period.day(LocalDate.of(2026, 3, 29), ROME);
		assertThat(shortDay).isEqualTo(
				new Period("2026-03-29", Instant.parse("2026-03-28T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z")));
	}

	@Test
	void weekBelongsToTheYearOfItsThursday() {
		assertThat(Period.week(LocalDate.of(2026, 12, 28), ZoneOffset.UTC).name()).isEqualTo("2026-W53");
		assertThat(Period.week(LocalDate.of(2025, 12, 29), ZoneOffset.UTC).name()).isEqualTo("2026-W01");
	}

	@Test
	void monthEndsWhereTheNextBegins() {
		assertThat(Period.month(YearMonth.of(2026, 12), ZoneOffset.UTC)).isEqualTo(
				new Period("2026-12", Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z")));
	}

}
