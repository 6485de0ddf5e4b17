package dev.jobs.job;

import java.lang.reflect.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.job.JobDefinition.Kind;

/**
 * Checks declarations, puts the settings of the configuration over them and registers the
 * result. Each method throws {@link InvalidJobException} with all that is wrong, and then
 * nothing has been registered. Not safe for use by many threads.
 */
public final class JobRegistrar {

	private final JobRegistry registry;

	private final JobDefaults defaults;

	private final PayloadCodec codec;

	private final Function<String, @Nullable JobOptions> overrides;

	/**
	 * Create a registrar without overrides.
	 * @param registry takes the jobs
	 * @param defaults what holds for jobs that do not say otherwise
	 * @param codec checks the payload types
	 */
	public JobRegistrar(JobRegistry registry, JobDefaults defaults, PayloadCodec codec) {
		this(registry, defaults, codec, (id) -> null);
	}

	/**
	 * Create a registrar.
	 * @param registry takes the jobs
	 * @param defaults what holds for jobs that do not say otherwise
	 * @param codec checks the payload types
	 * @param overrides gives the settings that win over those of a job, by its id, or
	 * {@code null} for none
	 */
	public JobRegistrar(JobRegistry registry, JobDefaults defaults, PayloadCodec codec,
			Function<String, @Nullable JobOptions> overrides) {
		this.registry = registry;
		this.defaults = defaults;
		this.codec = codec;
		this.overrides = overrides;
	}

	/**
	 * Register a declaration.
	 * @param declaration the job as written down
	 * @throws InvalidJobException if the declaration breaks a rule
	 */
	public void register(JobDeclaration declaration) {
		JobOptions over = Names.isJobId(declaration.id()) ? this.overrides.apply(declaration.id()) : null;
		JobDeclaration effective = (over != null) ? declaration.overriddenBy(over) : declaration;
		this.registry.register(new JobDefinitionReader(effective, this.defaults).read(this.codec));
	}

	/**
	 * Register a job that runs at a fixed rate.
	 * @param id the job's id
	 * @param interval the time from one start to the next
	 * @param task the work
	 */
	public void fixedRate(String id, Duration interval, JobTask task) {
		recurring(id, task, (options) -> options.fixedRate(String.valueOf(interval)));
	}

	/**
	 * Register a job that runs once an hour.
	 * @param id the job's id
	 * @param minute the minute, from 0 to 59
	 * @param task the work
	 */
	public void hourlyAt(String id, int minute, JobTask task) {
		recurring(id, task, (options) -> options.hourlyAt(":" + minute));
	}

	/**
	 * Register a job that runs once a day, in the default zone.
	 * @param id the job's id
	 * @param time the time of day
	 * @param task the work
	 */
	public void dailyAt(String id, LocalTime time, JobTask task) {
		recurring(id, task, (options) -> options.dailyAt(String.valueOf(time)));
	}

	/**
	 * Register a job that runs once a week, in the default zone.
	 * @param id the job's id
	 * @param day the weekday
	 * @param time the time of day
	 * @param task the work
	 */
	public void weeklyAt(String id, DayOfWeek day, LocalTime time, JobTask task) {
		recurring(id, task, (options) -> options.weeklyAt(day + " " + time));
	}

	/**
	 * Register a job that runs once in each month that has the day, in the default zone.
	 * @param id the job's id
	 * @param day the day of the month, from 1 to 31
	 * @param time the time of day
	 * @param task the work
	 */
	public void monthlyAt(String id, int day, LocalTime time, JobTask task) {
		recurring(id, task, (options) -> options.monthlyAt(day + " " + time));
	}

	/**
	 * Register a job that runs by a cron expression, in the default zone.
	 * @param id the job's id
	 * @param expression the expression
	 * @param task the work
	 */
	public void cron(String id, String expression, JobTask task) {
		recurring(id, task, (options) -> options.cron(expression));
	}

	/**
	 * Register a job with a schedule and any other settings.
	 * @param id the job's id
	 * @param task the work
	 * @param settings sets the schedule and whatever else differs from the defaults
	 */
	public void recurring(String id, JobTask task, Consumer<JobOptions> settings) {
		declare(id, Kind.RECURRING, task, null, (payload, context) -> {
			task.run(context);
			return null;
		}, settings);
	}

	/**
	 * Register a job that runs when it is asked for, without a payload.
	 * @param id the job's id
	 * @param task the work
	 */
	public void onDemand(String id, JobTask task) {
		declare(id, Kind.ON_DEMAND, task, null, (payload, context) -> {
			task.run(context);
			return null;
		}, (options) -> {
		});
	}

	/**
	 * Register a job that runs when it is asked for.
	 * @param <P> the type of the payload
	 * @param id the job's id
	 * @param payloadType the class of the payload
	 * @param body the work
	 */
	public <P> void onDemand(String id, Class<P> payloadType, JobBody<P> body) {
		onDemand(id, payloadType, body, (options) -> {
		});
	}

	/**
	 * Register a job that runs when it is asked for, with settings.
	 * @param <P> the type of the payload
	 * @param id the job's id
	 * @param payloadType the class of the payload
	 * @param body the work
	 * @param settings sets whatever differs from the defaults
	 */
	@SuppressWarnings("unchecked")
	public <P> void onDemand(String id, Class<P> payloadType, JobBody<P> body, Consumer<JobOptions> settings) {
		declare(id, Kind.ON_DEMAND, body, payloadType, (JobBody<@Nullable Object>) (JobBody<?>) body, settings);
	}

	private void declare(String id, Kind kind, @Nullable Object work, @Nullable Type payloadType,
			JobBody<@Nullable Object> body, Consumer<JobOptions> settings) {
		if (work == null) {
			throw new InvalidJobException("Job '%s': has no work; give a task or a body".formatted(Names.shown(id)));
		}
		JobOptions options = new JobOptions();
		settings.accept(options);
		register(new JobDeclaration(id, kind, describe(work), payloadType, body, options));
	}

	// A lambda's class name ends in an address that means nothing to a reader.
	private static String describe(Object work) {
		String name = work.getClass().getName();
		int lambda = name.indexOf("$$Lambda");
		return (lambda >= 0) ? name.substring(0, lambda) + " (lambda)" : name;
	}

}
