package dev.jobs.store.memory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Cursor;
import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * Picks the runs of one page. What never changes about a run is looked at without the
 * store's lock; its state only in a snapshot made under it.
 */
final class Listing {

	private final RunQuery query;

	Listing(RunQuery query) {
		this.query = query;
	}

	List<Run> page(Collection<Entry> entries, Function<Entry, Run> snapshot) {
		return entries.stream()
			.filter(this::matches)
			.sorted(Entry.NEWEST_FIRST)
			.map(snapshot)
			.filter((run) -> this.query.states().isEmpty() || this.query.states().contains(run.state()))
			.limit(this.query.limit() + 1L)
			.toList();
	}

	static Page<Run> toPage(List<Run> runs, int limit) {
		if (runs.size() <= limit) {
			return new Page<>(runs, null);
		}
		List<Run> page = runs.subList(0, limit);
		Run last = page.get(limit - 1);
		return new Page<>(page, new Cursor(last.createdAt(), last.id()));
	}

	private boolean matches(Entry entry) {
		return is(this.query.jobId(), entry.spec.jobId()) && is(this.query.queue(), entry.spec.queue())
				&& is(this.query.key(), entry.spec.key()) && hasLabel(entry) && isWithin(entry.createdAt)
				&& isAfterCursor(entry);
	}

	private static boolean is(@Nullable String wanted, @Nullable String value) {
		return wanted == null || wanted.equals(value);
	}

	private boolean hasLabel(Entry entry) {
		return this.query.labelKey() == null
				|| Objects.equals(this.query.labelValue(), entry.spec.labels().get(this.query.labelKey()));
	}

	private boolean isWithin(Instant createdAt) {
		return (this.query.from() == null || !createdAt.isBefore(this.query.from()))
				&& (this.query.to() == null || createdAt.isBefore(this.query.to()));
	}

	private boolean isAfterCursor(Entry entry) {
		Cursor cursor = this.query.cursor();
		if (cursor == null) {
			return true;
		}
		int byTime = entry.createdAt.compareTo(cursor.createdAt());
		return byTime < 0 || (byTime == 0 && entry.spec.id().compareTo(cursor.id()) < 0);
	}

}
