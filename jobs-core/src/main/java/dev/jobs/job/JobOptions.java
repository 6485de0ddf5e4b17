package dev.jobs.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.jobs.schedule.MisfirePolicy;

/**
 * Settings of a job as they were written down: text that is checked when the job is
 * registered, so that all mistakes are reported together. What is not set is left to the
 * job's defaults. Not safe for use by many threads.
 */
public final class JobOptions {

	private final Map<JobSetting, String> texts = new EnumMap<>(JobSetting.class);

	private List<Class<? extends Throwable>> retryOn = List.of();

	private List<Class<? extends Throwable>> noRetryOn = List.of();

	private List<String> aliases = List.of();

	private @Nullable Integer payloadVersion;

	private final List<String> problems = new ArrayList<>();

	private final Map<JobSetting, String> places = new EnumMap<>(JobSetting.class);

	/**
	 * Run at a fixed rate.
	 * @param interval a duration such as {@code 30s} or {@code PT30S}; {@code -} disables
	 * the schedule
	 * @return this object
	 */
	public JobOptions fixedRate(@Nullable String interval) {
		return set(JobSetting.FIXED_RATE, interval);
	}

	/**
	 * Run with a fixed delay after the end of the previous run, its retries included.
	 * @param delay a duration; {@code -} disables the schedule
	 * @return this object
	 */
	public JobOptions fixedDelay(@Nullable String delay) {
		return set(JobSetting.FIXED_DELAY, delay);
	}

	/**
	 * Run by a cron expression.
	 * @param expression six fields, or five without seconds, or a macro; {@code -}
	 * disables the schedule
	 * @return this object
	 */
	public JobOptions cron(@Nullable String expression) {
		return set(JobSetting.CRON, expression);
	}

	/**
	 * Run each hour.
	 * @param minute the minute, such as {@code :15}; {@code -} disables the schedule
	 * @return this object
	 */
	public JobOptions hourlyAt(@Nullable String minute) {
		return set(JobSetting.HOURLY_AT, minute);
	}

	/**
	 * Run each day.
	 * @param time the time of day, such as {@code 03:00}; {@code -} disables the schedule
	 * @return this object
	 */
	public JobOptions dailyAt(@Nullable String time) {
		return set(JobSetting.DAILY_AT, time);
	}

	/**
	 * Run each week.
	 * @param dayAndTime weekday and time, such as {@code MON 06:15}; {@code -} disables
	 * the schedule
	 * @return this object
	 */
	public JobOptions weeklyAt(@Nullable String dayAndTime) {
		return set(JobSetting.WEEKLY_AT, dayAndTime);
	}

	/**
	 * Run each month that has the day.
	 * @param dayAndTime day of month and time, such as {@code 1 06:15}; {@code -}
	 * disables the schedule
	 * @return this object
	 */
	public JobOptions monthlyAt(@Nullable String dayAndTime) {
		return set(JobSetting.MONTHLY_AT, dayAndTime);
	}

	/**
	 * Set when an interval schedule first fires.
	 * @param delay a duration from the moment the schedule becomes known
	 * @return this object
	 */
	public JobOptions initialDelay(@Nullable String delay) {
		return set(JobSetting.INITIAL_DELAY, delay);
	}

	/**
	 * Set the zone in which times of day are meant.
	 * @param zone a region id such as {@code Europe/Rome}, or {@code -} for the host's
	 * @return this object
	 */
	public JobOptions zone(@Nullable String zone) {
		return set(JobSetting.ZONE, zone);
	}

	/**
	 * Set what becomes of missed fire times.
	 * @param policy the policy
	 * @return this object
	 */
	public JobOptions misfire(@Nullable MisfirePolicy policy) {
		return set(JobSetting.MISFIRE, policy);
	}

	/**
	 * Set what becomes of missed fire times.
	 * @param policy the name of the policy, in any case
	 * @return this object
	 */
	public JobOptions misfire(@Nullable String policy) {
		return set(JobSetting.MISFIRE, policy);
	}

	/**
	 * Set how old a missed fire time may be to be caught up.
	 * @param limit a duration
	 * @return this object
	 */
	public JobOptions misfireLimit(@Nullable String limit) {
		return set(JobSetting.MISFIRE_LIMIT, limit);
	}

	/**
	 * Set the queue in which due runs wait.
	 * @param queue the name
	 * @return this object
	 */
	public JobOptions queue(@Nullable String queue) {
		return set(JobSetting.QUEUE, queue);
	}

	/**
	 * Set the priority of the runs.
	 * @param priority from -100 to 100; the higher runs first
	 * @return this object
	 */
	public JobOptions priority(@Nullable Integer priority) {
		return set(JobSetting.PRIORITY, priority);
	}

