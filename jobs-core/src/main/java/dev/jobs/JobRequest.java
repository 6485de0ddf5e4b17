package dev.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.InvalidJobException;
import dev.jobs.job.Names;

/**
 * What to enqueue, and how. Immutable; each method returns a new request. Values are
 * checked when the request is submitted, all at once.
 */
public final class JobRequest {

	private static final Duration LONGEST_DELAY = Duration.ofDays(3650);

	private static final int MOST_LABELS = 16;

	private final @Nullable String jobId;

	private final @Nullable Object payload;

	private final Details details;

	private JobRequest(@Nullable String jobId, @Nullable Object payload, Details details) {
		this.jobId = jobId;
		this.payload = payload;
		this.details = details;
	}

	/**
	 * Request a run of the job that takes payloads of this class.
	 * @param payload the payload
	 * @return a request to run at once
	 */
	public static JobRequest of(Object payload) {
		return new JobRequest(null, payload, Details.NONE);
	}

	/**
	 * Request a run of a job.
	 * @param jobId the job
	 * @param payload the payload, {@code null} if the job takes none
	 * @return a request to run at once
	 */
	public static JobRequest of(String jobId, @Nullable Object payload) {
		return new JobRequest(jobId, payload, Details.NONE);
	}

	/**
	 * Wait in another queue than the job's own.
	 * @param queue the queue
	 * @return a new request
	 */
	public JobRequest queue(String queue) {
		return with(new Details(queue, this.details.priority, this.details.key, this.details.labels, this.details.delay,
				this.details.at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Run before or after others of the queue.
	 * @param priority from -100 to 100; the higher runs first
	 * @return a new request
	 */
	public JobRequest priority(int priority) {
		return with(new Details(this.details.queue, priority, this.details.key, this.details.labels, this.details.delay,
				this.details.at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Make no second run for the same thing: while a run of the job with this key is
	 * known, the same request gives that run, and another one fails.
	 * @param key 1 to 200 characters
	 * @return a new request
	 */
	public JobRequest key(String key) {
		return with(new Details(this.details.queue, this.details.priority, key, this.details.labels, this.details.delay,
				this.details.at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Add a label by which the run can be found.
	 * @param name 1 to 64 characters
	 * @param value at most 256 characters
	 * @return a new request
	 */
	public JobRequest label(String name, String value) {
		Map<String, String> labels = new LinkedHashMap<>(this.details.labels);
		labels.put(name, value);
		return with(new Details(this.details.queue, this.details.priority, this.details.key, labels, this.details.delay,
				this.details.at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Run after a delay, by the store's clock.
	 * @param delay not negative, at most ten years
	 * @return a new request
	 */
	public JobRequest delay(Duration delay) {
		return with(new Details(this.details.queue, this.details.priority, this.details.key, this.details.labels, delay,
				this.details.at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Run at a time. A time in the past means at once.
	 * @param at the time in UTC, at most ten years from now by the store's clock, before
	 * or after
	 * @return a new request
	 */
	public JobRequest at(Instant at) {
		return with(new Details(this.details.queue, this.details.priority, this.details.key, this.details.labels,
				this.details.delay, at, this.details.timeout, this.details.deadline));
	}

	/**
	 * Limit one attempt, instead of the job's own limit.
	 * @param timeout from 1 ms to 365 days
	 * @return a new request
	 */
	public JobRequest timeout(Duration timeout) {
		return with(new Details(this.details.queue, this.details.priority, this.details.key, this.details.labels,
				this.details.delay, this.details.at, timeout, this.details.deadline));
	}

	/**
	 * Limit the run from its due time over all its attempts, instead of the job's own
	 * limit.
	 * @param deadline from 1 ms to 365 days
	 * @return a new request
	 */
	public JobRequest deadline(Duration deadline) {
		return with(new Details(this.details.queue, this.details.priority, this.details.key, this.details.labels,
				this.details.delay, this.details.at, this.details.timeout, deadline));
	}

	private JobRequest with(Details changed) {
		return new JobRequest(this.jobId, this.payload, changed);
	}

	@Nullable String jobId() {
		return this.jobId;
	}

	@Nullable Object payload() {
		return this.payload;
	}

	Details details() {
		return this.details;
	}

	/**
	 * Everything that differs from the job's own settings.
	 *
	 * @param queue the queue
	 * @param priority the priority
	 * @param key the idempotency key
	 * @param labels the labels
	 * @param delay the delay
	 * @param at the time
	 * @param timeout the limit of one attempt
	 * @param deadline the limit over all attempts
	 */
	record Details(@Nullable String queue, @Nullable Integer priority, @Nullable String key, Map<String, String> labels,
			@Nullable Duration delay, @Nullable Instant at, @Nullable Duration timeout, @Nullable Duration deadline) {

		static final Details NONE = new Details(null, null, null, Map.of(), null, null, null, null);

		void check(Set<String> queues, Supplier<Instant> now) {
			if (this == NONE) {
				return;
			}
			List<String> problems = new ArrayList<>();
			checkQueue(queues, problems);
			if (this.priority != null && (this.priority < -100 || this.priority > 100)) {
				problems.add("priority (%d) must be from -100 to 100".formatted(this.priority));
			}
			if (this.key != null && (this.key.isBlank() || this.key.length() > 200)) {
				problems.add("key must have 1 to 200 characters and not only blanks, but has " + this.key.length());
			}
			checkStorable("key '", this.key, "'", problems);
			checkLabels(problems);
			checkTimes(now, problems);
			if (!problems.isEmpty()) {
				throw new InvalidJobException(problems);
			}
		}

		private void checkQueue(Set<String> queues, List<String> problems) {
			if (this.queue != null && !queues.contains(this.queue)) {
				problems
					.add("queue '%s' is served by nobody; use one of %s, or declare it under jobs.queues.%s.concurrency"
						.formatted(Names.shown(this.queue), String.join(", ", queues), Names.shown(this.queue)));
			}
		}

		private void checkLabels(List<String> problems) {
			if (this.labels.size() > MOST_LABELS) {
				problems
					.add("a run has at most %d labels, but there are %d".formatted(MOST_LABELS, this.labels.size()));
			}
			this.labels.forEach((name, value) -> {
				if (name == null || name.isBlank() || name.length() > 64 || name.contains(":")) {
					problems.add("label name '%s' must have 1 to 64 characters, none of them ':'"
						.formatted(Names.shown(name)));
				}
				if (value == null || value.length() > 256) {
					problems.add("label '%s' must have a value of at most 256 characters".formatted(Names.shown(name)));
				}
				checkStorable("label name '", name, "'", problems);
				checkStorable("value '", value, "' of label '%s'".formatted(Names.shown(name)), problems);
			});
		}

		private static void checkStorable(String before, @Nullable String text, String after, List<String> problems) {
			if (!Names.isStorable(text)) {
				problems.add(before + Names.shown(text) + after
						+ " holds U+0000 or half a surrogate pair, which no database keeps; leave it out");
			}
		}

		private void checkTimes(Supplier<Instant> now, List<String> problems) {
			if (this.delay != null && this.at != null) {
				problems.add("delay and at exclude each other; keep one of them");
			}
			if (this.delay != null && (this.delay.isNegative() || this.delay.compareTo(LONGEST_DELAY) > 0)) {
				problems.add("delay (%s) must be from 0s to %s".formatted(Names.shown(this.delay),
						Names.shown(LONGEST_DELAY)));
			}
			if (this.at != null) {
				checkAt(this.at, now.get(), problems);
			}
			checkLimit("timeout", this.timeout, problems);
			checkLimit("deadline", this.deadline, problems);
		}

		// What lies further away is a mistake, such as seconds taken for milliseconds.
		private static void checkAt(Instant at, Instant now, List<String> problems) {
			if (at.isBefore(now.minus(LONGEST_DELAY)) || at.isAfter(now.plus(LONGEST_DELAY))) {
				problems.add("at (%s) must be at most %s before or after now (%s); leave it out to run at once"
					.formatted(at, Names.shown(LONGEST_DELAY), now));
			}
		}

		private static void checkLimit(String name, @Nullable Duration limit, List<String> problems) {
			if (limit != null
					&& (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofDays(365)) > 0)) {
				problems.add("%s (%s) must be from 1ms to 365d".formatted(name, Names.shown(limit)));
			}
		}

	}

}
