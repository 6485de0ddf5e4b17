package dev.jobs.run;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What has become of the runs of one job, over all time and all nodes.
 *
 * @param success how many runs succeeded
 * @param failure how many runs failed; cancelled ones count in neither
 * @param skipped how many times the job was to run and found no free slot
 * @param lastExecutionTime when the last finished run started, in UTC
 * @param lastStatus what happened last
 * @param running how many runs go on now
 */
public record JobStats(long success, long failure, long skipped, @Nullable Instant lastExecutionTime,
		@Nullable LastStatus lastStatus, int running) {

	/** The numbers of a job that never ran. */
	public static final JobStats NONE = new JobStats(0, 0, 0, null, null, 0);

	/**
	 * Return how many runs ended by themselves.
	 * @return successes and failures
	 */
	public long total() {
		return this.success + this.failure;
	}

	/**
	 * What happened last.
	 */
	public enum LastStatus {

		/** A run succeeded. */
		SUCCESS,

		/** A run failed. */
		FAILURE,

		/** The job found no free slot. */
		SKIPPED;

		/**
		 * Return the word used in the HTTP contract.
		 * @return the name in lower case
		 */
		public String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
