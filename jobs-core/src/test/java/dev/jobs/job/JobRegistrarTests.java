package dev.jobs.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.retry.Backoff;
import dev.jobs.retry.Jitter;
import dev.jobs.retry.RetryDecision;
import dev.jobs.retry.RetryPolicy;
import dev.jobs.schedule.MisfirePolicy;
import dev.jobs.schedule.Schedule;
import dev.jobs.schedule.ScheduleType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobRegistrar} and the rules it applies.
 */
class JobRegistrarTests {

	private static final JobTask TASK = (context) -> {
	};

	private static final ZoneId ROME = ZoneId.of("Europe/Rome");

	private final JobRegistry registry = new JobRegistry();

	private final JobRegistrar registrar = registrar(Map.of());

	private JobRegistrar registrar(Map<String, JobOptions> overrides) {
		return new JobRegistrar(this.registry, JobDefaults.standard(), new JacksonPayloadCodec(), overrides::get);
	}

	private JobDefinition recurring(Consumer<JobOptions> settings) {
		this.registrar.recurring("job", TASK, settings);
		return this.registry.require("job");
	}

	private JobDefinition onDemand(Consumer<JobOptions> settings) {
		this.registrar.onDemand("job", Order.class, (order, context) -> null, settings);
		return this.registry.require("job");
	}

	private List<String> problems(Runnable registration) {
		InvalidJobException[] thrown = new InvalidJobException[1];
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(registration::run)
			.satisfies((ex) -> thrown[0] = ex);
		assertThat(this.registry.all()).as("nothing half-registered").isEmpty();
		return thrown[0].getProblems();
	}

	private String problem(Runnable registration) {
		List<String> problems = problems(registration);
		assertThat(problems).hasSize(1);
		return problems.get(0);
	}

	private List<String> recurringProblems(Consumer<JobOptions> settings) {
		return problems(() -> recurring((options) -> settings.accept(options.fixedRate("1m"))));
	}

	// GB-T15
	@Test
	void everyKindOfScheduleIsTakenUpToItsBounds() {
		this.registrar.fixedRate("fixed-rate", Duration.ofMillis(100), TASK);
		this.registrar.hourlyAt("first-minute", 0, TASK);
		this.registrar.hourlyAt("last-minute", 59, TASK);
		this.registrar.dailyAt("midnight", LocalTime.MIDNIGHT, TASK);
		this.registrar.dailyAt("before-midnight", LocalTime.of(23, 59), TASK);
		for (DayOfWeek day : DayOfWeek.values()) {
			this.registrar.weeklyAt(day.name(), day, LocalTime.of(6, 15), TASK);
		}
		this.registrar.monthlyAt("first", 1, LocalTime.NOON, TASK);
		this.registrar.monthlyAt("last", 31, LocalTime.NOON, TASK);
		this.registrar.cron("cron", "0 0 3 * * *", TASK);
		assertThat(this.registry.size()).isEqualTo(15);
		assertThat(this.registry.require("fixed-rate").schedule())
			.isEqualTo(Schedule.fixedRate(Duration.ofMillis(100)));
		assertThat(this.registry.require("last-minute").schedule()).isEqualTo(Schedule.hourlyAt(59, ZoneOffset.UTC));
		assertThat(this.registry.require("before-midnight").schedule())
			.isEqualTo(Schedule.dailyAt(LocalTime.of(23, 59), ZoneOffset.UTC));
		assertThat(this.registry.require("SUNDAY").schedule())
			.isEqualTo(Schedule.weeklyAt(DayOfWeek.SUNDAY, LocalTime.of(6, 15), ZoneOffset.UTC));
		assertThat(this.registry.require("last").schedule())
			.isEqualTo(Schedule.monthlyAt(31, LocalTime.NOON, ZoneOffset.UTC));
		assertThat(this.registry.require("cron").scheduleType()).isEqualTo(ScheduleType.CRON);
	}

