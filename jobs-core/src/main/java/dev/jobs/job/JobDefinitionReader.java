package dev.jobs.job;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.retry.Backoff;
import dev.jobs.retry.ErrorClassifier;
import dev.jobs.retry.InvalidRetryPolicyException;
import dev.jobs.retry.Jitter;
import dev.jobs.retry.RetryPolicy;
import dev.jobs.schedule.MisfirePolicy;
import dev.jobs.schedule.MisfireRule;
import dev.jobs.schedule.Schedule;
import dev.jobs.schedule.ScheduleText;

/**
 * Turns one declaration into a definition and collects everything that is wrong with it,
 * so that a user sees all mistakes of a job at once.
 */
final class JobDefinitionReader {

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final int MOST_CONCURRENT = 10_000;

	private static final int NEWEST_PAYLOAD = 1_000;

	// RetryBackoff tells users of these.
	private static final Duration FIRST_WAIT = Duration.ofSeconds(10);

	private static final double MULTIPLIER = 3;

	private static final Duration LONGEST_WAIT = Duration.ofHours(4);

	private static final Jitter JITTER = Jitter.proportional(0.2);

	private final JobDeclaration declaration;

	private final JobDefaults defaults;

	private final List<String> problems = new ArrayList<>();

	JobDefinitionReader(JobDeclaration declaration, JobDefaults defaults) {
		this.declaration = declaration;
		this.defaults = defaults;
	}

	JobDefinition read(PayloadCodec codec) {
		options().problems().forEach(this::problem);
		checkNames();
		checkPayload(codec);
		Schedule schedule = schedule();
		int concurrency = integer(JobSetting.CONCURRENCY, 1, MOST_CONCURRENT, isRecurring() ? 1 : 0);
		RetryPolicy retryPolicy = retryPolicy();
		JobDefinition definition = new JobDefinition(this.declaration.id(), this.declaration.kind(),
				this.declaration.handler(), this.declaration.payloadType(), this.declaration.body(), schedule,
				misfire(), queue(), integer(JobSetting.PRIORITY, -100, 100, 0), concurrency, retryPolicy,
				duration(JobSetting.TIMEOUT, this.defaults.timeout()), duration(JobSetting.DEADLINE, null),
				options().aliases(), options().payloadVersion(),
				choice(JobSetting.COMPLETION, Completion.class, Completion.COALESCED));
		if (!this.problems.isEmpty()) {
			throw new InvalidJobException(this.problems);
		}
		return definition;
	}

	private JobOptions options() {
		return this.declaration.options();
	}

	private boolean isRecurring() {
		return this.declaration.kind() == Kind.RECURRING;
	}

	private void checkNames() {
		if (!Names.isJobId(this.declaration.id())) {
			this.problems.add(Names.jobIdProblem(this.declaration.id()) + at());
		}
		options().aliases()
			.stream()
			.filter((alias) -> !Names.isJobId(alias))
			.forEach((alias) -> problem("alias '" + Names.shown(alias) + "' is not a valid job id"));
		int version = options().payloadVersion();
		if (version < 1 || version > NEWEST_PAYLOAD) {
			problem("payloadVersion (%d) must be from 1 to %d".formatted(version, NEWEST_PAYLOAD));
		}
		else if (version > 1 && isRecurring()) {
			problem("payloadVersion (%d) is for jobs on demand; leave it out, a schedule makes runs without a payload"
				.formatted(version));
		}
	}

	private void checkPayload(PayloadCodec codec) {
		if (this.declaration.payloadType() != null) {
			try {
				codec.check(this.declaration.payloadType());
			}
			catch (PayloadException ex) {
				problem(ex.getMessage());
			}
		}
	}

	private @Nullable Schedule schedule() {
		List<JobSetting> given = options().schedules();
		if (given.size() > 1) {
			moreThanOneSchedule(given);
			return null;
		}
		if (given.isEmpty()) {
			if (isRecurring()) {
				problem("has no schedule; set one of fixedRate, fixedDelay, cron, hourlyAt, dailyAt, weeklyAt or "
						+ "monthlyAt, or use '-' to disable it");
			}
			return null;
		}
		JobSetting setting = given.get(0);
		return parse(setting, (text) -> ScheduleText.isDisabled(text) ? null : schedule(setting, text), null);
	}

