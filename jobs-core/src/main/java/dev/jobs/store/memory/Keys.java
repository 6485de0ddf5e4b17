package dev.jobs.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.store.NewRun;

/**
 * The idempotency keys in use, and those of finished runs that are still kept. Guarded by
 * the store's lock.
 */
final class Keys {

	private final Duration retention;

	private final Map<Key, Holder> holders = new HashMap<>();

	private final Deque<Expiry> expiries = new ArrayDeque<>();

	Keys(Duration retention) {
		this.retention = retention;
	}

	@Nullable Holder holder(NewRun run) {
		return (run.key() != null) ? this.holders.get(new Key(run.jobId(), run.key())) : null;
	}

	void take(NewRun run, @Nullable Object transaction) {
		if (run.key() != null) {
			this.holders.put(new Key(run.jobId(), run.key()), new Holder(run.id(), run.fingerprint(), transaction));
		}
	}

	void commit(NewRun run) {
		take(run, null);
	}

	void free(NewRun run) {
		if (run.key() != null) {
			this.holders.remove(new Key(run.jobId(), run.key()));
		}
	}

	void finished(NewRun run, Instant now) {
		if (run.key() != null) {
			this.expiries.add(new Expiry(now.plus(this.retention), new Key(run.jobId(), run.key()), run.id()));
		}
	}

	void forgetExpired(Instant now) {
		Expiry first = this.expiries.peek();
		while (first != null && !first.at().isAfter(now)) {
			this.expiries.remove();
			Holder holder = this.holders.get(first.key());
			if (holder != null && holder.runId().equals(first.runId())) {
				this.holders.remove(first.key());
			}
			first = this.expiries.peek();
		}
	}

	/**
	 * Who has a key.
	 *
	 * @param runId the run
	 * @param fingerprint stands for what was asked for
	 * @param transaction the transaction that has not committed yet, {@code null} if the
	 * run is there
	 */
	record Holder(UUID runId, @Nullable String fingerprint, @Nullable Object transaction) {

		boolean asksForTheSame(NewRun run) {
			return Objects.equals(this.fingerprint, run.fingerprint());
		}

	}

	private record Key(String jobId, String key) {
	}

	private record Expiry(Instant at, Key key, UUID runId) {
	}

}
