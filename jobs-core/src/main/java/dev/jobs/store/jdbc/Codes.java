package dev.jobs.store.jdbc;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.Trigger;
import dev.jobs.run.JobStats.LastStatus;
import dev.jobs.run.Reason;
import dev.jobs.run.RunState;

/**
 * The numbers that stand for words in the tables. They are in databases, so that a number
 * never changes its meaning.
 */
final class Codes {

	private static final RunState[] STATES = { RunState.SCHEDULED, RunState.QUEUED, RunState.RUNNING, RunState.RETRYING,
			RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED };

	private static final Reason[] REASONS = { Reason.EXHAUSTED, Reason.PERMANENT, Reason.TIMEOUT, Reason.CRASHED,
			Reason.PAYLOAD, Reason.SHUTDOWN, Reason.REMOVED, Reason.EXPIRED };

	private static final Trigger[] TRIGGERS = { Trigger.SCHEDULED, Trigger.MANUAL, Trigger.ENQUEUED, Trigger.REPLAY,
			Trigger.CHILD };

	private static final LastStatus[] STATUSES = { LastStatus.SUCCESS, LastStatus.FAILURE, LastStatus.SKIPPED };

	private Codes() {
	}

	static int of(RunState state) {
		return switch (state) {
			case SCHEDULED -> 0;
			case QUEUED -> 1;
			case RUNNING -> 2;
			case RETRYING -> 3;
			case SUCCEEDED -> 4;
			case FAILED -> 5;
			case CANCELLED -> 6;
		};
	}

	static RunState state(int code) {
		return STATES[code];
	}

	static @Nullable Integer of(@Nullable Reason reason) {
		return (reason != null) ? indexOf(reason, REASONS) + 1 : null;
	}

	static @Nullable Reason reason(int code) {
		return (code != 0) ? REASONS[code - 1] : null;
	}

	static int of(Trigger trigger) {
		return indexOf(trigger, TRIGGERS) + 1;
	}

	static Trigger trigger(int code) {
		return TRIGGERS[code - 1];
	}

	static int of(LastStatus status) {
		return indexOf(status, STATUSES) + 1;
	}

	static @Nullable LastStatus status(int code) {
		return (code != 0) ? STATUSES[code - 1] : null;
	}

	private static int indexOf(Object value, Object[] values) {
		for (int i = 0; i < values.length; i++) {
			if (values[i] == value) {
				return i;
			}
		}
		throw new IllegalArgumentException("No code for " + value);
	}

}
