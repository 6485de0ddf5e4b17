package dev.jobs.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.faults.Ledger.Gate;
import dev.jobs.faults.Ledger.Line;
import dev.jobs.store.NewRun.Due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when clocks are wrong.
 */
@Tag("faults")
class ClockTests {

	@RegisterExtension
	private final Cluster cluster = new Cluster();

	private final FaultFixture database = this.cluster.database();

	private final Ledger ledger = this.cluster.ledger();

	private NodeProcess.Plan node(String name, String jobs) {
		return this.cluster.node(name).jobs(jobs);
	}

	private NodeProcess.Plan skewed(String name, int hours) {
		return node(name, "tick,work").with("skew", Duration.ofHours(hours).toString());
	}

	// T2: the clocks of nodes decide nothing
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

	// T1: the clocks of whole processes, all their threads and libraries included
	@Test
	@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
	void nodesWhoseClocksJumpWhileTheyWorkLoseNoLeaseAndFireEachTimeOnce() throws Exception {
		try (NodeProcess back = withClock("back").start(); NodeProcess on = withClock("on").start()) {
			Set<String> held = this.database.enqueue("held", 8);
			Set<String> later = this.database.enqueue("work", 1, 3, dueAfter(Duration.ofMinutes(30)));
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") == 8);
			jump("back", "-1h");
			jump("on", "+1h");
			await("the nodes see it").atMost(FaultFixture.LONG)
				.until(() -> this.database.hoursAhead().equals(List.of(-1, 1)));
			int before = this.ledger.count("TICK");
			await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("TICK") > before + 50);
			this.ledger.open("back", Gate.RETURN);
			this.ledger.open("on", Gate.RETURN);
			await().atMost(FaultFixture.LONG).until(() -> this.database.statesOf(held).size() == 8);
			assertThat(this.ledger.lines("CANCELLED")).as("no lease is lost").isEmpty();
			assertThat(this.ledger.lines("START")).extracting(Line::run).doesNotHaveDuplicates().containsAll(held);
			assertThat(this.ledger.runs("START")).doesNotContainAnyElementsOf(later);
			assertThat(this.database.earlyStarts()).isZero();
			assertThat(this.database.runsByFireTime("tick").values()).allMatch((runs) -> runs == 1);
		}
	}

	// Without the last setting, timed waits of the JVM return at once.
	private NodeProcess.Plan withClock(String name) throws IOException {
		jump(name, "+0h");
		return node(name, "tick,work").keepsItsLease()
			.environment("LD_PRELOAD", faketime().toString())
			.environment("FAKETIME_TIMESTAMP_FILE", clock(name).toString())
			.environment("FAKETIME_NO_CACHE", "1")
			.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
			.environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
	}

	private static Path faketime() throws IOException {
		try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
			return folders.map((folder) -> folder.resolve("faketime/libfaketimeMT.so.1"))
				.filter(Files::exists)
				.findFirst()
				.orElseGet(() -> Assumptions.abort(
						"The clock of a process is moved by libfaketime, a package of Debian that is not installed"));
		}
	}

	private void jump(String name, String offset) throws IOException {
		set(clock(name), offset);
	}

	private Path clock(String name) {
		return this.cluster.folder().resolve(name + ".clock");
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
