package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.jobs.job.BackoffStrategy;
import dev.jobs.job.Completion;
import dev.jobs.schedule.MisfirePolicy;
import dev.jobs.store.jdbc.SchemaMode;

/**
 * Configuration properties for background jobs. Values are as written; rules between them
 * are checked when the engine's settings are built, all at once. Other keys that begin
 * with {@code jobs} belong to the application and are left alone.
 *
 * @param timeZone Zone of times of day for jobs that name none, as region id such as
 * 'Europe/Rome'. A dash stands for the zone of the host. Offsets are refused.
 * @param slowThreshold Duration above which an attempt is logged as a warning. Zero
 * stands for the default.
 * @param namespace Name that keeps the runs of applications apart which share the tables
 * of one database.
 * @param worker Settings of the node as a worker.
 * @param queues Settings of queues, by name.
 * @param payload Settings of payloads.
 * @param shutdown Settings of the stop.
 * @param store Settings of the store.
 * @param keys Settings of idempotency keys.
 * @param retention Settings of finished runs.
 * @param log Settings of log lines.
 * @param misfire Settings of missed fire times.
 * @param definitions Settings that win over those in the code, by job id.
 */
@ConfigurationProperties("jobs")
public record JobsProperties(@DefaultValue("UTC") String timeZone, @DefaultValue("25s") Duration slowThreshold,
		@DefaultValue("default") String namespace, @DefaultValue Worker worker, @DefaultValue Map<String, Queue> queues,
		@DefaultValue Payload payload, @DefaultValue Shutdown shutdown, @DefaultValue Store store,
		@DefaultValue Keys keys, @DefaultValue Retention retention, @DefaultValue Log log,
		@DefaultValue Misfire misfire, @DefaultValue Map<String, Definition> definitions) {

	/**
	 * How this node works.
	 *
	 * @param enabled Whether this node runs jobs. When disabled, it only enqueues.
	 * @param concurrency Number of runs of one queue that go on at once on this node,
	 * unless the queue has a number of its own. Twice the processors, at least four, when
	 * not set or zero.
	 * @param pollInterval Longest time between two looks at the store.
	 * @param lease Duration for which a node counts as living after a heartbeat. At least
	 * three times the heartbeat.
	 * @param heartbeat Time between two heartbeats of this node.
	 * @param maxCrashes Number of nodes that may die over a run before the run fails.
	 * @param nodeName First part of the id of this node. The name of the host, or else of
	 * the application, when not set.
	 */
	public record Worker(@DefaultValue("true") boolean enabled, @Nullable Integer concurrency,
			@DefaultValue("1s") Duration pollInterval, @DefaultValue("30s") Duration lease,
			@DefaultValue("5s") Duration heartbeat, @DefaultValue("3") int maxCrashes, @Nullable String nodeName) {
	}

	/**
	 * One queue.
	 *
	 * @param concurrency Number of runs of this queue that go on at once on this node.
	 * The number of the worker when not set or zero.
	 */
	public record Queue(@Nullable Integer concurrency) {
	}

	/**
	 * What payloads may be.
	 *
	 * @param maxBytes Size that a payload may have as JSON in UTF-8.
	 */
	public record Payload(@DefaultValue("256KB") DataSize maxBytes) {
	}

	/**
	 * How this node stops.
	 *
	 * @param drainTimeout Time that running bodies get to end by themselves. Zero stands
	 * for the default.
	 * @param abortTimeout Time that they get again after they have been asked to end and
	 * interrupted. Zero stands for the default.
	 */
	public record Shutdown(@DefaultValue("20s") Duration drainTimeout, @DefaultValue("5s") Duration abortTimeout) {
	}

	/**
	 * What keeps the runs.
	 *
	 * @param type Kind of store. When not set, the database if there is one, or else the
	 * memory.
	 * @param path File of an H2 database of its own, such as './data/jobs', without the
	 * ending. Wins over the database of the application.
	 * @param initializeSchema Databases in which the application makes the tables that
	 * are missing.
	 * @param schema Schema of the tables. That of the connections when not set.
	 * @param tablePrefix Beginning of the names of the tables.
	 * @param allowUnsafeH2 Whether to start with a file of H2 that loses acknowledged
	 * runs when the process is killed.
	 * @param memory Settings of the memory store.
	 */
	public record Store(@Nullable StoreType type, @Nullable String path,
			@DefaultValue("embedded") SchemaMode initializeSchema, @Nullable String schema,
			@DefaultValue("jobs_") String tablePrefix, @DefaultValue("false") boolean allowUnsafeH2,
			@DefaultValue Memory memory) {

		/**
		 * The memory store.
		 *
		 * @param capacity Number of unfinished runs that the store takes.
		 * @param maxFinished Number of finished runs that the store keeps, over all jobs.
		 */
		public record Memory(@DefaultValue("100000") int capacity, @DefaultValue("10000") int maxFinished) {
		}

	}

	/**
	 * Kinds of stores.
	 */
	public enum StoreType {

		/** In a relational database. */
		JDBC,

		/** In the memory of the process. Runs are lost when it ends. */
		MEMORY

	}

	/**
	 * How idempotency keys are kept.
	 *
	 * @param retention Time for which a key is kept after its run has ended.
	 */
	public record Keys(@DefaultValue("24h") Duration retention) {
	}

	/**
	 * How long finished runs are kept.
	 *
	 * @param succeeded Age up to which succeeded and cancelled runs are kept.
	 * @param failed Age up to which failed runs are kept.
	 * @param maxPerJob Number of finished runs that are kept of one job.
	 */
	public record Retention(@DefaultValue("1d") Duration succeeded, @DefaultValue("30d") Duration failed,
			@DefaultValue("10000") int maxPerJob) {
	}

	/**
	 * What log lines hold.
	 *
	 * @param exceptionMessages Whether the stack of a failed attempt is logged with the
	 * messages of its exceptions.
	 */
	public record Log(@DefaultValue("true") boolean exceptionMessages) {
	}

	/**
	 * What becomes of fire times that passed while nobody could fire them.
	 *
	 * @param policy What becomes of missed fire times of jobs that do not say otherwise.
	 * @param limit Age up to which a missed fire time is caught up.
	 */
	public record Misfire(@DefaultValue("once") MisfirePolicy policy, @DefaultValue("1d") Duration limit) {
	}

	/**
	 * Settings of one job that win over those in the code. A schedule here replaces any
	 * schedule there, and a number of tries any number of tries.
	 *
	 * @param fixedRate Time from one start to the next, such as '30s'. A dash disables
	 * the schedule.
	 * @param fixedDelay Time from the end of a run, its retries included, to the next
	 * start. A dash disables the schedule.
	 * @param cron Cron expression of six fields, or five without seconds, or a macro such
	 * as '@daily'. A dash disables the schedule.
	 * @param hourlyAt Minute of each hour, such as ':15'. A dash disables the schedule.
	 * @param dailyAt Time of each day, such as '03:00'. A dash disables the schedule.
	 * @param weeklyAt Weekday and time of each week, such as 'MON 06:15'. A dash disables
	 * the schedule.
	 * @param monthlyAt Day and time of each month, such as '1 06:15'. A dash disables the
	 * schedule.
	 * @param initialDelay Time until an interval schedule first fires. One interval when
	 * not set.
	 * @param zone Zone of times of day, as region id. A dash stands for the zone of the
	 * host.
	 * @param misfire What becomes of missed fire times.
	 * @param misfireLimit Age up to which a missed fire time is caught up, such as '1h'.
	 * @param queue Name of the queue in which due runs wait.
	 * @param priority Priority of the runs, from -100 to 100. The higher runs first.
	 * @param concurrency Number of runs of this job that may go on at once in the
	 * cluster.
	 * @param timeout Time that one attempt may take, such as '10m'.
	 * @param deadline Time that a run may take from its due time over all its attempts.
	 * @param completion When the outcomes of attempts are written to a database: together
	 * with others, or each at once.
	 * @param maxAttempts Total number of tries. One means no retry.
	 * @param maxRetries Number of tries after the first.
	 * @param backoff Waits between tries.
	 * @param retryOn Comma-separated list of the only errors that are retried, compared
	 * along the cause chain.
	 * @param noRetryOn Comma-separated list of errors that are not retried, compared
	 * along the cause chain.
	 * @param aliases Comma-separated list of ids under which the job was known before.
	 * @param payloadVersion Version of the payload that this code writes.
	 */
	public record Definition(@Nullable String fixedRate, @Nullable String fixedDelay, @Nullable String cron,
			@Nullable String hourlyAt, @Nullable String dailyAt, @Nullable String weeklyAt, @Nullable String monthlyAt,
			@Nullable String initialDelay, @Nullable String zone, @Nullable MisfirePolicy misfire,
			@Nullable String misfireLimit, @Nullable String queue, @Nullable Integer priority,
			@Nullable Integer concurrency, @Nullable String timeout, @Nullable String deadline,
			@Nullable Completion completion, @Nullable Integer maxAttempts, @Nullable Integer maxRetries,
			@DefaultValue DefinitionBackoff backoff, @DefaultValue List<Class<? extends Throwable>> retryOn,
			@DefaultValue List<Class<? extends Throwable>> noRetryOn, @DefaultValue List<String> aliases,
			@Nullable Integer payloadVersion) {
	}

	/**
	 * Waits between the tries of one job.
	 *
	 * @param strategy How the wait grows from one try to the next.
	 * @param delay First wait, such as '10s'.
	 * @param delays Comma-separated list of all waits one by one. The last repeats.
	 * @param multiplier Factor from one exponential wait to the next.
	 * @param maxDelay Longest wait, such as '4h'.
	 * @param jitter How waits are spread: 'none', 'full', a percentage such as '20%', or
	 * a duration of which up to all is added.
	 */
	public record DefinitionBackoff(@Nullable BackoffStrategy strategy, @Nullable String delay,
			@DefaultValue List<String> delays, @Nullable Double multiplier, @Nullable String maxDelay,
			@Nullable String jitter) {
	}

}
