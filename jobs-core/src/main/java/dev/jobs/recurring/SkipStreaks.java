package dev.jobs.recurring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobDefinition;
import dev.jobs.job.Trigger;
import dev.jobs.observe.RunObserver;

/**
 * Tells people that a job is skipped: a number each time, a line in the log once per
 * streak. Safe for use by many threads.
 */
public final class SkipStreaks {

	private static final Logger logger = LoggerFactory.getLogger("dev.jobs.run");

	private final RunObserver observer;

	private final Set<String> skipping = ConcurrentHashMap.newKeySet();

	/**
	 * Create an object without streaks.
	 * @param observer counts the skips
	 */
	public SkipStreaks(RunObserver observer) {
		this.observer = observer;
	}

	/**
	 * Note that a job was to run and found no free slot.
	 * @param job the job
	 * @param trigger why it was to run
	 */
	public void skipped(JobDefinition job, Trigger trigger) {
		this.observer.skipped(job, trigger);
		if (this.skipping.add(job.id())) {
			logger.warn("Job {} skipped ({}): the previous run is not finished; further skips are only counted",
					job.id(), trigger.text());
		}
	}

	/**
	 * Note that a job found a slot again.
	 * @param job the job
	 */
	public void ran(JobDefinition job) {
		this.skipping.remove(job.id());
	}

}
