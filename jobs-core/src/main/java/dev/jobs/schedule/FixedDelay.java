package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires a fixed time after the last run has ended, retries included. There is never more
 * than one fire time known: the next one depends on how long the run takes.
 *
 * @param delay the delay, whole milliseconds from 100 ms to 3650 days
 * @param initialDelay the time until the first run, from zero to 3650 days, or
 * {@code null} for one delay
 */
public record FixedDelay(Duration delay, @Nullable Duration initialDelay) implements Schedule {

	/**
	 * Create a schedule.
	 * @throws InvalidScheduleException if one of the delays is out of range
	 */
	public FixedDelay {
		Intervals.check("fixedDelay", delay);
		Intervals.checkInitialDelay(initialDelay);
	}

	@Override
	public ScheduleType type() {
		return ScheduleType.FIXED_DELAY;
	}

	@Override
	public Instant first(Instant now) {
		return now.plus((this.initialDelay != null) ? this.initialDelay : this.delay);
	}

	@Override
	public Optional<Instant> next(Instant after, Instant anchor) {
		return Optional.ofNullable(new Grid(after, this.delay).next(after));
	}

	@Override
	public List<Instant> preview(Instant after, Instant anchor, int count) {
		return (count > 0) ? next(after, anchor).stream().toList() : List.of();
	}

	@Override
	public String cronExpression() {
		return "@every " + Phrases.compact(this.delay);
	}

	@Override
	public String humanReadable() {
		return Phrases.amount(this.delay) + " after each run";
	}

	@Override
	public Optional<ZoneId> zone() {
		return Optional.empty();
	}

	@Override
	public String fingerprint() {
		return "%s %s".formatted(type().text(), this.delay);
	}

}
