package dev.jobs.job;

/**
 * The work of a job that takes no payload and gives no result.
 */
@FunctionalInterface
public interface JobTask {

	/**
	 * Do the work once. A normal return is a success, an exception a failed attempt.
	 * @param context the attempt
	 * @throws Exception if the attempt failed
	 */
	void run(JobContext context) throws Exception;

}
