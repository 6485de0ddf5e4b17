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

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition.Kind;
import dev.jobs.retry.Backoff;
import dev.jobs.retry.ErrorClassifier;
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

	private final JobDeclaration declaration;

	private final JobDefaults defaults;

	private final List<String> problems = new ArrayList<>();

	JobDefinitionReader(JobDeclaration declaration, JobDefaults defaults) {
		this.declaration = declaration;
		this.defaults = defaults;
	}

	JobDefinition read(PayloadCodec codec) {
		checkNames();
		checkPayload(codec);
		Schedule schedule = schedule();
		int concurrency = integer(JobSetting.CONCURRENCY, 1, MOST_CONCURRENT, isRecurring() ? 1 : 0);
		RetryPolicy retryPolicy = retryPolicy();
		JobDefinition definition = new JobDefinition(this.declaration.id(), this.declaration.kind(),
				this.declaration.handler(), this.declaration.payloadType(), this.declaration.body(), schedule,
				misfire(), queue(), integer(JobSetting.PRIORITY, -100, 100, 0), concurrency, retryPolicy,
				duration(JobSetting.TIMEOUT, this.defaults.timeout()), duration(JobSetting.DEADLINE, null),
				options().aliases(), options().payloadVersion());
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
		if (options().payloadVersion() < 1) {
			problem("payloadVersion (" + options().payloadVersion() + ") must be at least 1");
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
			problem("has more than one schedule (" + String.join(", ", given.stream().map(JobSetting::text).toList())
					+ "); keep one of them");
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

	private @Nullable Schedule schedule(JobSetting setting, String text) {
		ZoneId zone = orElse(parse(JobSetting.ZONE, (id) -> ScheduleText.zone(JobSetting.ZONE.text(), id), null),
				this.defaults.zone());
		Duration initialDelay = duration(JobSetting.INITIAL_DELAY, null, Duration.ZERO);
		boolean hasInterval = setting == JobSetting.FIXED_RATE || setting == JobSetting.FIXED_DELAY;
		if (initialDelay != null && !hasInterval) {
			problem("initialDelay goes with fixedRate and fixedDelay, not with " + setting.text()
					+ "; remove initialDelay");
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
			problem(Names.queueProblem(queue));
		}
		return queue;
	}

	private RetryPolicy retryPolicy() {
		RetryPolicy base = isRecurring() ? this.defaults.scheduledRetry() : this.defaults.onDemandRetry();
		Integer attempts = optionalInteger(JobSetting.MAX_ATTEMPTS);
		Integer retries = optionalInteger(JobSetting.MAX_RETRIES);
		RetryPolicy policy = guarded(
				() -> base.withMaxAttempts(RetryPolicy.maxAttempts(attempts, retries, base.maxAttempts())), base);
		policy = policy.withBackoff(guarded(() -> backoff(base), base.backoff()));
		if (options().retryOn().isEmpty() && options().noRetryOn().isEmpty()) {
			return policy;
		}
		return policy
			.withClassifier(new ErrorClassifier(Set.copyOf(options().retryOn()), Set.copyOf(options().noRetryOn())));
	}

	private Backoff backoff(RetryPolicy base) {
		boolean untouched = List
			.of(JobSetting.BACKOFF_STRATEGY, JobSetting.BACKOFF_DELAY, JobSetting.BACKOFF_DELAYS,
					JobSetting.BACKOFF_MULTIPLIER, JobSetting.BACKOFF_MAX_DELAY, JobSetting.BACKOFF_JITTER)
			.stream()
			.allMatch((setting) -> options().get(setting) == null);
		if (untouched) {
			return base.backoff();
		}
		Backoff backoff = shape();
		String jitter = options().get(JobSetting.BACKOFF_JITTER);
		return (jitter != null) ? backoff.withJitter(jitter(jitter)) : backoff;
	}

	private Backoff shape() {
		BackoffStrategy strategy = choice(JobSetting.BACKOFF_STRATEGY, BackoffStrategy.class,
				(options().get(JobSetting.BACKOFF_DELAYS) != null) ? BackoffStrategy.LIST
						: BackoffStrategy.EXPONENTIAL);
		Duration delay = orElse(duration(JobSetting.BACKOFF_DELAY, null), Duration.ofSeconds(10));
		Duration cap = orElse(duration(JobSetting.BACKOFF_MAX_DELAY, null),
				(delay.compareTo(Duration.ofHours(4)) > 0) ? delay : Duration.ofHours(4));
		return switch (strategy) {
			case EXPONENTIAL -> Backoff.exponential(delay,
					orElse(parse(JobSetting.BACKOFF_MULTIPLIER, Double::valueOf, null), 3.0), cap);
			case QUADRATIC -> Backoff.quadratic(delay, cap);
			case FIXED -> Backoff.fixed(delay);
			case LIST -> Backoff.delays(
					orElse(parse(JobSetting.BACKOFF_DELAYS, JobDefinitionReader::delays, null), List.<Duration>of()));
		};
	}

	private static List<Duration> delays(String text) {
		return Arrays.stream(text.split(","))
			.map((delay) -> ScheduleText.duration(JobSetting.BACKOFF_DELAYS.text(), delay.strip()))
			.toList();
	}

	private Jitter jitter(String text) {
		String stripped = text.strip().toLowerCase(Locale.ROOT);
		if (stripped.equals("none")) {
			return Jitter.none();
		}
		if (stripped.equals("full")) {
			return Jitter.full();
		}
		if (stripped.endsWith("%")) {
			return orElse(parse(JobSetting.BACKOFF_JITTER,
					(value) -> Jitter
						.proportional(Double.parseDouble(stripped.substring(0, stripped.length() - 1)) / 100),
					null), Jitter.none());
		}
		return orElse(parse(JobSetting.BACKOFF_JITTER,
				(value) -> Jitter.additive(ScheduleText.duration(JobSetting.BACKOFF_JITTER.text(), stripped)), null),
				Jitter.none());
	}

	private int integer(JobSetting setting, int least, int most, int orElse) {
		Integer value = optionalInteger(setting);
		if (value == null) {
			return orElse;
		}
		if (value < least || value > most) {
			problem("%s (%d) must be from %d to %d".formatted(setting.text(), value, least, most));
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
		if (value != null && (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0)) {
			problem("%s (%s) must be from %s to 365 days".formatted(setting.text(), value,
					least.isZero() ? "0" : least.toMillis() + " ms"));
		}
		return value;
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
		problem("%s '%s' is not one of %s".formatted(setting.text(), Names.shown(text),
				JobOptions.list(type.getEnumConstants())));
		return orElse;
	}

	private <T> @Nullable T parse(JobSetting setting, Function<String, @Nullable T> parser, @Nullable T orElse) {
		String text = options().get(setting);
		if (text == null) {
			return orElse;
		}
		try {
			return parser.apply(text);
		}
		catch (NumberFormatException ex) {
			problem("%s '%s' is not a number".formatted(setting.text(), Names.shown(text)));
		}
		catch (IllegalArgumentException ex) {
			problem(ex.getMessage());
		}
		return orElse;
	}

	private <T> T guarded(Supplier<T> value, T orElse) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			problem(ex.getMessage());
			return orElse;
		}
	}

	private static <T> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

	private void problem(@Nullable String text) {
		this.problems.add("Job '%s'%s: %s".formatted(Names.shown(this.declaration.id()), at(), text));
	}

	private String at() {
		return " (" + this.declaration.handler() + ")";
	}

}
