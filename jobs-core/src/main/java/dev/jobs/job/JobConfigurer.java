package dev.jobs.job;

/**
 * Registers jobs in code, for those that are not known before the application starts.
 * Each bean of this type is called once, before the engine starts.
 */
@FunctionalInterface
public interface JobConfigurer {

	/**
	 * Register jobs.
	 * @param jobs takes the jobs and checks each when it is called
	 */
	void configure(JobRegistrar jobs);

}
