package dev.jobs.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Runs a bean method when somebody enqueues it. The method takes nothing, a payload, a
 * {@link JobContext}, or both, and may return a result that is kept as JSON. Texts may
 * hold {@code ${placeholders}}; durations are written {@code 30s} or {@code PT30S}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface JobHandler {

	/**
	 * Return the job's id, a stable logical name.
	 * @return the same as {@link #value()}
	 */
	@AliasFor("value")
	String id() default "";

	/**
	 * Return the job's id.
	 * @return the same as {@link #id()}
	 */
	@AliasFor("id")
	String value() default "";

	/**
	 * Return the queue in which due runs wait.
	 * @return the name, by default {@code default}
	 */
	String queue() default "";

	/**
	 * Return the priority; the higher runs first.
	 * @return from -100 to 100
	 */
	int priority() default 0;

	/**
	 * Return how many runs may go on at once in the cluster; others wait.
	 * @return at least {@code 1}; {@code 0} for any number
	 */
	int concurrency() default 0;

	/**
	 * Return the total number of tries.
	 * @return {@code 1} for no retry; {@code 0} for the default, which is 10
	 */
	int maxAttempts() default 0;

	/**
	 * Return the number of tries after the first, an alias of {@link #maxAttempts()} less
	 * one.
	 * @return the retries; {@code -1} for the default
	 */
	int maxRetries() default -1;

	/**
	 * Return the waits between tries.
	 * @return the backoff
	 */
	RetryBackoff backoff() default @RetryBackoff;

	/**
	 * Return the only errors to retry, compared along the cause chain.
	 * @return error types, all by default
	 */
	Class<? extends Throwable>[] retryOn() default {};

	/**
	 * Return errors that are not retried, compared along the cause chain.
	 * @return error types
	 */
	Class<? extends Throwable>[] noRetryOn() default {};

	/**
	 * Return how long one attempt may take before it is cancelled and counts as failed.
	 * @return a duration, unlimited by default
	 */
	String timeout() default "";

	/**
	 * Return how long a run may take from its due time over all its attempts.
	 * @return a duration, unlimited by default
	 */
	String deadline() default "";

	/**
	 * Return when the outcomes of attempts are written to a store outside this process.
	 * @return together with others by default
	 */
	Completion completion() default Completion.COALESCED;

	/**
	 * Return ids under which the job was known before.
	 * @return old ids
	 */
	String[] aliases() default {};

	/**
	 * Return the version of the payload that this code writes. Nodes with an older
	 * version leave such runs to others; this code must still read older payloads.
	 * @return from {@code 1} to {@code 1000}
	 */
	int payloadVersion() default 1;

}
