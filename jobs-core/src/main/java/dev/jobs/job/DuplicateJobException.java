package dev.jobs.job;

/**
 * Thrown when two jobs claim the same id or alias.
 */
public class DuplicateJobException extends InvalidJobException {

	private final String jobId;

	DuplicateJobException(String jobId, String firstHandler, String secondHandler) {
		super("Job '%s' is already registered by %s; %s cannot use the same id: give one of them another id"
			.formatted(jobId, firstHandler, secondHandler));
		this.jobId = jobId;
	}

	/**
	 * Return the id that both jobs claim.
	 * @return the job id
	 */
	public String getJobId() {
		return this.jobId;
	}

}
