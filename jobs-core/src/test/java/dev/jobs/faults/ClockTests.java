package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.faults.Ledger.Gate;
import dev.jobs.faults.Ledger.Line;
import dev.jobs.store.NewRun.Due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when clocks are wrong. {@code -Djobs.faults.faketime} names a library
 * (libfaketime) that moves the clock of the whole process; without it only the clock that
 * the engine is given is moved.
 */
@Tag("faults")
class ClockTests {

	private static final String LIBRARY = System.getProperty("jobs.faults.faketime", "");

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private NodeProcess.Plan node(String name, String jobs) {
		return this.cluster.node(name).jobs(jobs);
	}

	private NodeProcess.Plan skewed(String name, int hours) {
		NodeProcess.Plan plan = node(name, "tick,work").with("skew", Duration.ofHours(hours).toString());
		return LIBRARY.isEmpty() ? plan
				: plan.environment("LD_PRELOAD", LIBRARY)
					.environment("FAKETIME", "%+dh".formatted(hours))
					.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
	}

	// T1, T2: the clocks of nodes decide nothing
	@Test
	void nodesWhoseClocksAreHoursApartFireEachTimeOnceAndNothingEarly() throws Exception {
		try (NodeProcess behind = skewed("behind", -1).start(); NodeProcess ahead = skewed("ahead", 1).start()) {
			Set<String> later = this.database.enqueue("work", 1, 3, dueAfter(Duration.ofMinutes(30)));
			Set<String> soon = this.database.enqueue("work", 50, 3, dueAfter(Duration.ofSeconds(1)));
			int before = this.ledger.count("TICK");
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("TICK") > before + 15);
			await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(soon).size() == 50);
			assertThat(this.ledger.runs("START")).doesNotContainAnyElementsOf(later);
			assertThat(this.database.earlyStarts()).isZero();
			assertThat(this.database.runsByFireTime("tick").values()).allMatch((runs) -> runs == 1);
			assertThat(this.ledger.lines("TICK")).extracting((line) -> Instant.parse(line.run()))
				.allMatch((time) -> Duration.between(time, Instant.now()).abs().toMinutes() < 10);
		}
	}

	private static Due dueAfter(Duration delay) {
		return Due.after(delay);
	}

	// S18: all leases end at once, or last an hour longer
	@ParameterizedTest
	@ValueSource(strings = { "PT1H", "PT-1H" })
	void clockOfTheStoreThatJumpsLosesNothingAndLetsNobodyEndTheRunOfAnother(String jump) throws Exception {
		Path clock = this.cluster.folder().resolve("clock");
		set(clock, "PT0S");
		try (NodeProcess one = node("one", "work").with("store-clock", clock.toString()).start();
				NodeProcess two = node("two", "work").with("store-clock", clock.toString()).start()) {
			Set<String> runs = this.database.enqueue("stubborn", 8);
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") == 8);
			set(clock, jump);
			await().pollDelay(NodeMain.LEASE).until(() -> true);
			this.ledger.open("one", Gate.RETURN);
			this.ledger.open("two", Gate.RETURN);
			await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(runs).size() == 8);
			assertThat(this.database.statesOf(runs)).containsOnly("SUCCEEDED/-");
			assertThat(this.database.attemptsOf(runs)).containsOnly(1);
			assertThat(this.ledger.lines("START")).extracting(Line::run).containsAll(runs);
		}
	}

	private static void set(Path clock, String offset) throws IOException {
		Path next = Files.writeString(clock.resolveSibling("clock.new"), offset);
		Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
	}

}
