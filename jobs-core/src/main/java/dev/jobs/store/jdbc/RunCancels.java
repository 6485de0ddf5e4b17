package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.jobs.run.RunState;
import dev.jobs.store.CancelResult;
import dev.jobs.store.CancelResult.Status;

/**
 * Cancels runs.
 */
final class RunCancels {

	private final StoreContext context;

	private final Endings endings;

	private final RunQueries queries;

	private final String lock;

	private final String ask;

	private final String ended;

	RunCancels(StoreContext context, Endings endings, RunQueries queries) {
		this.context = context;
		this.endings = endings;
		this.queries = queries;
		this.lock = context.sql("SELECT state, token FROM jobs_run WHERE namespace = ? AND id = ? FOR UPDATE");
		this.ask = context.sql("UPDATE jobs_run SET cancel_requested = true WHERE namespace = ? AND id = ?");
		this.ended = context.sql("SELECT state FROM jobs_history WHERE namespace = ? AND id = ?");
	}

	CancelResult cancel(UUID id) {
		Status status = this.context.database().transact((session) -> cancel(session, id));
		boolean known = status != Status.UNKNOWN;
		return new CancelResult(status, known ? this.queries.find(id).orElse(null) : null);
	}

	private Status cancel(Session session, UUID id) throws SQLException {
		Optional<Unfinished> run = session.first(this.lock, Unfinished::read, this.context.namespace(), id);
		if (run.isEmpty()) {
			return session.first(this.ended, RunCancels::ended, this.context.namespace(), id).orElse(Status.UNKNOWN);
		}
		if (run.get().state() == RunState.RUNNING) {
			session.update(this.ask, this.context.namespace(), id);
			return Status.REQUESTED;
		}
		Ending ending = new Ending(id, run.get().token(), false, RunState.CANCELLED, null, null, null);
		this.endings.write(session, List.of(ending), this.context.now(session));
		return Status.CANCELLED;
	}

	private static Status ended(ResultSet row) throws SQLException {
		boolean cancelled = Codes.state(row.getInt("state")) == RunState.CANCELLED;
		return cancelled ? Status.ALREADY_CANCELLED : Status.FINISHED;
	}

	private record Unfinished(RunState state, long token) {

		static Unfinished read(ResultSet row) throws SQLException {
			return new Unfinished(Codes.state(row.getInt("state")), row.getLong("token"));
		}

	}

}
