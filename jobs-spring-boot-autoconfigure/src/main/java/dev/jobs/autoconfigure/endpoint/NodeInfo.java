package dev.jobs.autoconfigure.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.jobs.JobStatus;
import dev.jobs.diagnosis.Diagnosis;
import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.JobEngine;
import dev.jobs.run.QueueStats;
import dev.jobs.run.RunState;
import dev.jobs.store.NodeStore.NodeState;

/**
 * What is known of the node that answers. An application that brings its own scheduler
 * may have no engine; then less is.
 */
final class NodeInfo {

	private final Supplier<@Nullable JobEngine> engine;

	private final Supplier<@Nullable Doctor> doctor;

	private final Clock clock;

	private final String timezone;

	NodeInfo(Supplier<@Nullable JobEngine> engine, Supplier<@Nullable Doctor> doctor, Clock clock, String timezone) {
		this.engine = engine;
		this.doctor = doctor;
		this.clock = clock;
		this.timezone = timezone;
	}

	/**
	 * Return the time by the clock that decides what is due, if anything can be.
	 * @return the time in UTC
	 */
	Instant now() {
		JobEngine current = this.engine.get();
		boolean deciding = current != null && !current.registry().isEmpty();
		return deciding ? current.store().now() : this.clock.instant();
	}

	/**
	 * Return the zone of times of day.
	 * @return the id, {@code host-local} if it is the one of the host
	 */
	String timezone() {
		return this.timezone;
	}

	OverviewView overview(List<JobStatus> jobs, List<QueueStats> queues) {
		JobEngine current = this.engine.get();
		Instant now = now();
		String nodeId = (current != null) ? current.nodeId() : null;
		NodeState node = (current != null && nodeId != null) ? node(current, nodeId).orElse(null) : null;
		Map<RunState, Long> runs = Map.of(RunState.QUEUED, queues.stream().mapToLong(QueueStats::depth).sum(),
				RunState.RUNNING, queues.stream().mapToLong(QueueStats::running).sum());
		long success = jobs.stream().mapToLong((job) -> job.stats().success()).sum();
		long failure = jobs.stream().mapToLong((job) -> job.stats().failure()).sum();
		return new OverviewView(nodeId, (current != null) ? current.state().text() : null,
				(node != null) ? node.beat().version() : null, (node != null) ? node.startedAt() : null,
				(node != null) ? Duration.between(node.startedAt(), now).toMillis() : null,
				(current != null) ? current.store().name() : null, this.timezone, jobs.size(),
				jobs.stream().filter((job) -> job.pause() != null).count(), runs, success + failure, success, failure,
				jobs.stream().mapToLong((job) -> job.stats().skipped()).sum(),
				queues.stream().map((queue) -> QueueView.of(queue, now)).toList());
	}

	/**
	 * Return the nodes of the cluster. A node without jobs asks no store, and knows none.
	 * @return the nodes, by their start
	 */
	List<NodeView> nodes() {
		JobEngine current = this.engine.get();
		if (current == null || current.registry().isEmpty()) {
			return List.of();
		}
		Instant now = now();
		return current.store().nodes().stream().map((node) -> NodeView.of(node, current, now)).toList();
	}

	/**
	 * Look at everything now. Has an answer even if the store has none.
	 * @return what was found
	 */
	Diagnosis diagnosis() {
		Doctor current = this.doctor.get();
		return (current != null) ? current.examine()
				: new Diagnosis(this.clock.instant(),
						List.of(new Finding("no-engine", Severity.INFO,
								"This application runs jobs by a scheduler of its own, so nothing could be looked at",
								"Leave the scheduler to the library if its checks are wanted")));
	}

	private static Optional<NodeState> node(JobEngine engine, String nodeId) {
		return engine.store().nodes().stream().filter((node) -> node.beat().nodeId().equals(nodeId)).findFirst();
	}

}