	private void moreThanOneSchedule(List<JobSetting> given) {
		String names = given.stream()
			.map((setting) -> orElse(options().place(setting), setting.text()))
			.collect(Collectors.joining(", "));
		boolean elsewhere = given.stream().allMatch((setting) -> options().place(setting) != null);
		this.problems.add("Job '%s'%s: has more than one schedule (%s); keep one of them"
			.formatted(Names.shown(this.declaration.id()), elsewhere ? "" : at(), names));
	}

	// Runs of such a job wait for each other; a schedule that never overlaps with itself
	// needs one whose runs are skipped.
	private void checkMayHaveSchedule(JobSetting setting, String text) {
		if (!isRecurring()) {
			problem(setting,
					"%s '%s' does not go with a job that runs on demand; remove it, or declare the job with a schedule"
						.formatted(setting.text(), Names.shown(text)));
		}
	}

	private @Nullable Schedule schedule(JobSetting setting, String text) {
		checkMayHaveSchedule(setting, text);
		ZoneId zone = orElse(parse(JobSetting.ZONE, (id) -> ScheduleText.zone(JobSetting.ZONE.text(), id), null),
				this.defaults.zone());
		Duration initialDelay = duration(JobSetting.INITIAL_DELAY, null, Duration.ZERO);
		if (initialDelay != null && !JobSetting.INTERVALS.contains(setting)) {
			problem(JobSetting.INITIAL_DELAY, "initialDelay goes with fixedRate and fixedDelay, not with "
					+ setting.text() + "; remove initialDelay");
		}
		return switch (setting) {
			case FIXED_RATE -> {
				Duration interval = ScheduleText.duration(setting.text(), text);
				yield (initialDelay != null) ? Schedule.fixedRate(interval, initialDelay)
						: Schedule.fixedRate(interval);
			}
			case FIXED_DELAY -> {
				Duration delay = ScheduleText.duration(setting.text(), text);
				yield (initialDelay != null) ? Schedule.fixedDelay(delay, initialDelay) : Schedule.fixedDelay(delay);
			}
			case CRON -> Schedule.cron(text, zone);
			case HOURLY_AT -> ScheduleText.hourlyAt(text, zone);
			case DAILY_AT -> ScheduleText.dailyAt(text, zone);
			case WEEKLY_AT -> ScheduleText.weeklyAt(text, zone);
			case MONTHLY_AT -> ScheduleText.monthlyAt(text, zone);
			default -> throw new IllegalStateException(setting + " is not a schedule");
		};
	}

	private MisfireRule misfire() {
		MisfireRule base = this.defaults.misfire();
		MisfirePolicy policy = choice(JobSetting.MISFIRE, MisfirePolicy.class, base.policy());
		Duration limit = duration(JobSetting.MISFIRE_LIMIT, base.limit());
		return new MisfireRule(policy, base.grace(), (limit != null) ? limit : base.limit(), base.maxCatchUp());
	}

	private String queue() {
		String queue = options().get(JobSetting.QUEUE);
		if (queue == null) {
			return Names.DEFAULT_QUEUE;
		}
		if (!Names.isQueue(queue)) {
			problem(JobSetting.QUEUE, Names.queueProblem(queue));
		}
		return queue;
	}

	private RetryPolicy retryPolicy() {
		RetryPolicy base = isRecurring() ? this.defaults.scheduledRetry() : this.defaults.onDemandRetry();
		RetryPolicy policy = base.withMaxAttempts(maxAttempts(base.maxAttempts())).withBackoff(backoff(base.backoff()));
		if (options().retryOn().isEmpty() && options().noRetryOn().isEmpty() || !areErrors()) {
			return policy;
		}
		return policy
			.withClassifier(new ErrorClassifier(Set.copyOf(options().retryOn()), Set.copyOf(options().noRetryOn())));
	}

	private int maxAttempts(int orElse) {
		Integer attempts = optionalInteger(JobSetting.MAX_ATTEMPTS);
		Integer retries = optionalInteger(JobSetting.MAX_RETRIES);
		try {
			return RetryPolicy.maxAttempts(attempts, retries, orElse);
		}
		catch (InvalidRetryPolicyException ex) {
			ex.getProblems()
				.forEach((text) -> problem(text.startsWith(JobSetting.MAX_RETRIES.text()) ? JobSetting.MAX_RETRIES
						: JobSetting.MAX_ATTEMPTS, text));
			return orElse;
		}
	}

