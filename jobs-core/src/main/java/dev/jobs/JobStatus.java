package dev.jobs;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition;
import dev.jobs.run.JobStats;
import dev.jobs.run.Pause;

/**
 * A job and how it stands.
 *
 * @param definition the job
 * @param stats what has become of its runs
 * @param nextExecutionTime when its schedule fires next, in UTC; {@code null} if it does
 * not
 * @param pause the pause, {@code null} if the job is not paused
 */
public record JobStatus(JobDefinition definition, JobStats stats, @Nullable Instant nextExecutionTime,
		@Nullable Pause pause) {

}
