package dev.jobs.observe;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import dev.jobs.observe.JobObservations.Key;

/**
 * The names and keys that the documentation speaks of.
 */
public class DefaultRunConvention implements RunConvention {

	private final JobIdTags jobIds;

	DefaultRunConvention(JobIdTags jobIds) {
		this.jobIds = jobIds;
	}

	@Override
	public String getName() {
		return "jobs.run";
	}

	@Override
	public String getContextualName(RunObservationContext context) {
		return "jobs.run " + context.getJob().id();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
		String outcome = context.getOutcome();
		return KeyValues.of(key(Key.JOB_ID, this.jobIds.tag(context.getJob().id())),
				key(Key.OUTCOME, (outcome != null) ? outcome : "none"), key(Key.QUEUE, context.getQueue()),
				key(Key.SCHEDULE, context.getJob().scheduleType().text()), key(Key.TRIGGER, context.getTrigger()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RunObservationContext context) {
		return KeyValues.of(key(Key.RUN_ID, context.getRunId()),
				key(Key.ATTEMPT, Integer.toString(context.getAttempt())));
	}

	private static KeyValue key(Key key, String value) {
		return KeyValue.of(key.asString(), value);
	}

}
