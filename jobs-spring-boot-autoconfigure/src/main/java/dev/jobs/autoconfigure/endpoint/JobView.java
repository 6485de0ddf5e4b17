package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

import dev.jobs.JobStatus;
import dev.jobs.job.JobDefinition;
import dev.jobs.run.JobStats;
import dev.jobs.run.Pause;
import dev.jobs.schedule.Schedule;

/**
 * A job as clients see it. What is not known is {@code null} and left out; times are in
 * UTC.
 *
 * @param jobId the id
 * @param scheduleType the kind of schedule
 * @param cronExpression the schedule in the manner of cron
 * @param humanReadable the schedule in English
 * @param nextExecutionTime when the schedule fires next
 * @param lastExecutionTime when the last finished run started
 * @param lastExecutionStatus what happened last
 * @param totalExecutions how many runs ended by themselves
 * @param successCount how many succeeded
 * @param failureCount how many failed
 * @param skippedCount how often the job found no free slot
 * @param queue where its due runs wait
 * @param paused whether it is paused
 * @param pause the pause
 * @param running how many runs go on
 * @param handler where the body is
 * @param timezone the zone whose clock the schedule follows
 */
record JobView(String jobId, String scheduleType, @Nullable String cronExpression, @Nullable String humanReadable,
		@Nullable Instant nextExecutionTime, @Nullable Instant lastExecutionTime, @Nullable String lastExecutionStatus,
		long totalExecutions, long successCount, long failureCount, long skippedCount, String queue, boolean paused,
		@Nullable Pause pause, int running, String handler, @Nullable String timezone) {

	static JobView of(JobStatus status) {
		JobDefinition job = status.definition();
		JobStats stats = status.stats();
		Schedule schedule = job.schedule();
		JobStats.LastStatus last = stats.lastStatus();
		return new JobView(job.id(), job.scheduleType().text(), (schedule != null) ? schedule.cronExpression() : null,
				(schedule != null) ? schedule.humanReadable() : null, status.nextExecutionTime(),
				stats.lastExecutionTime(), (last != null) ? last.text() : null, stats.total(), stats.success(),
				stats.failure(), stats.skipped(), job.queue(), status.pause() != null, status.pause(), stats.running(),
				job.handler(), (schedule != null) ? schedule.zone().map(ZoneId::getId).orElse(null) : null);
	}

}
