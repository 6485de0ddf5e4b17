package dev.jobs.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;

import dev.jobs.run.Attempt;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;

/**
 * A run as clients see it, never with its payload. What is not known is {@code null} and
 * left out; times are in UTC.
 *
 * @param runId the id
 * @param jobId the job
 * @param queue the queue
 * @param state where the run stands
 * @param reason says more about the state
 * @param trigger why the run exists
 * @param priority from -100 to 100
 * @param attempt the number of attempts made
 * @param maxAttempts how many attempts the run may take
 * @param createdAt when it was created
 * @param scheduledAt when it was or is first due
 * @param startedAt when the last attempt was given to a node
 * @param finishedAt when it ended
 * @param nextAttemptAt when the next attempt is due
 * @param node the node that runs it or ran it last
 * @param key the idempotency key
 * @param labels the labels
 * @param replayOf the run of which this is a replay
 * @param parentRunId the run that made this one
 * @param cancelRequested whether the running body has been asked to end
 * @param error the last error
 * @param result the result as JSON
 * @param payloadVersion the version of the payload; in the detail only
 * @param timeoutMs how long one attempt may take; in the detail only
 * @param deadline when the run ends whatever it does; in the detail only
 * @param crashes how often a node died while it ran this run; in the detail only
 * @param attempts the attempts that failed or were lost, oldest first; in the detail only
 */
record RunView(UUID runId, String jobId, String queue, RunState state, @Nullable String reason, String trigger,
		int priority, int attempt, int maxAttempts, Instant createdAt, Instant scheduledAt, @Nullable Instant startedAt,
		@Nullable Instant finishedAt, @Nullable Instant nextAttemptAt, @Nullable String node, @Nullable String key,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels, @Nullable UUID replayOf,
		@Nullable UUID parentRunId, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean cancelRequested,
		@Nullable ErrorView error, @JsonRawValue @Nullable String result, @Nullable Integer payloadVersion,
		@Nullable Long timeoutMs, @Nullable Instant deadline, @Nullable Integer crashes,
		@Nullable List<AttemptView> attempts) {

	static RunView summary(Run run) {
		return of(run, ErrorView.summary(run.error()), null, null, null, null, null);
	}

	static RunView detail(Run run) {
		Duration timeout = run.timeout();
		return of(run, ErrorView.detail(run.error()), run.payloadVersion(),
				(timeout != null) ? timeout.toMillis() : null, run.deadline(), run.crashes(),
				run.attempts().stream().map(AttemptView::of).toList());
	}

	private static RunView of(Run run, @Nullable ErrorView error, @Nullable Integer payloadVersion,
			@Nullable Long timeoutMs, @Nullable Instant deadline, @Nullable Integer crashes,
			@Nullable List<AttemptView> attempts) {
		return new RunView(run.id(), run.jobId(), run.queue(), run.state(), text(run.reason()), run.trigger().text(),
				run.priority(), run.attempt(), run.maxAttempts(), run.createdAt(), run.scheduledAt(), run.startedAt(),
				run.finishedAt(), run.nextAttemptAt(), run.node(), run.key(), run.labels(), run.replayOf(),
				run.parentRunId(), run.cancelRequested(), error, run.result(), payloadVersion, timeoutMs, deadline,
				crashes, attempts);
	}

	private static @Nullable String text(@Nullable Reason reason) {
		return (reason != null) ? reason.text() : null;
	}

	/**
	 * An attempt that failed or was lost.
	 *
	 * @param attempt the number, from 1
	 * @param node the node that made it
	 * @param startedAt when it was given to the node
	 * @param finishedAt when it ended or was given up
	 * @param reason why it ended
	 * @param error the error
	 */
	record AttemptView(int attempt, @Nullable String node, @Nullable Instant startedAt, Instant finishedAt,
			@Nullable String reason, @Nullable ErrorView error) {

		static AttemptView of(Attempt attempt) {
			return new AttemptView(attempt.number(), attempt.node(), attempt.startedAt(), attempt.finishedAt(),
					text(attempt.reason()), ErrorView.detail(attempt.error()));
		}

	}

	/**
	 * An error.
	 *
	 * @param type the class name
	 * @param message the message
	 * @param stack the stack; in the detail only
	 */
	record ErrorView(String type, @Nullable String message, @Nullable String stack) {

		static @Nullable ErrorView summary(@Nullable RunError error) {
			return (error != null) ? new ErrorView(error.type(), error.message(), null) : null;
		}

		static @Nullable ErrorView detail(@Nullable RunError error) {
			return (error != null) ? new ErrorView(error.type(), error.message(), error.stack()) : null;
		}

	}

}