	/**
	 * Set how many runs of the job may go on at once.
	 * @param concurrency at least {@code 1}
	 * @return this object
	 */
	public JobOptions concurrency(@Nullable Integer concurrency) {
		return set(JobSetting.CONCURRENCY, concurrency);
	}

	/**
	 * Set how long one attempt may take.
	 * @param timeout a duration
	 * @return this object
	 */
	public JobOptions timeout(@Nullable String timeout) {
		return set(JobSetting.TIMEOUT, timeout);
	}

	/**
	 * Set how long a run may take from its due time over all its attempts.
	 * @param deadline a duration
	 * @return this object
	 */
	public JobOptions deadline(@Nullable String deadline) {
		return set(JobSetting.DEADLINE, deadline);
	}

	/**
	 * Set when the outcomes of attempts are written.
	 * @param completion when
	 * @return this object
	 */
	public JobOptions completion(@Nullable Completion completion) {
		return set(JobSetting.COMPLETION, completion);
	}

	/**
	 * Set the total number of tries.
	 * @param maxAttempts at least {@code 1}, which means no retry
	 * @return this object
	 */
	public JobOptions maxAttempts(@Nullable Integer maxAttempts) {
		return set(JobSetting.MAX_ATTEMPTS, maxAttempts);
	}

	/**
	 * Set the number of tries after the first.
	 * @param maxRetries one less than the number of attempts
	 * @return this object
	 */
	public JobOptions maxRetries(@Nullable Integer maxRetries) {
		return set(JobSetting.MAX_RETRIES, maxRetries);
	}

	/**
	 * Set how the wait before the next attempt grows.
	 * @param strategy the strategy
	 * @return this object
	 */
	public JobOptions backoffStrategy(@Nullable BackoffStrategy strategy) {
		return set(JobSetting.BACKOFF_STRATEGY, strategy);
	}

	/**
	 * Set how the wait before the next attempt grows.
	 * @param strategy the name of the strategy, in any case
	 * @return this object
	 */
	public JobOptions backoffStrategy(@Nullable String strategy) {
		return set(JobSetting.BACKOFF_STRATEGY, strategy);
	}

	/**
	 * Set the first wait.
	 * @param delay a duration
	 * @return this object
	 */
	public JobOptions backoffDelay(@Nullable String delay) {
		return set(JobSetting.BACKOFF_DELAY, delay);
	}

	/**
	 * Set all waits one by one; the last repeats.
	 * @param delays durations, separated by commas
	 * @return this object
	 */
	public JobOptions backoffDelays(@Nullable String delays) {
		return set(JobSetting.BACKOFF_DELAYS, delays);
	}

	/**
	 * Set the factor from one wait to the next.
	 * @param multiplier at least {@code 1}
	 * @return this object
	 */
	public JobOptions backoffMultiplier(@Nullable Double multiplier) {
		return set(JobSetting.BACKOFF_MULTIPLIER, multiplier);
	}

	/**
	 * Set the longest wait.
	 * @param maxDelay a duration
	 * @return this object
	 */
	public JobOptions backoffMaxDelay(@Nullable String maxDelay) {
		return set(JobSetting.BACKOFF_MAX_DELAY, maxDelay);
	}

	/**
	 * Set how waits are spread.
	 * @param jitter {@code none}, {@code full}, a percentage such as {@code 20%}, or a
	 * duration of which up to all is added
	 * @return this object
	 */
	public JobOptions backoffJitter(@Nullable String jitter) {
		return set(JobSetting.BACKOFF_JITTER, jitter);
	}

	/**
	 * Retry these errors and no others.
	 * @param types error types, compared along the cause chain
	 * @return this object
	 */
	@SafeVarargs
	public final JobOptions retryOn(Class<? extends Throwable>... types) {
		this.retryOn = List.of(types);
		return this;
	}

	/**
	 * Do not retry these errors.
	 * @param types error types, compared along the cause chain
	 * @return this object
	 */
	@SafeVarargs
	public final JobOptions noRetryOn(Class<? extends Throwable>... types) {
		this.noRetryOn = List.of(types);
		return this;
	}

	/**
	 * Set ids under which the job was known before.
	 * @param aliases old ids
	 * @return this object
	 */
	public JobOptions aliases(String... aliases) {
		this.aliases = List.of(aliases);
		return this;
	}

	/**
	 * Set the version of the payload that this code writes.
	 * @param version from {@code 1} to {@code 1000}
	 * @return this object
	 */
	public JobOptions payloadVersion(int version) {
		this.payloadVersion = version;
		return this;
	}

