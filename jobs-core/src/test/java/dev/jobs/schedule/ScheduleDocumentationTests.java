package dev.jobs.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Holds {@code docs/schedules.md} to its word: each row of its tables of fire times,
 * texts and messages is tried.
 */
class ScheduleDocumentationTests {

	private static final Path PAGE = Path.of("../docs/schedules.md");

	private static final ZoneId UTC = ZoneId.of("UTC");

	static Stream<List<String>> fireTimes() {
		return rows("| schedule | zone | date | fires |");
	}

	@ParameterizedTest
	@MethodSource("fireTimes")
	void firesAsDocumented(List<String> row) {
		LocalDate date = LocalDate.parse(row.get(2));
		ZoneId zone = ZoneId.of(row.get(1));
		String text = row.get(0).startsWith("dailyAt ") ? row.get(0) : "cron " + row.get(0);
		Stream<String> expected = row.get(3).equals("never") ? Stream.empty() : Arrays.stream(row.get(3).split(" "));
		assertThat(firesOn(read(text, zone), date, zone))
			.isEqualTo(expected.map((time) -> OffsetDateTime.parse(date + "T" + time).toInstant()).toList());
	}

	private static List<Instant> firesOn(Schedule schedule, LocalDate date, ZoneId zone) {
		Instant start = date.atStartOfDay(zone).toInstant();
		Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
		return schedule.preview(start.minusNanos(1), start, 100)
			.stream()
			.takeWhile((time) -> time.isBefore(end))
			.toList();
	}

	static Stream<List<String>> texts() {
		return rows("| schedule | `cronExpression` | `humanReadable` |");
	}

	@ParameterizedTest
	@MethodSource("texts")
	void readsAsDocumented(List<String> row) {
		Schedule schedule = read(row.get(0), UTC);
		assertThat(List.of(schedule.cronExpression(), schedule.humanReadable())).isEqualTo(row.subList(1, 3));
	}

	static Stream<List<String>> messages() {
		return rows("| value | message |");
	}

	@ParameterizedTest
	@MethodSource("messages")
	void refusesAsDocumented(List<String> row) {
		assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> read(row.get(0), UTC))
			.withMessage(row.get(1));
	}

	private static Schedule read(String text, ZoneId zone) {
		String kind = text.substring(0, text.indexOf(' '));
		String value = text.substring(text.indexOf(' ') + 1);
		return switch (kind) {
			case "fixedRate" -> Schedule.fixedRate(ScheduleText.duration(kind, value));
			case "fixedDelay" -> Schedule.fixedDelay(ScheduleText.duration(kind, value));
			case "hourlyAt" -> ScheduleText.hourlyAt(value, zone);
			case "dailyAt" -> ScheduleText.dailyAt(value, zone);
			case "weeklyAt" -> ScheduleText.weeklyAt(value, zone);
			case "monthlyAt" -> ScheduleText.monthlyAt(value, zone);
			case "cron" -> Schedule.cron(value, zone);
			case "zone" -> Schedule.hourlyAt(0, ScheduleText.zone(kind, value));
			default -> throw new IllegalArgumentException(text);
		};
	}

	private static Stream<List<String>> rows(String header) {
		try {
			List<String> lines = Files.readAllLines(PAGE);
			assertThat(lines).contains(header);
			return lines.subList(lines.indexOf(header) + 2, lines.size())
				.stream()
				.takeWhile((line) -> line.startsWith("|"))
				.map((line) -> Arrays.stream(line.substring(1).split("\\|"))
					.map((cell) -> cell.replace("`", "").strip())
					.toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
