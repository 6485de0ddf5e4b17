package dev.jobs.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * All jobs this application knows, by id. Safe for use by many threads. Jobs are
 * registered before the engine starts; after that the registry is closed, because a node
 * tells the others what it can run.
 */
public final class JobRegistry {

	private final ConcurrentSkipListMap<String, JobDefinition> jobs = new ConcurrentSkipListMap<>();

	private final Map<String, JobDefinition> aliases = new ConcurrentHashMap<>();

	private final Map<Class<?>, List<JobDefinition>> byPayload = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Add a job.
	 * @param job the job
	 * @throws DuplicateJobException if another job has the same id or alias
	 * @throws InvalidJobException if the engine has already started
	 */
	public synchronized void register(JobDefinition job) {
		if (this.closed) {
			throw new InvalidJobException(
					"Job '%s' (%s) cannot be registered: the engine has started or is stopping; register jobs with a JobConfigurer bean"
						.formatted(job.id(), job.handler()));
		}
		requireFree(job.id(), job);
		job.aliases().forEach((alias) -> requireFree(alias, job));
		this.jobs.put(job.id(), job);
		job.aliases().forEach((alias) -> this.aliases.put(alias, job));
		if (job.payloadType() instanceof Class<?> type) {
			this.byPayload.merge(type, List.of(job), JobRegistry::concat);
		}
	}

	private void requireFree(String id, JobDefinition job) {
		JobDefinition taken = find(id).orElse(null);
		if (taken != null) {
			throw new DuplicateJobException(id, taken.handler(), job.handler());
		}
	}

	private static List<JobDefinition> concat(List<JobDefinition> some, List<JobDefinition> more) {
		List<JobDefinition> all = new ArrayList<>(some);
		all.addAll(more);
		return List.copyOf(all);
	}

	/**
	 * Refuse further jobs.
	 */
	public void close() {
		this.closed = true;
	}

	/**
	 * Find a job by its id or an alias.
	 * @param id the id, may be {@code null}
	 * @return the job, empty if there is none
	 */
	public Optional<JobDefinition> find(@Nullable String id) {
		if (id == null) {
			return Optional.empty();
		}
		JobDefinition job = this.jobs.get(id);
		return Optional.ofNullable((job != null) ? job : this.aliases.get(id));
	}

	/**
	 * Return a job by its id or an alias.
	 * @param id the id
	 * @return the job
	 * @throws UnknownJobException if there is none, with ids that look alike
	 */
	public JobDefinition require(String id) {
		JobDefinition job = this.jobs.get(id);
		return (job != null) ? job : find(id).orElseThrow(() -> unknown(id));
	}

	/**
	 * Return the job that takes payloads of a type.
	 * @param payloadType the exact class of the payload
	 * @return the job
	 * @throws UnknownJobException if no job takes it
	 * @throws InvalidJobException if several do, naming them
	 */
	public JobDefinition requireByPayload(Class<?> payloadType) {
		List<JobDefinition> found = this.byPayload.getOrDefault(payloadType, List.of());
		if (found.size() == 1) {
			return found.get(0);
		}
		if (found.isEmpty()) {
			throw new UnknownJobException(
					"No job takes a payload of type '%s'; jobs are found by the exact class, or enqueue by job id. %s"
						.formatted(payloadType.getName(), registered()),
					List.of());
		}
		throw new InvalidJobException("Payload type '%s' is taken by more than one job (%s); enqueue by job id"
			.formatted(payloadType.getName(),
					String.join(", ", found.stream().map(JobDefinition::id).sorted().toList())));
	}

	/**
	 * Return all jobs, sorted by id.
	 * @return the jobs
	 */
	public List<JobDefinition> all() {
		return List.copyOf(this.jobs.values());
	}

	/**
	 * Return whether no job is registered.
	 * @return whether the registry is empty
	 */
	public boolean isEmpty() {
		return this.jobs.isEmpty();
	}

	/**
	 * Return the number of jobs.
	 * @return the number of jobs
	 */
	public int size() {
		return this.jobs.size();
	}

	private UnknownJobException unknown(String id) {
		List<String> near = Names.near(id, this.jobs.keySet()).limit(3).toList();
		String hint = near.isEmpty() ? registered() : "Did you mean '" + near.get(0) + "'?";
		return new UnknownJobException("No job '%s'. %s".formatted(Names.shown(id), hint), near);
	}

	private String registered() {
		if (this.jobs.isEmpty()) {
			return "No job is registered";
		}
		String first = String.join(", ", this.jobs.keySet().stream().limit(10).toList());
		return "Registered: " + first + ((this.jobs.size() > 10) ? " and " + (this.jobs.size() - 10) + " more" : "");
	}

}
