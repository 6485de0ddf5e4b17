package dev.jobs.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Pause;
import dev.jobs.run.QueueStats;

/**
 * A queue as clients see it. What is not known is {@code null} and left out.
 *
 * @param queue the name
 * @param depth how many due runs wait
 * @param oldestAgeMs how long the one has waited that waits longest, in milliseconds
 * @param running how many runs go on
 * @param paused whether the queue is paused
 * @param pause the pause
 */
record QueueView(String queue, int depth, @Nullable Long oldestAgeMs, int running, boolean paused,
		@Nullable Pause pause) {

	static QueueView of(QueueStats stats, Instant now) {
		Instant oldest = stats.oldestDueAt();
		Long age = (oldest != null) ? Math.max(0, Duration.between(oldest, now).toMillis()) : null;
		return new QueueView(stats.queue(), stats.depth(), age, stats.running(), stats.pause() != null, stats.pause());
	}

}
