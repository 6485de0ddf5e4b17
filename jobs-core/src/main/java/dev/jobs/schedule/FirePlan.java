package dev.jobs.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to do about a schedule that is due.
 *
 * @param fire the fire times to make runs for, earliest first; may be empty
 * @param missed number of fire times that have passed and get no run; exact, unless more
 * than a century has passed, when it is a lower bound
 * @param next the first fire time after now, or {@code null} if the schedule never fires
 * again
 */
public record FirePlan(List<Instant> fire, long missed, @Nullable Instant next) {

	/**
	 * Create a plan.
	 */
	public FirePlan {
		fire = List.copyOf(fire);
	}

}
