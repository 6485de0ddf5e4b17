package dev.jobs.job;

import org.jspecify.annotations.Nullable;

/**
 * The work of a job.
 *
 * @param <P> the type of the payload
 */
@FunctionalInterface
public interface JobBody<P extends @Nullable Object> {

	/**
	 * Do the work once. A normal return is a success, an exception a failed attempt.
	 * @param payload the decoded payload; {@code null} if the run has none
	 * @param context the attempt
	 * @return the result to keep as JSON, or {@code null} for none
	 * @throws Exception if the attempt failed
	 */
	@Nullable Object run(P payload, JobContext context) throws Exception;

}
