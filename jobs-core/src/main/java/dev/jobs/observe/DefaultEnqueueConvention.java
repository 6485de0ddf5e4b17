package dev.jobs.observe;

import java.util.Map;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * Names the observation of an enqueue.
 */
final class DefaultEnqueueConvention implements ObservationConvention<DefaultEnqueueConvention.Context> {

	static final DefaultEnqueueConvention INSTANCE = new DefaultEnqueueConvention();

	private DefaultEnqueueConvention() {
	}

	@Override
	public String getName() {
		return "jobs.enqueue";
	}

	@Override
	public String getContextualName(Context context) {
		return "jobs.enqueue " + context.jobId;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(Context context) {
		return KeyValues.of(JobObservations.Key.JOB_ID.asString(), context.tag);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof Context;
	}

	/**
	 * An enqueue.
	 */
	static final class Context extends SenderContext<Map<String, String>> {

		private final String jobId;

		private final String tag;

		Context(String jobId, String tag, Map<String, String> carrier) {
			super((headers, name, value) -> {
				if (headers != null) {
					headers.put(name, value);
				}
			}, Kind.PRODUCER);
			this.jobId = jobId;
			this.tag = tag;
			setCarrier(carrier);
		}

	}

}
