package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.ClaimedRun;

/**
 * What an exchange needs to know before it begins.
 *
 * @param now the store's time
 * @param nextDue when the next run that waits for its time is due
 * @param nextDeadline the next deadline of a run that does not run
 * @param pausedJobs the jobs that are paused now
 * @param pausedQueues the queues that are paused now
 */
record Outlook(Instant now, @Nullable Instant nextDue, @Nullable Instant nextDeadline, Set<String> pausedJobs,
		Set<String> pausedQueues) {

	// What is due but not there for us is locked by another node, which needs a moment.
	private static final Duration A_MOMENT = Duration.ofMillis(10);

	static Outlook read(ResultSet row) throws SQLException {
		return new Outlook(Session.requiredTime(row, "seen_at"), Session.time(row, "next_due"),
				Session.time(row, "next_deadline"), texts(row.getArray("paused_jobs")),
				texts(row.getArray("paused_queues")));
	}

	private static Set<String> texts(Array array) throws SQLException {
		Set<String> texts = new HashSet<>();
		for (Object text : (Object[]) array.getArray()) {
			texts.add(String.valueOf(text));
		}
		return texts;
	}

	boolean isAnyDue() {
		return isOver(this.nextDue);
	}

	boolean isAnyExpired() {
		return isOver(this.nextDeadline);
	}

	private boolean isOver(@Nullable Instant time) {
		return time != null && !time.isAfter(this.now);
	}

	/**
	 * Return whether the next deadline may be that of one of some runs, which no longer
	 * counts because they run now.
	 */
	boolean isDeadlineOfAny(List<ClaimedRun> claimed) {
		return this.nextDeadline != null
				&& claimed.stream().anyMatch((run) -> this.nextDeadline.equals(run.deadline()));
	}

	/**
	 * Return how long until there may be something to do.
	 */
	@Nullable Duration untilNext() {
		if (this.nextDue == null && this.nextDeadline == null) {
			return null;
		}
		Instant due = (this.nextDue != null) ? this.nextDue : Instant.MAX;
		Instant deadline = (this.nextDeadline != null) ? this.nextDeadline : Instant.MAX;
		Instant next = due.isBefore(deadline) ? due : deadline;
		return next.isAfter(this.now) ? Duration.between(this.now, next) : A_MOMENT;
	}

}
