package dev.jobs.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.diagnosis.Check;
import dev.jobs.diagnosis.Diagnosis;
import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.engine.StoreLooks.Look;
import dev.jobs.lease.ClockSkew;
import dev.jobs.store.JobStore;
import dev.jobs.store.KnownJobs;
import dev.jobs.store.StoreClosedException;
import dev.jobs.store.StoreUnavailableException;

/**
 * Looks at a node and at what it rests on, whenever it is asked. Has an answer in a few
 * seconds even if the store has none. A node without a single job does not touch the
 * store. Safe for use by many threads, which share one look at the store.
 */
public final class Doctor {

	private static final Logger logger = LoggerFactory.getLogger(Doctor.class);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Duration STRANDED = Duration.ofMinutes(1);

	private static final int MOST_NAMED = 5;

	private final JobEngine engine;

	private final List<Check> checks;

	private final Set<String> accepted;

	private final Duration patience;

	private final StoreLooks looks;

	/**
	 * Create a doctor.
	 * @param engine the node
	 * @param checks what to look at besides the store
	 * @param accepted the codes of errors that somebody has decided to live with, which
	 * are then warnings
	 */
	public Doctor(JobEngine engine, List<Check> checks, Set<String> accepted) {
		this(engine, checks, accepted, PATIENCE, System::nanoTime);
	}

	Doctor(JobEngine engine, List<Check> checks, Set<String> accepted, Duration patience, LongSupplier nanoTime) {
		this.engine = engine;
		this.checks = List.copyOf(checks);
		this.accepted = Set.copyOf(accepted);
		this.patience = patience;
		this.looks = new StoreLooks(this::lookAtStore, engine.clock(), nanoTime);
	}

	/**
	 * Look at everything now.
	 * @return what was found; that the store cannot be reached is a finding, too
	 */
	public Diagnosis examine() {
		Instant now = this.engine.clock().instant();
		List<Finding> findings = new ArrayList<>();
		this.checks.forEach((check) -> findings.addAll(guarded(check)));
		if (!this.engine.registry().isEmpty()) {
			findings.addAll(store());
		}
		return new Diagnosis(now, findings.stream().map(this::weighed).toList());
	}

	private Finding weighed(Finding finding) {
		boolean lived = finding.severity() == Severity.ERROR && this.accepted.contains(finding.code());
		return lived ? finding.as(Severity.WARNING) : finding;
	}

	private static List<Finding> guarded(Check check) {
		try {
			return check.findings();
		}
		catch (RuntimeException | Error ex) {
			return List.of(failed(ex));
		}
	}

	private static Finding failed(Throwable error) {
		logger.warn("A check could not be made", error);
		return new Finding("check-failed", Severity.WARNING,
				"A check could not be made: %s".formatted(error.getClass().getName()), "See the log for the reason");
	}

	private List<Finding> store() {
		Look look = this.looks.current();
		String trouble = waitFor(look);
		List<Finding> findings = new ArrayList<>(look.found());
		if (trouble != null) {
			findings.add(unavailable(trouble));
		}
		return findings;
	}

	private @Nullable String waitFor(Look look) {
		try {
			return look.await(this.patience) ? null : "has not answered within %d ms, and a look at it hangs since %s"
				.formatted(this.patience.toMillis(), look.since());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "was not waited for, because this thread is to end";
		}
	}

	// The first asks the store for its time, which refuses at once while it knows that it
	// is away. Without tables the last ones could only fail.
	private void lookAtStore(List<Finding> findings) {
		try {
			findings.addAll(guardedInStore(this::clocks));
			findings.addAll(guardedInStore(this.engine.store()::diagnose));
			if (findings.stream().noneMatch((finding) -> finding.code().equals(JobStore.UNUSABLE_TABLES))) {
				findings.addAll(guardedInStore(this::nodes));
				findings.addAll(guardedInStore(this::stranded));
			}
		}
		catch (StoreUnavailableException | StoreClosedException ex) {
			logger.debug("The store could not be looked at", ex);
			findings.add(unavailable("cannot be reached"));
		}
	}

	private static List<Finding> guardedInStore(Check check) {
		try {
			return check.findings();
		}
		catch (StoreUnavailableException | StoreClosedException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			return List.of(failed(ex));
		}
	}

	private Finding unavailable(String how) {
		return new Finding("store-unavailable", Severity.ERROR,
				"The store (%s) %s; until it is back no run is claimed, enqueued or ended"
					.formatted(this.engine.store().name(), how),
				"Look at the store and at the way to it; the log of this node says what its driver says");
	}

	private List<Finding> clocks() {
		ClockSkew skew = ClockSkew.measure(this.engine.clock(), this.engine.store()::now);
		boolean dangerous = skew.isBeyond(this.engine.settings().lease().lease().dividedBy(4));
		if (!dangerous && !skew.isBeyond(ClockSkew.TOLERATED)) {
			return List.of();
		}
		return List.of(new Finding("clock-skew", dangerous ? Severity.ERROR : Severity.WARNING,
				"%s: runs are due by the store's, but log lines and times that the application computes are not"
					.formatted(skew),
				"Synchronise the clocks of the hosts, by chrony for instance"));
	}

	private List<Finding> stranded() {
		KnownJobs known = KnownJobs.of(this.engine.registry().all());
		Map<String, Integer> stranded = new TreeMap<>(this.engine.store().strandedRuns(known, STRANDED));
		return stranded.isEmpty() ? List.of()
				: List.of(new Finding("unknown-jobs", Severity.WARNING,
						"Due runs wait for jobs that this node does not know, or not with so new a payload: %s; "
							.formatted(named(stranded)) + "unless another node does, they wait for ever",
						"Bring the job back, give a renamed one its old id as an alias, bring the newer version back, "
								+ "or cancel the runs"));
	}

	private static String named(Map<String, Integer> runs) {
		List<String> named = runs.entrySet()
			.stream()
			.limit(MOST_NAMED)
			.map((entry) -> "'%s' (%d)".formatted(entry.getKey(), entry.getValue()))
			.toList();
		int more = runs.size() - named.size();
		return String.join(", ", named) + ((more > 0) ? " and %d more".formatted(more) : "");
	}

	private List<Finding> nodes() {
		JobStore store = this.engine.store();
		if (this.engine.settings().workerEnabled()) {
			return List.of();
		}
		Instant now = store.now();
		boolean someLives = store.nodes().stream().anyMatch((node) -> now.isBefore(node.leaseEnd()));
		return someLives ? List.of()
				: List.of(new Finding("no-worker", Severity.WARNING,
						"No node that lives runs jobs, and this one only enqueues, so nothing that it enqueues runs",
						"Start a node with jobs.worker.enabled=true on the same store"));
	}

}