	/**
	 * Note something that is wrong with these settings, to be reported together with all
	 * else that is wrong with the job.
	 * @param problem what is wrong, with name, value, rule and fix
	 * @return this object
	 */
	public JobOptions problem(String problem) {
		this.problems.add(problem);
		return this;
	}

	/**
	 * Say where the settings were written that have been made so far, so that what is
	 * wrong with them is looked for there.
	 * @param place gives the place of a setting, by its name such as {@code dailyAt} or
	 * {@code backoff.maxDelay}
	 * @return this object
	 */
	public JobOptions writtenAt(UnaryOperator<String> place) {
		this.texts.keySet().forEach((setting) -> this.places.put(setting, place.apply(setting.text())));
		return this;
	}

	/**
	 * Return these options with those of another object put over them. What cannot stand
	 * beside a setting there is left out: a schedule there replaces any schedule here,
	 * and a list of waits replaces a rule for them, as a rule does a list.
	 * @param over the options that win where they are set
	 * @return a new object
	 */
	public JobOptions overriddenBy(JobOptions over) {
		JobOptions merged = new JobOptions();
		merged.texts.putAll(this.texts);
		merged.texts.keySet().removeAll(over.replaced());
		if (over.hasGrowingWaits() && this.texts.containsKey(JobSetting.BACKOFF_DELAYS)) {
			merged.texts.keySet().removeAll(Set.of(JobSetting.BACKOFF_DELAYS, JobSetting.BACKOFF_STRATEGY));
		}
		merged.texts.putAll(over.texts);
		merged.places.putAll(this.places);
		merged.places.keySet().removeAll(over.texts.keySet());
		merged.places.putAll(over.places);
		merged.problems.addAll(this.problems);
		merged.problems.addAll(over.problems);
		merged.retryOn = over.retryOn.isEmpty() ? this.retryOn : over.retryOn;
		merged.noRetryOn = over.noRetryOn.isEmpty() ? this.noRetryOn : over.noRetryOn;
		merged.aliases = over.aliases.isEmpty() ? this.aliases : over.aliases;
		merged.payloadVersion = (over.payloadVersion != null) ? over.payloadVersion : this.payloadVersion;
		return merged;
	}

	private Set<JobSetting> replaced() {
		Set<JobSetting> replaced = EnumSet.noneOf(JobSetting.class);
		if (has(JobSetting.SCHEDULES)) {
			replaced.addAll(JobSetting.SCHEDULES);
			if (!has(JobSetting.INTERVALS)) {
				replaced.add(JobSetting.INITIAL_DELAY);
			}
		}
		if (has(EnumSet.of(JobSetting.MAX_ATTEMPTS, JobSetting.MAX_RETRIES))) {
			replaced.addAll(EnumSet.of(JobSetting.MAX_ATTEMPTS, JobSetting.MAX_RETRIES));
		}
		if (has(EnumSet.of(JobSetting.BACKOFF_DELAYS))) {
			replaced.add(JobSetting.BACKOFF_STRATEGY);
		}
		return replaced;
	}

	private boolean hasGrowingWaits() {
		return has(EnumSet.of(JobSetting.BACKOFF_STRATEGY, JobSetting.BACKOFF_DELAY, JobSetting.BACKOFF_MULTIPLIER))
				&& !BackoffStrategy.LIST.name().equalsIgnoreCase(get(JobSetting.BACKOFF_STRATEGY));
	}

	private boolean has(Set<JobSetting> settings) {
		return settings.stream().anyMatch(this.texts::containsKey);
	}

	private JobOptions set(JobSetting setting, @Nullable Object value) {
		if (value == null) {
			this.texts.remove(setting);
		}
		else {
			this.texts.put(setting, (value instanceof Duration duration) ? duration.toString() : value.toString());
		}
		return this;
	}

	@Nullable String get(JobSetting setting) {
		return this.texts.get(setting);
	}

	@Nullable String place(JobSetting setting) {
		return this.places.get(setting);
	}

	List<String> problems() {
		return this.problems;
	}

	List<JobSetting> schedules() {
		return JobSetting.SCHEDULES.stream().filter(this.texts::containsKey).toList();
	}

	List<Class<? extends Throwable>> retryOn() {
		return this.retryOn;
	}

	List<Class<? extends Throwable>> noRetryOn() {
		return this.noRetryOn;
	}

	List<String> aliases() {
		return this.aliases;
	}

	int payloadVersion() {
		return (this.payloadVersion != null) ? this.payloadVersion : 1;
	}

}
