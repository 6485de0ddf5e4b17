package dev.jobs.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.jobs.job.JobDefinition;

/**
 * The jobs whose runs a node can run. A run whose payload is of a newer version than the
 * node's code writes is none of them: it waits for a node with newer code.
 *
 * @param versions the newest version of the payload by job, under its id and each former
 * one
 */
public record KnownJobs(Map<String, Integer> versions) {

	/**
	 * Create a list of jobs.
	 * @param versions is copied
	 */
	public KnownJobs {
		versions = Map.copyOf(versions);
	}

	/**
	 * Return the jobs of some definitions.
	 * @param definitions the definitions
	 * @return what a node with these definitions knows
	 */
	public static KnownJobs of(Collection<JobDefinition> definitions) {
		Map<String, Integer> versions = new HashMap<>();
		for (JobDefinition job : definitions) {
			versions.put(job.id(), job.payloadVersion());
			job.aliases().forEach((alias) -> versions.put(alias, job.payloadVersion()));
		}
		return new KnownJobs(versions);
	}

	/**
	 * Return the ids, former ones included.
	 * @return the ids
	 */
	public Set<String> ids() {
		return this.versions.keySet();
	}

	/**
	 * Return whether a run can be run.
	 * @param jobId the id of its job, as stored
	 * @param payloadVersion the version of its payload
	 * @return whether the job is known, and the version not too new
	 */
	public boolean includes(String jobId, int payloadVersion) {
		return this.versions.getOrDefault(jobId, 0) >= payloadVersion;
	}

}
