package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires on a grid of equal intervals of elapsed time. The grid begins at the first fire
 * time; a run that is late or long does not move it.
 *
 * @param interval the interval, whole milliseconds from 100 ms to 3650 days
 * @param initialDelay the time until the first run, from zero to 3650 days, or
 * {@code null} for one interval
 */
public record FixedRate(Duration interval, @Nullable Duration initialDelay) implements Schedule {

	/**
	 * Create a schedule.
	 * @throws InvalidScheduleException if the interval or the delay is out of range
	 */
	public FixedRate {
		Intervals.check("fixedRate", interval);
		Intervals.checkInitialDelay(initialDelay);
	}

	@Override
	public ScheduleType type() {
		return ScheduleType.FIXED_RATE;
	}

	@Override
	public Instant first(Instant now) {
		return now.plus((this.initialDelay != null) ? this.initialDelay : this.interval);
	}

	@Override
	public Optional<Instant> next(Instant after, Instant anchor) {
		return Optional.ofNullable(new Grid(anchor, this.interval).next(after));
	}

	@Override
	public String cronExpression() {
		return "@every " + Phrases.compact(this.interval);
	}

	@Override
	public String humanReadable() {
		return "Every " + Phrases.amount(this.interval);
	}

	@Override
	public Optional<ZoneId> zone() {
		return Optional.empty();
	}

	@Override
	public String fingerprint() {
		return "%s %s".formatted(type().text(), this.interval);
	}

}
