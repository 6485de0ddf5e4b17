package dev.jobs.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Attempt;
import dev.jobs.run.Reason;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.NewRun;

/**
 * A run as the memory store keeps it. Guarded by the store's lock, but for what is final.
 */
final class Entry {

	static final Comparator<Entry> BY_RANK = (one, other) -> {
		int byPriority = Integer.compare(other.spec.priority(), one.spec.priority());
		return (byPriority != 0) ? byPriority : one.compareDue(other);
	};

	static final Comparator<Entry> BY_DUE = Entry::compareDue;

	static final Comparator<Entry> BY_DEADLINE = Comparator.comparing((Entry entry) -> entry.deadline())
		.thenComparing((Entry entry) -> entry.spec.id());

	static final Comparator<Entry> NEWEST_FIRST = Comparator.comparing((Entry entry) -> entry.createdAt)
		.thenComparing((Entry entry) -> entry.spec.id())
		.reversed();

	private static final int MOST_ATTEMPTS_KEPT = 100;

	final NewRun spec;

	final Instant createdAt;

	final Instant scheduledAt;

	final @Nullable Instant deadline;

	RunState state;

	@Nullable Reason reason;

	Instant dueAt;

	@Nullable Instant startedAt;

	@Nullable Instant finishedAt;

	int attempt;

	int crashes;

	long token;

	@Nullable String node;

	boolean cancelRequested;

	/** Where this run is among those of its node, while it runs. */
	int place;

	@Nullable RunError error;

	@Nullable String result;

	private @Nullable List<Attempt> attempts;

	Entry(NewRun spec, Instant now) {
		this.spec = spec;
		this.createdAt = now;
		this.scheduledAt = spec.due().from(now);
		this.dueAt = this.scheduledAt;
		this.deadline = deadline(spec, this.scheduledAt, now);
		this.state = this.dueAt.isAfter(now) ? RunState.SCHEDULED : RunState.QUEUED;
	}

	// A run that is made late to catch up has its whole time left.
	private static @Nullable Instant deadline(NewRun spec, Instant scheduledAt, Instant now) {
		Instant from = scheduledAt.isBefore(now) ? now : scheduledAt;
		return (spec.deadline() != null) ? from.plus(spec.deadline()) : null;
	}

	Instant deadline() {
		return (this.deadline != null) ? this.deadline : Instant.MAX;
	}

	boolean isExpired(Instant now) {
		return this.deadline != null && !now.isBefore(this.deadline);
	}

	void moveTo(RunState next, @Nullable Reason reason) {
		if (!this.state.canBecome(next)) {
			throw new IllegalStateException(
					"Run %s cannot go from %s to %s".formatted(this.spec.id(), this.state, next));
		}
		this.state = next;
		this.reason = reason;
	}

	void recordAttempt(Instant now, @Nullable Reason reason, @Nullable RunError error) {
		if (this.attempts == null) {
			this.attempts = new ArrayList<>(2);
		}
		if (this.attempts.size() == MOST_ATTEMPTS_KEPT) {
			this.attempts.remove(0);
		}
		this.attempts.add(new Attempt(this.attempt, this.token, this.node, this.startedAt, now, reason, error));
	}

	ClaimedRun claimed() {
		return new ClaimedRun(this.spec.id(), this.spec.jobId(), this.spec.queue(), this.token, this.attempt,
				this.spec.maxAttempts(), this.crashes, this.spec.trigger(), this.spec.payload(),
				this.spec.payloadVersion(), this.scheduledAt, this.dueAt, this.createdAt,
				(this.startedAt != null) ? this.startedAt : this.createdAt, this.spec.timeout(), this.deadline,
				this.spec.trace());
	}

	// A late promotion must never be visible: what is due is shown as queued.
	Run snapshot(Instant now) {
		boolean due = (this.state == RunState.SCHEDULED || this.state == RunState.RETRYING) && !this.dueAt.isAfter(now);
		return new Run(this.spec.id(), this.spec.jobId(), this.spec.queue(), due ? RunState.QUEUED : this.state,
				this.reason, this.spec.trigger(), this.spec.priority(), this.attempt, this.spec.maxAttempts(),
				this.crashes, this.token, this.createdAt, this.scheduledAt, nextAttemptAt(due), this.startedAt,
				this.finishedAt, this.deadline, this.spec.timeout(), this.node, this.spec.key(), this.spec.labels(),
				this.spec.replayOf(), this.spec.parentRunId(), this.cancelRequested, this.spec.payload(),
				this.spec.payloadVersion(), this.spec.trace(), this.error, this.result,
				(this.attempts != null) ? List.copyOf(this.attempts) : List.of());
	}

	private @Nullable Instant nextAttemptAt(boolean due) {
		return (this.state == RunState.RETRYING && !due) ? this.dueAt : null;
	}

	private int compareDue(Entry other) {
		int byDue = this.dueAt.compareTo(other.dueAt);
		return (byDue != 0) ? byDue : this.spec.id().compareTo(other.spec.id());
	}

}