	// GB-T14, GB-T16
	@Test
	void scheduleOutOfRangeIsRefusedWithJobFieldAndValue() {
		assertThat(problem(() -> this.registrar.fixedRate("job", Duration.ZERO, TASK))).startsWith("Job 'job' (")
			.contains("fixedRate", "'0s'", "greater than zero");
		assertThat(problem(() -> this.registrar.fixedRate("job", Duration.ofSeconds(-10), TASK))).contains("fixedRate",
				"'-10s'", "greater than zero");
		assertThat(problem(() -> this.registrar.hourlyAt("job", 60, TASK))).contains("hourlyAt", "60", "':59'");
		assertThat(problem(() -> this.registrar.hourlyAt("job", -1, TASK))).contains("hourlyAt", "-1", "':59'");
		assertThat(problem(() -> this.registrar.monthlyAt("job", 0, LocalTime.NOON, TASK))).contains("monthlyAt",
				"'0 12:00'", "from 1 to 31");
		assertThat(problem(() -> this.registrar.monthlyAt("job", 32, LocalTime.NOON, TASK))).contains("monthlyAt",
				"'32 12:00'", "from 1 to 31");
		assertThat(problem(() -> recurring((options) -> options.dailyAt("24:00")))).contains("dailyAt", "'24:00'",
				"HH:mm");
		assertThat(problem(() -> recurring((options) -> options.weeklyAt("FUN 06:15")))).contains("weeklyAt",
				"'FUN 06:15'");
		assertThat(problem(() -> this.registrar.cron("job", "0 0 30 2 *", TASK))).contains("cron", "0 0 30 2 *");
	}

	// GA-T29, GB-T14
	@Test
	void secondJobWithTheSameIdIsRefusedForEachKind() {
		this.registrar.fixedRate("job", Duration.ofSeconds(30), TASK);
		List<Runnable> kinds = List.of(() -> this.registrar.fixedRate("job", Duration.ofSeconds(30), TASK),
				() -> this.registrar.dailyAt("job", LocalTime.NOON, TASK),
				() -> this.registrar.weeklyAt("job", DayOfWeek.MONDAY, LocalTime.NOON, TASK),
				() -> this.registrar.hourlyAt("job", 15, TASK),
				() -> this.registrar.monthlyAt("job", 1, LocalTime.NOON, TASK),
				() -> this.registrar.onDemand("job", TASK));
		for (Runnable kind : kinds) {
			assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(kind::run)
				.withMessageContaining("Job 'job' is already registered by ")
				.satisfies((ex) -> assertThat(ex.getJobId()).isEqualTo("job"));
		}
	}

	// GW-T1
	@Test
	@SuppressWarnings("NullAway")
	void whatIsMissingIsNamed() {
		assertThat(problem(() -> this.registrar.onDemand(null, TASK))).startsWith("Job id 'null' is not valid");
		assertThat(problem(() -> this.registrar.onDemand("job", null)))
			.isEqualTo("Job 'job': has no work; give a task or a body");
		assertThat(problem(() -> this.registrar.onDemand("job", Order.class, null)))
			.isEqualTo("Job 'job': has no work; give a task or a body");
		assertThat(problem(() -> this.registrar.fixedRate("job", null, TASK))).contains("fixedRate 'null'");
		assertThat(problem(() -> this.registrar.dailyAt("job", null, TASK))).contains("dailyAt 'null'");
		assertThat(problem(() -> this.registrar.weeklyAt("job", null, null, TASK))).contains("weeklyAt 'null null'");
		assertThat(problem(() -> this.registrar.cron("job", null, TASK))).contains("has no schedule");
	}

	@Test
	void allProblemsOfAJobAreToldAtOnce() {
		assertThat(problems(() -> this.registrar.recurring("a job", TASK,
				(options) -> options.dailyAt("25:00")
					.zone("Europe/Rom")
					.queue("a/b")
					.priority(101)
					.concurrency(0)
					.maxAttempts(0)
					.backoffDelay("soon")
					.timeout("10 sec")
					.deadline("-1s")
					.misfireLimit("4000d")
					.initialDelay("5s")
					.aliases("*")
					.payloadVersion(0))))
			.hasSize(14)
			.allSatisfy((problem) -> assertThat(problem).contains("a job", "JobRegistrarTests (lambda)"));
	}

