package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;

/**
 * Builds the runs that the tests of stores add.
 */
public final class RunBuilder {

	private final UUID id;

	private final String job;

	private String queue = "default";

	private int priority;

	private Trigger trigger = Trigger.ENQUEUED;

	private int payloadVersion = 1;

	private NewRun.Due due = NewRun.Due.NOW;

	private @Nullable Duration deadline;

	private int slots;

	private @Nullable String key;

	private @Nullable String fingerprint;

	private Map<String, String> labels = Map.of();

	/**
	 * Begin with a run that is due at once.
	 * @param id the id
	 * @param job the job
	 */
	public RunBuilder(UUID id, String job) {
		this.id = id;
		this.job = job;
	}

	public RunBuilder queue(String queue) {
		this.queue = queue;
		return this;
	}

	public RunBuilder priority(int priority) {
		this.priority = priority;
		return this;
	}

	public RunBuilder trigger(Trigger trigger) {
		this.trigger = trigger;
		return this;
	}

	public RunBuilder payloadVersion(int payloadVersion) {
		this.payloadVersion = payloadVersion;
		return this;
	}

	public RunBuilder after(Duration delay) {
		this.due = NewRun.Due.after(delay);
		return this;
	}

	public RunBuilder at(Instant at) {
		this.due = NewRun.Due.at(at);
		return this;
	}

	public RunBuilder deadline(@Nullable Duration deadline) {
		this.deadline = deadline;
		return this;
	}

	public RunBuilder slots(int slots) {
		this.slots = slots;
		return this;
	}

	public RunBuilder key(String key, String fingerprint) {
		this.key = key;
		this.fingerprint = fingerprint;
		return this;
	}

	public RunBuilder label(String name, String value) {
		this.labels = Map.of(name, value);
		return this;
	}

	public NewRun build() {
		return new NewRun(this.id, this.job, this.queue, this.priority, this.trigger, 3, "{\"n\":1}",
				this.payloadVersion, this.due, Duration.ofMinutes(1), this.deadline, this.slots, this.key,
				this.fingerprint, this.labels, Map.of("traceparent", "00-1-2-01"), null, null);
	}

}
