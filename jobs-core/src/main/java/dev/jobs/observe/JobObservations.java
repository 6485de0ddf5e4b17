package dev.jobs.observe;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the library: their names and the keys they carry.
 */
public enum JobObservations implements ObservationDocumentation {

	/** A run is enqueued. Writes the trace headers that the run carries. */
	ENQUEUE {

		@Override
		public String getName() {
			return "jobs.enqueue";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultEnqueueConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.JOB_ID };
		}

	},

	/** A body makes an attempt. Continues the trace of whoever enqueued the run. */
	RUN {

		@Override
		public String getName() {
			return "jobs.run";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRunConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.JOB_ID, Key.QUEUE, Key.TRIGGER, Key.SCHEDULE, Key.OUTCOME };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.RUN_ID, Key.ATTEMPT };
		}

	};

	/**
	 * The keys.
	 */
	public enum Key implements KeyName {

		/** The id of the job, or {@code _other} beyond the first 200. */
		JOB_ID("job.id"),

		/** The queue. */
		QUEUE("queue"),

		/** Why the run exists. */
		TRIGGER("trigger"),

		/** The kind of schedule of the job. */
		SCHEDULE("schedule"),

		/**
		 * How the attempt ended: {@code success}, {@code failure}, {@code timeout},
		 * {@code cancelled} or {@code released}.
		 */
		OUTCOME("outcome"),

		/** The id of the run. */
		RUN_ID("jobs.run.id"),

		/** The number of the attempt. */
		ATTEMPT("jobs.attempt");

		private final String text;

		Key(String text) {
			this.text = text;
		}

		@Override
		public String asString() {
			return this.text;
		}

	}

}
