package dev.jobs.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.jobs.run.Attempt;
import dev.jobs.run.Run;
import dev.jobs.run.RunError;
import dev.jobs.run.RunState;

/**
 * A run whose labels and attempts are read after it.
 *
 * @param run the run; sees what is added to the other two
 * @param labelled whether it has labels
 * @param labels the labels read so far
 * @param attempts the attempts read so far
 */
record RunRow(Run run, boolean labelled, Map<String, String> labels, List<Attempt> attempts) {

	static RunRow read(ResultSet row, Instant now) throws SQLException {
		Map<String, String> labels = new LinkedHashMap<>();
		List<Attempt> attempts = new ArrayList<>();
		Instant dueAt = Session.requiredTime(row, "due_at");
		RunState state = state(Codes.state(row.getInt("state")), dueAt, now);
		Run run = new Run(id(row, "id"), row.getString("job_id"), row.getString("queue"), state,
				Codes.reason(row.getInt("reason")), Codes.trigger(row.getInt("trigger_code")), -row.getInt("rank"),
				row.getInt("attempt"), row.getInt("max_attempts"), row.getInt("crashes"), row.getLong("token"),
				Session.requiredTime(row, "created_at"), Session.requiredTime(row, "scheduled_at"),
				(state == RunState.RETRYING) ? dueAt : null, Session.time(row, "started_at"),
				Session.time(row, "finished_at"), Session.time(row, "deadline_at"), timeout(row),
				row.getString("node_id"), row.getString("key_text"), Collections.unmodifiableMap(labels),
				row.getObject("replay_of", UUID.class), row.getObject("parent_run_id", UUID.class),
				row.getBoolean("cancel_requested"), row.getString("payload"), row.getInt("payload_version"),
				TraceText.read(row.getString("trace")), error(row), row.getString("result"),
				Collections.unmodifiableList(attempts));
		return new RunRow(run, row.getBoolean("labelled"), labels, attempts);
	}

	// A late promotion must never be visible: what is due is shown as queued.
	private static RunState state(RunState stored, Instant dueAt, Instant now) {
		boolean due = (stored == RunState.SCHEDULED || stored == RunState.RETRYING) && !dueAt.isAfter(now);
		return due ? RunState.QUEUED : stored;
	}

	private static @Nullable Duration timeout(ResultSet row) throws SQLException {
		Long millis = row.getObject("timeout_ms", Long.class);
		return (millis != null) ? Duration.ofMillis(millis) : null;
	}

	static Attempt attempt(ResultSet row) throws SQLException {
		return new Attempt(row.getInt("attempt"), row.getLong("token"), row.getString("node_id"),
				Session.time(row, "started_at"), Session.requiredTime(row, "finished_at"),
				Codes.reason(row.getInt("reason")), error(row));
	}

	private static @Nullable RunError error(ResultSet row) throws SQLException {
		String type = row.getString("error_type");
		return (type != null) ? new RunError(type, row.getString("error_message"), row.getString("error_stack")) : null;
	}

	private static UUID id(ResultSet row, String column) throws SQLException {
		return Objects.requireNonNull(row.getObject(column, UUID.class));
	}

	boolean mayHaveAttempts() {
		return mayHaveAttempts(this.run.token(), this.run.state());
	}

	/**
	 * Return whether attempts may have been recorded: not of a run that was not claimed,
	 * nor of one that runs or succeeded at the first go, which most have.
	 */
	static boolean mayHaveAttempts(long token, RunState state) {
		boolean firstGo = token == 1 && (state == RunState.RUNNING || state == RunState.SUCCEEDED);
		return token > 0 && !firstGo;
	}

}
