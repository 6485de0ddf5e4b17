package dev.jobs.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.diagnosis.Check;
import dev.jobs.diagnosis.Diagnosis;
import dev.jobs.diagnosis.Diagnosis.Status;
import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.StoreUnavailableException;
import dev.jobs.store.StoreUnderControl;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.TestDatabase;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Doctor}.
 */
class DoctorTests {

	private static final Finding BROKEN = new Finding("broken", Severity.ERROR, "It is broken", "Mend it");

	private final ManualClock storeClock = new ManualClock();

	private final ManualClock nodeClock = new ManualClock();

	private final MemoryJobStore memory = new MemoryJobStore(this.storeClock, MemorySettings.standard());

	private final StoreUnderControl control = new StoreUnderControl(this.memory);

	private final AtomicLong nanos = new AtomicLong();

	private final JobRegistry registry = new JobRegistry();

	private final JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(),
			new JacksonPayloadCodec());

	@AfterEach
	void release() {
		this.control.release();
	}

	private JobEngine engine(JobStore store, Clock clock, EngineSettings settings) {
		return new JobEngine(store, this.registry, new JacksonPayloadCodec(), RunObserver.NONE, settings,
				Executors::newCachedThreadPool, clock);
	}

	private Doctor doctor(Duration patience, Check... checks) {
		return doctor(this.control.store(), patience, checks);
	}

	private Doctor doctor(JobStore store, Duration patience, Check... checks) {
		return new Doctor(engine(store, this.nodeClock, EngineSettings.standard()), List.of(checks),
				Set.of("lived-with"), patience, this.nanos::get);
	}

	private Doctor doctor(Check... checks) {
		return doctor(Duration.ofSeconds(20), checks);
	}

	private void oneJob() {
		this.registrar.onDemand("job", (context) -> {
		});
	}

	private void insert(String job) {
		this.memory.insert(List.of(new RunBuilder(UUID.randomUUID(), job).build()), Joining.OWN);
	}

	private static void assertFound(Diagnosis diagnosis, String... codes) {
		assertThat(diagnosis.findings()).extracting(Finding::code).containsExactly(codes);
	}

	@Test
	void memoryThatForgetsIsWorthKnowingAndNoProblem() {
		oneJob();
		Diagnosis diagnosis = doctor().examine();
		assertFound(diagnosis, "memory-store");
		assertThat(diagnosis.status()).isEqualTo(Status.OK);
		assertThat(diagnosis.checkedAt()).isEqualTo(ManualClock.NOON);
	}

	@Test
	void nodeWithoutJobsDoesNotTouchTheStore() {
		Diagnosis diagnosis = doctor().examine();
		assertFound(diagnosis);
		assertThat(diagnosis.status()).isEqualTo(Status.OK);
		assertThat(this.control.calls()).isEmpty();
	}

	@Test
	void worstComesFirstAndGivesTheStatus() {
		oneJob();
		Finding minor = new Finding("minor", Severity.WARNING, "It creaks", "Oil it");
		assertThat(doctor(() -> List.of(minor)).examine().status()).isEqualTo(Status.WARNING);
		Diagnosis diagnosis = doctor(() -> List.of(minor), () -> List.of(BROKEN)).examine();
		assertFound(diagnosis, "broken", "minor", "memory-store");
		assertThat(diagnosis.status()).isEqualTo(Status.ERROR);
	}

	@Test
	void errorThatSomebodyLivesWithIsAWarning() {
		Finding lived = new Finding("lived-with", Severity.ERROR, "It leaks", "Mend it");
		assertThat(doctor(() -> List.of(lived)).examine().findings())
			.containsExactly(new Finding("lived-with", Severity.WARNING, "It leaks", "Mend it"));
	}

	@Test
	void checkThatFailsDoesNotHideTheOthers() {
		Diagnosis diagnosis = doctor(() -> {
			throw new IllegalStateException("s3cret");
		}, () -> List.of(BROKEN)).examine();
		assertFound(diagnosis, "broken", "check-failed");
		assertThat(diagnosis.findings().get(1).toString()).contains("java.lang.IllegalStateException")
			.doesNotContain("s3cret");
	}

	@Test
	void lookAtTheStoreThatFailsDoesNotHideTheOthers() {
		oneJob();
		this.control.fail("strandedRuns");
		assertFound(doctor().examine(), "check-failed", "memory-store");
	}

	// A node that only enqueues also asks for others, in another table.
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tablesThatHaveGoneAreTheCauseAndWhatFailsWithoutThemIsNoFinding(boolean worker) {
		oneJob();
		DataSource database = TestDatabase.h2();
		JdbcJobStore store = new JdbcJobStore(database, JdbcSettings.standard(), null);
		Doctor doctor = new Doctor(engine(store, Clock.systemUTC(), worker ? settings() : enqueuesOnly()), List.of(),
				Set.of());
		store.prepare();
		TestDatabase.execute(database, "DROP ALL OBJECTS");
		assertFound(doctor.examine(), "unusable-tables", "h2-in-memory");
	}

	@Test
	void storeThatIsAwayIsAFinding() {
		oneJob();
		Diagnosis diagnosis = doctor(away(), Duration.ofSeconds(20), () -> List.of(BROKEN)).examine();
		assertFound(diagnosis, "broken", "store-unavailable");
		assertThat(diagnosis.findings().get(1).message()).startsWith("The store (memory) cannot be reached");
		assertThat(diagnosis.toString()).doesNotContain("db.internal");
	}

	private JobStore away() {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("name")) {
						return "memory";
					}
					throw new StoreUnavailableException("away", new SQLException("db.internal"));
				});
	}

	@Test
	void storeThatHangsIsAFindingAndIsAskedOnceOnly() {
		oneJob();
		this.control.holdBefore("diagnose");
		Doctor doctor = doctor(Duration.ofMillis(50));
		assertFound(doctor.examine(), "store-unavailable");
		assertThat(doctor.examine().findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message())
				.startsWith("The store (memory) has not answered within 50 ms"));
		assertThat(this.control.calls()).containsOnlyOnce("diagnose");
		this.control.release();
		Awaitility.await().untilAsserted(() -> assertFound(doctor.examine(), "memory-store"));
		assertThat(this.control.interrupted()).isEmpty();
	}

	@Test
	void lookThatHangsLeavesWhatItHasFoundAndSaysSinceWhen() {
		oneJob();
		this.nodeClock.advance(Duration.ofMinutes(1));
		this.control.holdBefore("diagnose");
		Doctor doctor = doctor(Duration.ofMillis(50));
		doctor.examine();
		Awaitility.await().until(this.control::isHolding);
		this.nodeClock.advance(Duration.ofSeconds(59));
		Diagnosis later = doctor.examine();
		assertFound(later, "clock-skew", "store-unavailable");
		assertThat(later.findings().get(1).message()).contains("a look at it hangs since 2026-06-15T12:01:00Z");
	}

	// Such as on a connection that no packet will ever come in on
	@Test
	void lookThatHangsForEverIsReplacedAfterAMinute() {
		oneJob();
		this.control.holdBefore("diagnose");
		Doctor doctor = doctor(Duration.ofMillis(50));
		assertFound(doctor.examine(), "store-unavailable");
		Awaitility.await().until(this.control::isHolding);
		this.control.letOthersPass();
		advanceNanos(Duration.ofSeconds(59));
		assertFound(doctor.examine(), "store-unavailable");
		advanceNanos(Duration.ofSeconds(1));
		Awaitility.await().untilAsserted(() -> assertFound(doctor.examine(), "memory-store"));
		assertThat(this.control.interrupted()).isEmpty();
	}

	@Test
	void onlyAFewLooksHangAtTheSameTimeAndSinceIsWhenTheFirstOneBegan() {
		oneJob();
		this.control.holdBefore("diagnose");
		Doctor doctor = doctor(Duration.ofMillis(50));
		for (int minute = 0; minute < 10; minute++) {
			assertThat(doctor.examine().findings().get(0).message()).contains("hangs since 2026-06-15T12:00:00Z");
			this.nodeClock.advance(Duration.ofMillis(1));
			advanceNanos(StoreLooks.RENEWAL);
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.control.calls().stream().filter("diagnose"::equals))
				.hasSize(StoreLooks.MOST));
		this.control.release();
		Awaitility.await().untilAsserted(() -> assertFound(doctor.examine(), "memory-store"));
	}

	private void advanceNanos(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	// P9
	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			0,     -
			5000,  -
			-5000, -
			5001,  WARNING
			-7500, WARNING
			7501,  ERROR
			-3600000, ERROR""")
	void skewMattersFromFiveSecondsAndMoreFromAQuarterOfTheLease(long millis, Severity expected) {
		oneJob();
		this.nodeClock.advance(Duration.ofMillis(millis));
		assertThat(doctor().examine().findings()).filteredOn((finding) -> finding.code().equals("clock-skew"))
			.extracting(Finding::severity)
			.isEqualTo((expected != null) ? List.of(expected) : List.of());
	}

	@Test
	void skewNamesBothTimes() {
		oneJob();
		this.nodeClock.advance(Duration.ofMinutes(1));
		assertThat(doctor().examine().findings().get(0).message()).startsWith(
				"The clock of this node is 60000 ms ahead of that of the store (node 2026-06-15T12:01:00Z, store 2026-06-15T12:00:00Z)");
	}

	@Test
	void slowStoreIsNoSkew() {
		oneJob();
		JobStore slow = (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(),
				new Class<?>[] { JobStore.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("now")) {
						this.nodeClock.advance(Duration.ofSeconds(20));
					}
					try {
						return method.invoke(this.memory, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		assertFound(doctor(slow, Duration.ofSeconds(20)).examine(), "memory-store");
	}

	// P5: unknown means that it waits, visibly
	@Test
	void runsOfJobsThatNobodyKnowsAreNamedOnceTheyHaveWaitedAMinute() {
		this.registrar.onDemand("job", String.class, (text, context) -> null, (options) -> options.aliases("old"));
		List.of("job", "old", "gone", "gone", "lost").forEach(this::insert);
		Doctor doctor = doctor();
		this.storeClock.advance(Duration.ofSeconds(59));
		this.nodeClock.advance(Duration.ofSeconds(60));
		assertFound(doctor.examine(), "memory-store");
		this.storeClock.advance(Duration.ofSeconds(1));
		Diagnosis diagnosis = doctor.examine();
		assertFound(diagnosis, "unknown-jobs", "memory-store");
		assertThat(diagnosis.status()).isEqualTo(Status.WARNING);
		assertThat(diagnosis.findings().get(0).message()).contains("so new a payload: 'gone' (2), 'lost' (1); ");
	}

	@Test
	void namesOnlyAFewOfManyUnknownJobs() {
		oneJob();
		List.of("a", "b", "c", "d", "e", "f", "g").forEach(this::insert);
		this.storeClock.advance(Duration.ofMinutes(1));
		this.nodeClock.advance(Duration.ofMinutes(1));
		assertThat(doctor().examine().findings().get(0).message()).contains("'d' (1), 'e' (1) and 2 more;");
	}

	// O8
	@Test
	void nodeThatOnlyEnqueuesNeedsAnotherThatRunsJobs() {
		oneJob();
		Doctor doctor = new Doctor(engine(this.memory, this.nodeClock, enqueuesOnly()), List.of(), Set.of());
		assertFound(doctor.examine(), "no-worker", "memory-store");
		this.memory.heartbeat(new NodeBeat("other", "1", 1, 0), Duration.ofSeconds(30));
		assertFound(doctor.examine(), "memory-store");
		this.storeClock.advance(Duration.ofSeconds(30));
		this.nodeClock.advance(Duration.ofSeconds(30));
		assertFound(doctor.examine(), "no-worker", "memory-store");
	}

	// T2: a real database, and a node whose clock is an hour ahead
	@Test
	void heartbeatTellsTheStoreHowFarTheClockIsOff() {
		oneJob();
		JdbcJobStore store = new JdbcJobStore(TestDatabase.h2(), JdbcSettings.standard(), null);
		Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
		JobEngine engine = engine(store, ahead, settings());
		assertThat(engine.clockSkew()).isNull();
		engine.start();
		try {
			Awaitility.await()
				.untilAsserted(() -> assertThat(store.nodes()).singleElement()
					.satisfies((node) -> assertThat(node.beat().clockSkew()).isBetween(Duration.ofMinutes(59),
							Duration.ofMinutes(61))));
			assertThat(engine.clockSkew().ahead()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
			assertThat(new Doctor(engine, List.of(), Set.of()).examine().findings()).extracting(Finding::code)
				.contains("clock-skew");
		}
		finally {
			engine.stopNow();
		}
	}

	private static EngineSettings enqueuesOnly() {
		EngineSettings standard = EngineSettings.standard();
		return new EngineSettings(null, false, standard.worker(), standard.lease(), standard.retention(),
				standard.drainTimeout(), standard.abortTimeout());
	}

	private static EngineSettings settings() {
		return EngineFixture.settings(1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(50));
	}

}