	// Classes named in a configuration are only known to be classes.
	private boolean areErrors() {
		int before = this.problems.size();
		checkErrors("retryOn", options().retryOn());
		checkErrors("noRetryOn", options().noRetryOn());
		return this.problems.size() == before;
	}

	private void checkErrors(String name, List<? extends Class<?>> types) {
		types.stream()
			.filter((type) -> !Throwable.class.isAssignableFrom(type))
			.forEach((type) -> problem(
					"%s '%s' is not an error; name classes that extend Throwable".formatted(name, type.getName())));
	}

	private Backoff backoff(Backoff base) {
		if (JobSetting.BACKOFF.stream().allMatch((setting) -> options().get(setting) == null)) {
			return base;
		}
		int before = this.problems.size();
		BackoffStrategy strategy = strategy();
		List<Duration> delays = delays();
		Duration first = delays.isEmpty() ? duration(JobSetting.BACKOFF_DELAY, FIRST_WAIT) : delays.get(0);
		Duration cap = duration(JobSetting.BACKOFF_MAX_DELAY, null);
		boolean comparable = this.problems.size() == before;
		double multiplier = multiplier();
		if (comparable) {
			checkCap(orElse(first, FIRST_WAIT), cap);
		}
		Jitter jitter = jitter();
		if (this.problems.size() > before) {
			return base;
		}
		return shape(strategy, orElse(first, FIRST_WAIT), delays, multiplier, cap).withJitter(jitter);
	}

	private BackoffStrategy strategy() {
		boolean hasDelays = options().get(JobSetting.BACKOFF_DELAYS) != null;
		int before = this.problems.size();
		BackoffStrategy strategy = choice(JobSetting.BACKOFF_STRATEGY, BackoffStrategy.class,
				hasDelays ? BackoffStrategy.LIST : BackoffStrategy.EXPONENTIAL);
		if (this.problems.size() > before) {
			return strategy;
		}
		if (hasDelays && strategy != BackoffStrategy.LIST) {
			problem(JobSetting.BACKOFF_DELAYS,
					"backoff.delays goes with backoff.strategy 'list', not with '%s'; remove one of them"
						.formatted(word(strategy)));
		}
		if (!hasDelays && strategy == BackoffStrategy.LIST) {
			problem(JobSetting.BACKOFF_STRATEGY,
					"backoff.strategy 'list' needs backoff.delays; set them, such as '10s, 1m, 1h'");
		}
		return strategy;
	}

	private List<Duration> delays() {
		String text = options().get(JobSetting.BACKOFF_DELAYS);
		List<Duration> delays = new ArrayList<>();
		for (String delay : (text != null) ? text.split(",") : new String[0]) {
			Duration parsed = parsed(JobSetting.BACKOFF_DELAYS,
					() -> ScheduleText.duration(JobSetting.BACKOFF_DELAYS.text(), delay.strip()), null);
			if (parsed != null && inRange(JobSetting.BACKOFF_DELAYS, parsed, Duration.ZERO)) {
				delays.add(parsed);
			}
		}
		return delays;
	}

