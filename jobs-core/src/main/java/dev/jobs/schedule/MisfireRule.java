package dev.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What to do with fire times that have passed. The latest of them is <em>on time</em> if
 * it is not older than the grace time, and is then fired under every policy.
 *
 * @param policy what becomes of the others
 * @param grace how old a fire time may be to count as on time, from zero to 3650 days
 * @param limit how old a fire time may be to be caught up, from zero to 3650 days; a
 * limit shorter than the grace time counts as the grace time
 * @param maxCatchUp most fire times that {@link MisfirePolicy#ALL} fires at once, from 1
 * to 10,000
 */
public record MisfireRule(MisfirePolicy policy, Duration grace, Duration limit, int maxCatchUp) {

	private static final Duration LONGEST = Duration.ofDays(3650);

	private static final MisfireRule DEFAULTS = new MisfireRule(MisfirePolicy.ONCE, Duration.ofSeconds(10),
			Duration.ofDays(1), 100);

	/**
	 * Create a rule.
	 * @throws InvalidScheduleException if a value is out of range
	 */
	public MisfireRule {
		Intervals.checkUpTo("misfire.grace", grace, LONGEST);
		Intervals.checkUpTo("misfire.limit", limit, LONGEST);
		CalendarSchedule.inRange("misfire.maxCatchUp", "number of fire times", maxCatchUp, 1, 10_000);
	}

	/**
	 * Return the rule that holds unless another one is set: one catch-up, ten seconds of
	 * grace, a limit of a day, at most 100 fire times at once.
	 * @return the rule
	 */
	public static MisfireRule defaults() {
		return DEFAULTS;
	}

	/**
	 * Return this rule with another policy.
	 * @param policy the policy
	 * @return the rule
	 */
	public MisfireRule withPolicy(MisfirePolicy policy) {
		return new MisfireRule(policy, this.grace, this.limit, this.maxCatchUp);
	}

	/**
	 * Decide which fire times to fire now. Costs no more for a schedule that slept for
	 * years than for one that did not.
	 * @param schedule the schedule
	 * @param due the stored next fire time, which is one even if the schedule alone would
	 * not name it
	 * @param now the time it is; if earlier than {@code due}, nothing is fired
	 * @return what to fire, how many fire times were missed, and when to look again; for
	 * a fixed delay one delay from now, to be replaced when the run ends
	 */
	public FirePlan plan(Schedule schedule, Instant due, Instant now) {
		if (due.isAfter(now)) {
			return new FirePlan(List.of(), 0, due);
		}
		FireTimes times = FireTimes.of(schedule, due);
		List<Instant> fire = choose(times, due, now);
		long missed = 1 + times.count(due, now) - fire.size();
		return new FirePlan(fire, missed, schedule.next(now, due).orElse(null));
	}

	private List<Instant> choose(FireTimes times, Instant due, Instant now) {
		Duration reach = (this.limit.compareTo(this.grace) > 0) ? this.limit : this.grace;
		return switch (this.policy) {
			case SKIP -> newest(times, due, now, now.minus(this.grace), 1);
			case ONCE -> newest(times, due, now, now.minus(reach), 1);
			case ALL -> newest(times, due, now, now.minus(reach), this.maxCatchUp);
		};
	}

	private static List<Instant> newest(FireTimes times, Instant due, Instant now, Instant oldest, int limit) {
		Instant after = oldest.isAfter(due) ? oldest.minusNanos(1) : due;
		List<Instant> newest = new ArrayList<>(times.newest(after, now, limit));
		if (newest.size() < limit && !due.isBefore(oldest)) {
			newest.add(0, due);
		}
		return newest;
	}

}
