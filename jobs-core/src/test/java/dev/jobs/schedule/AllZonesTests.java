package dev.jobs.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that hold in every zone this Java knows, tried where clocks are changed and
 * on a spread of other days from 2020 to 2037. Whatever is drawn is drawn from a fixed
 * seed.
 */
class AllZonesTests {

	private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

	private static final Instant TO = Instant.parse("2038-01-01T00:00:00Z");

	private static final List<LocalTime> TIMES = List.of(LocalTime.MIDNIGHT, LocalTime.of(0, 30), LocalTime.of(1, 30),
			LocalTime.of(2, 15), LocalTime.of(3, 0), LocalTime.NOON, LocalTime.of(23, 45));

	// T5
	@Test
	void dailyFiresExactlyOncePerDate() {
		for (ZoneId zone : zones()) {
			for (LocalDate date : interestingDates(zone)) {
				for (LocalTime time : TIMES) {
					assertOneRunPerDate(Schedule.dailyAt(time, zone), date.minusDays(1), time, zone);
				}
			}
		}
	}

	private static void assertOneRunPerDate(Schedule schedule, LocalDate first, LocalTime time, ZoneId zone) {
		Instant previous = expected(first.minusDays(1), time, zone);
		for (int i = 0; i < 3; i++) {
			Instant expected = expected(first.plusDays(i), time, zone);
			Instant actual = schedule.next(previous, previous).orElseThrow();
			if (!actual.equals(expected) || !actual.isAfter(previous)) {
				assertThat(actual).as("%s after %s", schedule, previous).isEqualTo(expected).isAfter(previous);
			}
			previous = actual;
		}
	}

	// Says the rule again in other words: the library resolves a gap by pushing on, we by
	// its end.
	private static Instant expected(LocalDate date, LocalTime time, ZoneId zone) {
		LocalDateTime local = date.atTime(time);
		List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
		return offsets.isEmpty() ? zone.getRules().getTransition(local).getInstant() : local.toInstant(offsets.get(0));
	}

	@Test
	void dailyFiresAsOftenAsThereAreDates() {
		for (ZoneId zone : zones()) {
			Schedule schedule = Schedule.dailyAt(LocalTime.of(2, 30), zone);
			long count = FireTimes.of(schedule, FROM)
				.count(expected(LocalDate.of(2020, 1, 1), LocalTime.of(2, 30), zone), TO.minusSeconds(86_400 * 2));
			LocalDate last = LocalDateTime.ofInstant(TO.minusSeconds(86_400 * 2), zone)
				.minusHours(2)
				.minusMinutes(30)
				.toLocalDate();
			assertThat(count).as(zone.getId()).isEqualTo(last.toEpochDay() - LocalDate.of(2020, 1, 1).toEpochDay());
		}
	}

	@Test
	void fireTimesStrictlyIncrease() {
		List<String> expressions = List.of("0 */20 * * * *", "0 0 */2 * * *", "0 0,30 0,1,2,3,23 * * *",
				"0 10 0-3 * * *");
		for (ZoneId zone : zones()) {
			List<ZoneOffsetTransition> changes = changes(zone);
			for (String expression : expressions) {
				Schedule schedule = Schedule.cron(expression, zone);
				changes.forEach((change) -> assertIncreasing(schedule, change.getInstant().minusSeconds(7200)));
			}
		}
	}

	private static void assertIncreasing(Schedule schedule, Instant start) {
		Instant previous = start;
		for (int i = 0; i < 12; i++) {
			Instant next = schedule.next(previous, start).orElseThrow();
			if (!next.isAfter(previous)) {
				assertThat(next).as("%s", schedule).isAfter(previous);
			}
			previous = next;
		}
	}

	@Test
	void countingAgreesWithWalking() {
		List<String> expressions = List.of("0 */20 * * * *", "0 0,30 0,1,2,3,23 * * *", "30 5 0-3 * * MON-FRI",
				"0 15 2 L * *", "0 0,20,40 1,2 * * *");
		for (ZoneId zone : zones()) {
			List<ZoneOffsetTransition> changes = changes(zone);
			if (!changes.isEmpty()) {
				Instant change = changes.get(zone.getId().length() % changes.size()).getInstant();
				for (String expression : expressions) {
					assertCounts(Schedule.cron(expression, zone), change.minusSeconds(90_000),
							change.plusSeconds(90_000));
				}
			}
		}
	}

	private static void assertCounts(Schedule schedule, Instant after, Instant until) {
		List<Instant> walked = schedule.preview(after, after, 1000)
			.stream()
			.takeWhile((time) -> !time.isAfter(until))
			.toList();
		FireTimes times = FireTimes.of(schedule, after);
		assertThat(times.count(after, until)).as("%s", schedule).isEqualTo(walked.size());
		int limit = 5;
		assertThat(times.newest(after, until, limit)).as("%s", schedule)
			.isEqualTo(walked.subList(Math.max(0, walked.size() - limit), walked.size()));
	}

	private static List<ZoneId> zones() {
		return new TreeSet<>(ZoneId.getAvailableZoneIds()).stream().map(ZoneId::of).toList();
	}

	private static List<LocalDate> interestingDates(ZoneId zone) {
		List<LocalDate> dates = new ArrayList<>();
		changes(zone).forEach((change) -> dates.add(change.getDateTimeBefore().toLocalDate()));
		Random random = new Random(zone.getId().hashCode());
		for (int year = 2020; year < 2038; year++) {
			dates.add(LocalDate.ofYearDay(year, 1 + random.nextInt(365)));
		}
		return dates;
	}

	private static List<ZoneOffsetTransition> changes(ZoneId zone) {
		List<ZoneOffsetTransition> changes = new ArrayList<>();
		ZoneOffsetTransition change = zone.getRules().nextTransition(FROM);
		while (change != null && change.getInstant().isBefore(TO)) {
			changes.add(change);
			change = zone.getRules().nextTransition(change.getInstant());
		}
		return changes;
	}

}