	private double multiplier() {
		double multiplier = orElse(parse(JobSetting.BACKOFF_MULTIPLIER, Double::valueOf, null), MULTIPLIER);
		if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
			problem(JobSetting.BACKOFF_MULTIPLIER, "backoff.multiplier (%s) must be at least 1".formatted(multiplier));
		}
		return multiplier;
	}

	private void checkCap(Duration first, @Nullable Duration cap) {
		if (cap != null && cap.compareTo(first) < 0) {
			boolean listed = options().get(JobSetting.BACKOFF_DELAYS) != null;
			boolean given = options().get(JobSetting.BACKOFF_DELAY) != null;
			problem(JobSetting.BACKOFF_MAX_DELAY,
					"backoff.maxDelay (%s) must not be shorter than the first wait, backoff.%s (%s%s)".formatted(
							Names.shown(cap), listed ? "delays" : "delay", Names.shown(first),
							(listed || given) ? "" : " unless set"));
		}
	}

	private static Backoff shape(BackoffStrategy strategy, Duration first, List<Duration> delays, double multiplier,
			@Nullable Duration cap) {
		Duration growsTo = orElse(cap, (first.compareTo(LONGEST_WAIT) > 0) ? first : LONGEST_WAIT);
		return switch (strategy) {
			case EXPONENTIAL -> Backoff.exponential(first, multiplier, growsTo);
			case QUADRATIC -> Backoff.quadratic(first, growsTo);
			case FIXED -> Backoff.fixed(first);
			case LIST -> Backoff.delays(delays).withCap(orElse(cap, Backoff.MAX_DELAY));
		};
	}

	private Jitter jitter() {
		String text = options().get(JobSetting.BACKOFF_JITTER);
		if (text == null) {
			return JITTER;
		}
		try {
			return jitter(text.strip().toLowerCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			problem(JobSetting.BACKOFF_JITTER,
					"backoff.jitter '%s' is not a jitter; use none, full, a percentage up to 100%% such as 20%%, or a duration such as 5s"
						.formatted(Names.shown(text)));
			return JITTER;
		}
	}

	private static Jitter jitter(String text) {
		if (text.equals("none")) {
			return Jitter.none();
		}
		if (text.equals("full")) {
			return Jitter.full();
		}
		if (text.endsWith("%")) {
			return Jitter.proportional(Double.parseDouble(text.substring(0, text.length() - 1)) / 100);
		}
		return Jitter.additive(ScheduleText.duration(JobSetting.BACKOFF_JITTER.text(), text));
	}

	private int integer(JobSetting setting, int least, int most, int orElse) {
		Integer value = optionalInteger(setting);
		if (value == null) {
			return orElse;
		}
		if (value < least || value > most) {
			problem(setting, "%s (%d) must be from %d to %d".formatted(setting.text(), value, least, most));
		}
		return value;
	}

	private @Nullable Integer optionalInteger(JobSetting setting) {
		return parse(setting, (text) -> Integer.valueOf(text.strip()), null);
	}

	private @Nullable Duration duration(JobSetting setting, @Nullable Duration orElse) {
		return duration(setting, orElse, Duration.ofMillis(1));
	}

	private @Nullable Duration duration(JobSetting setting, @Nullable Duration orElse, Duration least) {
		Duration value = parse(setting, (text) -> ScheduleText.duration(setting.text(), text), orElse);
		return (value == null || inRange(setting, value, least)) ? value : orElse;
	}

	private boolean inRange(JobSetting setting, Duration value, Duration least) {
		boolean inRange = value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0;
		if (!inRange) {
			problem(setting, "%s (%s) must be from %s to %s".formatted(setting.text(), Names.shown(value),
					Names.shown(least), Names.shown(LONGEST)));
		}
		return inRange;
	}

	private <E extends Enum<E>> E choice(JobSetting setting, Class<E> type, E orElse) {
		String text = options().get(setting);
		if (text == null) {
			return orElse;
		}
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equalsIgnoreCase(text.strip().replace('-', '_'))) {
				return constant;
			}
		}
		List<String> words = Arrays.stream(type.getEnumConstants()).map(JobDefinitionReader::word).toList();
		String near = Names.nearest(text.strip(), words);
		problem(setting, "%s '%s' is not one of %s%s".formatted(setting.text(), Names.shown(text),
				String.join(", ", words), (near != null) ? "; did you mean '" + near + "'?" : ""));
		return orElse;
	}

	private static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private <T> @Nullable T parse(JobSetting setting, Function<String, @Nullable T> parser, @Nullable T orElse) {
		String text = options().get(setting);
		return (text != null) ? parsed(setting, () -> parser.apply(text), orElse) : orElse;
	}

	private <T> @Nullable T parsed(JobSetting setting, Supplier<@Nullable T> parser, @Nullable T orElse) {
		try {
			return parser.get();
		}
		catch (NumberFormatException ex) {
			problem(setting, "%s '%s' is not a number".formatted(setting.text(), Names.shown(options().get(setting))));
		}
		catch (IllegalArgumentException ex) {
			problem(setting, ex.getMessage());
		}
		return orElse;
	}

	private static <T> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

	private void problem(@Nullable String text) {
		this.problems.add("Job '%s'%s: %s".formatted(Names.shown(this.declaration.id()), at(), text));
	}

	private void problem(JobSetting setting, @Nullable String text) {
		String place = options().place(setting);
		this.problems.add("Job '%s'%s: %s".formatted(Names.shown(this.declaration.id()),
				(place != null) ? " (" + place + ")" : at(), text));
	}

	private String at() {
		return " (" + this.declaration.handler() + ")";
	}

}