	@Test
	void payloadOfAScheduleHasNoVersion() {
		assertThat(recurringProblems((options) -> options.payloadVersion(2))).singleElement()
			.asString()
			.contains("payloadVersion (2) is for jobs on demand");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "../x", "_runs", "-a", "é", "a\n" })
	void idMustBeAStableLogicalName(String id) {
		assertThat(problem(() -> this.registrar.onDemand(id, TASK))).startsWith("Job id '")
			.contains("use 1 to 128 letters");
	}

	@Test
	void idMayBeAsLongAs128() {
		this.registrar.onDemand("a".repeat(128), TASK);
		assertThat(this.registry.size()).isEqualTo(1);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.registrar.onDemand("a".repeat(129), TASK));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "a b", "a/b", "../x", "*", "a\nb", "\u200f", "a:b" })
	void queueMustBeAName(String queue) {
		assertThat(recurringProblems((options) -> options.queue(queue))).singleElement()
			.asString()
			.contains("Queue '", "use 1 to 100 letters")
			.doesNotContain("\n", "\u200f");
	}

	@Test
	void scheduleIsNeededButOnlyOne() {
		assertThat(problem(() -> recurring((options) -> {
		}))).contains("has no schedule; set one of fixedRate, fixedDelay, cron");
		assertThat(problem(() -> recurring((options) -> options.cron("@daily").fixedRate("30s"))))
			.contains("has more than one schedule (fixedRate, cron); keep one of them");
	}

	@Test
	void jobOnDemandHasNoSchedule() {
		assertThat(problem(() -> onDemand((options) -> options.dailyAt("03:00")))).contains("dailyAt '03:00'",
				"runs on demand", "remove it");
		assertThat(onDemand((options) -> options.dailyAt("-")).schedule()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-", " - " })
	void hyphenDisablesTheSchedule(String text) {
		JobDefinition job = recurring((options) -> options.cron(text));
		assertThat(job.schedule()).isNull();
		assertThat(job.scheduleType()).isEqualTo(ScheduleType.ON_DEMAND);
		assertThat(job.kind()).isEqualTo(Kind.RECURRING);
		assertThat(job.slots()).isEqualTo(1);
	}

	@Test
	void initialDelayGoesWithIntervalsOnly() {
		assertThat(recurring((options) -> options.fixedRate("1m").initialDelay("0s")).schedule())
			.isEqualTo(Schedule.fixedRate(Duration.ofMinutes(1), Duration.ZERO));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
				() -> this.registrar.recurring("other", TASK, (options) -> options.cron("@daily").initialDelay("1m")))
			.withMessageContaining(
					"initialDelay goes with fixedRate and fixedDelay, not with cron; remove initialDelay");
	}

	@Test
	void durationsAreTakenInBothForms() {
		this.registrar.recurring("iso", TASK, (options) -> options.fixedDelay("PT30S").timeout("PT10M"));
		this.registrar.recurring("short", TASK, (options) -> options.fixedDelay("30s").timeout("10m"));
		assertThat(this.registry.require("iso").schedule()).isEqualTo(this.registry.require("short").schedule());
		assertThat(this.registry.require("iso").timeout()).isEqualTo(Duration.ofMinutes(10));
	}

	@Test
	void zoneIsUtcUnlessTheJobSaysOtherwise() {
		assertThat(recurring((options) -> options.dailyAt("03:00").zone("Europe/Rome")).schedule())
			.isEqualTo(Schedule.dailyAt(LocalTime.of(3, 0), ROME));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(
					() -> this.registrar.recurring("other", TASK, (options) -> options.dailyAt("03:00").zone("+05:30")))
			.withMessageContaining("zone '+05:30'");
	}

	@Test
	void scheduledJobHasOneSlotOneAttemptAndOneCatchUp() {
		JobDefinition job = recurring((options) -> options.fixedRate("1m"));
		assertThat(job.slots()).isEqualTo(1);
		assertThat(job.concurrency()).isEqualTo(1);
		assertThat(job.retryPolicy().maxAttempts()).isEqualTo(1);
		assertThat(job.misfire().policy()).isEqualTo(MisfirePolicy.ONCE);
		assertThat(job.queue()).isEqualTo("default");
		assertThat(job.priority()).isZero();
		assertThat(job.timeout()).isNull();
		assertThat(job.deadline()).isNull();
		assertThat(job.payloadVersion()).isEqualTo(1);
	}

	@Test
	void jobOnDemandIsNeverSkippedAndHasTenAttemptsOverAboutHalfADay() {
		JobDefinition job = onDemand((options) -> options.concurrency(2));
		assertThat(job.slots()).isZero();
		assertThat(job.concurrency()).isEqualTo(2);
		assertThat(job.retryPolicy()).isEqualTo(RetryPolicy.onDemandDefault());
		assertThat(job.retryPolicy().totalDelay()).isBetween(Duration.ofHours(10), Duration.ofHours(16));
	}

	@Test
	void overlapIsAllowedByConcurrency() {
		assertThat(recurring((options) -> options.fixedRate("1m").concurrency(3)).slots()).isEqualTo(3);
	}

	// GQ-5
	@ParameterizedTest
	@CsvSource({ "8,, 8", ", 7, 8", "8, 7, 8", ", 0, 1", "1000,, 1000", ", 999, 1000" })
	void retriesAreAnotherWordForAttempts(@Nullable Integer attempts, @Nullable Integer retries, int expected) {
		assertThat(onDemand((options) -> options.maxAttempts(attempts).maxRetries(retries)).retryPolicy().maxAttempts())
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "0,, maxAttempts (0)", "-1,, maxAttempts (-1)", "1001,, maxAttempts (1001)", ", -1, maxRetries (-1)",
			", 1000, maxRetries (1000)", "8, 8, maxRetries (8) contradicts maxAttempts (8)" })
	void attemptsOutOfRangeOrInContradictionAreRefused(@Nullable Integer attempts, @Nullable Integer retries,
			String expected) {
		assertThat(recurringProblems((options) -> options.maxAttempts(attempts).maxRetries(retries))).singleElement()
			.asString()
			.contains(expected);
	}

	@Test
	void scheduledJobThatIsRetriedWaitsByTheSameDefault() {
		Backoff backoff = recurring((options) -> options.fixedRate("1h").maxAttempts(3)).retryPolicy().backoff();
		assertThat(backoff).isEqualTo(RetryPolicy.onDemandDefault().backoff());
	}

	@Test
	void backoffSettingsThatAreNotGivenKeepTheirDefaults() {
		Jitter jitter = Jitter.proportional(0.2);
		assertThat(backoff((options) -> options.backoffDelay("1s")))
			.isEqualTo(Backoff.exponential(Duration.ofSeconds(1), 3, Duration.ofHours(4)).withJitter(jitter));
		assertThat(backoff((options) -> options.backoffJitter("none")))
			.isEqualTo(Backoff.exponential(Duration.ofSeconds(10), 3, Duration.ofHours(4)));
		assertThat(backoff((options) -> options.backoffMultiplier(2.0).backoffMaxDelay("1m")))
			.isEqualTo(Backoff.exponential(Duration.ofSeconds(10), 2, Duration.ofMinutes(1)).withJitter(jitter));
		assertThat(backoff((options) -> options.backoffDelay("1d")))
			.isEqualTo(Backoff.exponential(Duration.ofDays(1), 3, Duration.ofDays(1)).withJitter(jitter));
	}

	// GQ-T5
	@Test
	void everyStrategyHasACap() {
		assertThat(delays((options) -> options.backoffStrategy(BackoffStrategy.QUADRATIC).backoffDelay("1s")))
			.containsExactly(1L, 4L, 9L, 16L);
		assertThat(delays((options) -> options.backoffStrategy(BackoffStrategy.QUADRATIC)
			.backoffDelay("1s")
			.backoffMaxDelay("5s"))).containsExactly(1L, 4L, 5L, 5L);
		assertThat(delays((options) -> options.backoffStrategy(BackoffStrategy.FIXED).backoffDelay("7s")))
			.containsExactly(7L, 7L, 7L, 7L);
		assertThat(delays((options) -> options.backoffDelays("1s, 5s,PT20S"))).containsExactly(1L, 5L, 20L, 20L);
		assertThat(delays((options) -> options.backoffDelays("1s,5s,20s").backoffMaxDelay("6s"))).containsExactly(1L,
				5L, 6L, 6L);
	}

	private Backoff backoff(Consumer<JobOptions> settings) {
		JobRegistry own = new JobRegistry();
		new JobRegistrar(own, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("job", Order.class,
				(order, context) -> null, settings);
		return own.require("job").retryPolicy().backoff();
	}

	private List<Long> delays(Consumer<JobOptions> settings) {
		Backoff backoff = backoff(settings.andThen((options) -> options.backoffJitter("none")));
		return IntStream.rangeClosed(1, 4)
			.mapToObj((failed) -> backoff.delay(failed, new Random(1)).toSeconds())
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "full", "20%", "5s", " FULL " })
	void jitterIsTakenInEachForm(String jitter) {
		Backoff plain = Backoff.exponential(Duration.ofSeconds(10), 3, Duration.ofHours(4));
		Jitter expected = switch (jitter.strip()) {
			case "none" -> Jitter.none();
			case "FULL", "full" -> Jitter.full();
			case "20%" -> Jitter.proportional(0.2);
			default -> Jitter.additive(Duration.ofSeconds(5));
		};
		assertThat(backoff((options) -> options.backoffJitter(jitter))).isEqualTo(plain.withJitter(expected));
	}

	@Test
	void backoffOutOfRangeIsRefusedByItsOwnName() {
		assertBackoffProblem((options) -> options.backoffMultiplier(0.5), "backoff.multiplier (0.5)", "at least 1");
		assertBackoffProblem((options) -> options.backoffMultiplier(Double.NaN), "backoff.multiplier (NaN)");
		assertBackoffProblem((options) -> options.backoffDelay("-1s"), "backoff.delay (-1s)");
		assertBackoffProblem((options) -> options.backoffDelay("10s").backoffMaxDelay("5s"), "backoff.maxDelay (5s)",
				"backoff.delay (10s)");
		assertBackoffProblem((options) -> options.backoffDelays("1s,soon"), "backoff.delays", "'soon'", "'30s'");
		assertBackoffProblem((options) -> options.backoffStrategy(BackoffStrategy.LIST), "backoff.delays",
				"10s, 1m, 1h");
		assertBackoffProblem((options) -> options.backoffStrategy(BackoffStrategy.FIXED).backoffDelays("1s"),
				"backoff.delays", "'fixed'");
		assertBackoffProblem((options) -> options.backoffJitter("x%"), "backoff.jitter 'x%'", "20%");
		assertBackoffProblem((options) -> options.backoffJitter("150%"), "backoff.jitter '150%'", "20%");
		assertBackoffProblem((options) -> options.backoffJitter("some"), "backoff.jitter 'some'", "20%");
	}

	private void assertBackoffProblem(Consumer<JobOptions> settings, String... parts) {
		assertThat(recurringProblems(settings)).singleElement().asString().startsWith("Job 'job' (").contains(parts);
	}

	@Test
	void badStrategyHidesNoOtherProblemOfTheWaits() {
		assertThat(recurringProblems((options) -> options.backoffStrategy("exponentail")
			.backoffDelays("1s,soon,-1s")
			.backoffMultiplier(0.5)
			.backoffMaxDelay("-5s")
			.backoffJitter("x%")))
			.satisfiesExactly(
					(it) -> assertThat(it).endsWith("backoff.strategy 'exponentail' is not one of exponential, "
							+ "quadratic, fixed, list; did you mean 'exponential'?"),
					(it) -> assertThat(it).contains("backoff.delays 'soon'"),
					(it) -> assertThat(it).endsWith("backoff.delays (-1s) must be from 0s to 365d"),
					(it) -> assertThat(it).endsWith("backoff.maxDelay (-5s) must be from 1ms to 365d"),
					(it) -> assertThat(it).contains("backoff.multiplier (0.5)"),
					(it) -> assertThat(it).contains("backoff.jitter 'x%'"));
	}

	@Test
	void longestWaitIsOnlyComparedWithAFirstOneThatCanBeRead() {
		assertThat(recurringProblems((options) -> options.backoffDelay("soon").backoffMaxDelay("5s"))).singleElement()
			.asString()
			.contains("backoff.delay 'soon'");
		assertBackoffProblem((options) -> options.backoffMaxDelay("5s"),
				"the first wait, backoff.delay (10s unless set)");
		assertBackoffProblem((options) -> options.backoffDelays("7s").backoffMaxDelay("5s"),
				"the first wait, backoff.delays (7s)");
	}

	@Test
	void attemptsAndRetriesThatBreakRulesAreBothTold() {
		assertThat(recurringProblems((options) -> options.maxAttempts(0).maxRetries(-1))).satisfiesExactly(
				(it) -> assertThat(it).endsWith("maxAttempts (0) must be between 1 and 1000"),
				(it) -> assertThat(it).endsWith("maxRetries (-1) must be between 0 and 999"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void errorToRetryThatIsNoErrorIsRefused() {
		Class<? extends Throwable> text = (Class<? extends Throwable>) (Class<?>) String.class;
		assertThat(recurringProblems((options) -> options.retryOn(text).noRetryOn(IOException.class))).singleElement()
			.asString()
			.endsWith("retryOn 'java.lang.String' is not an error; name classes that extend Throwable");
	}

	@Test
	void problemIsLookedForWhereItsSettingWasWritten() {
		JobOptions over = new JobOptions().timeout("soon")
			.cron("@daily")
			.fixedDelay("1m")
			.writtenAt((setting) -> "my.file/" + setting);
		JobRegistrar overriding = registrar(Map.of("job", over.queue("a/b")));
		assertThat(problems(() -> overriding.recurring("job", TASK, (options) -> options.hourlyAt("15").priority(101))))
			.satisfiesExactlyInAnyOrder(
					(it) -> assertThat(it).startsWith("Job 'job' (my.file/timeout): timeout 'soon'"),
					(it) -> assertThat(it).isEqualTo(
							"Job 'job': has more than one schedule (my.file/fixedDelay, my.file/cron); keep one of them"),
					(it) -> assertThat(it).contains("JobRegistrarTests (lambda)", "Queue 'a/b'"),
					(it) -> assertThat(it).contains("JobRegistrarTests (lambda)", "priority (101)"));
	}

	@Test
	void whatIsKnownToBeWrongIsToldWithAllElse() {
		assertThat(recurringProblems((options) -> options.problem("colour 'red' is not a setting").priority(101)))
			.satisfiesExactly((it) -> assertThat(it).endsWith("): colour 'red' is not a setting"),
					(it) -> assertThat(it).contains("priority (101)"));
	}

	@Test
	void choicesMayBeGivenByNameInAnyCase() {
		JobDefinition job = recurring((options) -> options.fixedRate("1m").misfire("Skip").backoffStrategy("fixed"));
		assertThat(job.misfire().policy()).isEqualTo(MisfirePolicy.SKIP);
		assertThat(job.retryPolicy().backoff())
			.hasToString(Backoff.fixed(Duration.ofSeconds(10)).withJitter(Jitter.proportional(0.2)).toString());
	}

	@Test
	void errorsToRetryAreChosenByType() {
		RetryPolicy policy = onDemand(
				(options) -> options.retryOn(IOException.class).noRetryOn(FileNotFoundException.class))
			.retryPolicy();
		Random random = new Random(1);
		assertThat(policy.decide(1, new IOException(), random)).isInstanceOf(RetryDecision.Retry.class);
		assertThat(policy.decide(1, new FileNotFoundException(), random)).isInstanceOf(RetryDecision.GiveUp.class);
		assertThat(policy.decide(1, new IllegalStateException(), random)).isInstanceOf(RetryDecision.GiveUp.class);
	}

	@ParameterizedTest
	@EnumSource
	void misfirePolicyIsTaken(MisfirePolicy policy) {
		JobDefinition job = recurring((options) -> options.dailyAt("03:00").misfire(policy).misfireLimit("12h"));
		assertThat(job.misfire().policy()).isEqualTo(policy);
		assertThat(job.misfire().limit()).isEqualTo(Duration.ofHours(12));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s", "366d", "10 sec", "5" })
	void timeoutOutOfRangeIsRefused(String timeout) {
		assertThat(recurringProblems((options) -> options.timeout(timeout))).singleElement()
			.asString()
			.contains("timeout");
	}

	@Test
	void payloadTypeThatCannotBeStoredIsRefused() {
		assertThat(problem(() -> this.registrar.onDemand("job", Thread.class, (thread, context) -> null)))
			.startsWith("Job 'job' (")
			.contains("Thread");
	}

	@Test
	void configurationWinsOverTheCode() {
		JobOptions over = new JobOptions().queue("mail").priority(5).timeout("1m").concurrency(4);
		registrar(Map.of("job", over)).recurring("job", TASK,
				(options) -> options.fixedRate("30s").queue("slow").deadline("1h"));
		JobDefinition job = this.registry.require("job");
		assertThat(job.queue()).isEqualTo("mail");
		assertThat(job.priority()).isEqualTo(5);
		assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
		assertThat(job.concurrency()).isEqualTo(4);
		assertThat(job.deadline()).isEqualTo(Duration.ofHours(1));
		assertThat(job.schedule()).isEqualTo(Schedule.fixedRate(Duration.ofSeconds(30)));
	}

	@Test
	void scheduleOfTheConfigurationReplacesThatOfTheCode() {
		registrar(Map.of("job", new JobOptions().dailyAt("04:00"))).recurring("job", TASK,
				(options) -> options.fixedRate("30s").initialDelay("5s"));
		assertThat(this.registry.require("job").schedule())
			.isEqualTo(Schedule.dailyAt(LocalTime.of(4, 0), ZoneOffset.UTC));
	}

	@Test
	void intervalOfTheConfigurationKeepsTheInitialDelay() {
		registrar(Map.of("job", new JobOptions().fixedRate("1m"))).recurring("job", TASK,
				(options) -> options.fixedRate("30s").initialDelay("5s"));
		assertThat(this.registry.require("job").schedule())
			.isEqualTo(Schedule.fixedRate(Duration.ofMinutes(1), Duration.ofSeconds(5)));
	}

	@Test
	void configurationDisablesASchedule() {
		registrar(Map.of("job", new JobOptions().dailyAt("-"))).recurring("job", TASK,
				(options) -> options.cron("@hourly"));
		assertThat(this.registry.require("job").schedule()).isNull();
	}

	@Test
	void attemptsOfTheConfigurationReplaceRetriesOfTheCode() {
		registrar(Map.of("job", new JobOptions().maxAttempts(3))).recurring("job", TASK,
				(options) -> options.fixedRate("30s").maxRetries(7));
		assertThat(this.registry.require("job").retryPolicy().maxAttempts()).isEqualTo(3);
	}

	@Test
	void waitsOfTheConfigurationReplaceThoseOfTheCode() {
		registrar(Map.of("list", new JobOptions().backoffDelays("1s,2s"), "grow", new JobOptions().backoffDelay("2s")))
			.recurring("list", TASK,
					(options) -> options.fixedRate("30s").backoffStrategy(BackoffStrategy.FIXED).backoffJitter("none"));
		assertThat(this.registry.require("list").retryPolicy().backoff())
			.isEqualTo(Backoff.delays(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))));
		registrar(Map.of("grow", new JobOptions().backoffDelay("2s"))).recurring("grow", TASK,
				(options) -> options.fixedRate("30s").backoffDelays("1s,2s").backoffJitter("none"));
		assertThat(this.registry.require("grow").retryPolicy().backoff())
			.isEqualTo(Backoff.exponential(Duration.ofSeconds(2), 3, Duration.ofHours(4)));
	}

	@Test
	void problemOfTheConfigurationIsOneOfTheJob() {
		assertThat(problem(() -> registrar(Map.of("job", new JobOptions().priority(999))).recurring("job", TASK,
				(options) -> options.fixedRate("30s"))))
			.contains("Job 'job'", "priority (999) must be from -100 to 100");
	}

	@Test
	void handlerOfALambdaIsShownWithoutItsAddress() {
		this.registrar.onDemand("job", (context) -> {
		});
		assertThat(this.registry.require("job").handler()).isEqualTo(JobRegistrarTests.class.getName() + " (lambda)");
	}

	record Order(long id) {

	}

}
