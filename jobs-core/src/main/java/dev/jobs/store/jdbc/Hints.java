package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.List;

import dev.jobs.diagnosis.Finding;
import dev.jobs.store.WorkListener;

/**
 * Tells other nodes that there may be something to do, and listens to them. Nothing
 * depends on a hint: one that gets lost is made up for by the next look at the store.
 */
interface Hints extends AutoCloseable {

	/** For databases that cannot tell anybody anything. */
	Hints NONE = new Hints() {

		@Override
		public void listen(WorkListener listener) {
			// Nothing will be heard.
		}

		@Override
		public void runsChanged() {
			// Nobody can be told.
		}

		@Override
		public void schedulesChanged() {
			// Nobody can be told.
		}

		@Override
		public void nobodyElseFor(Duration time) {
			// Nobody is told anyway.
		}

		@Override
		public List<Finding> findings() {
			return List.of();
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	};

	/**
	 * Pass on what other nodes say, from now on. Only the first call has an effect.
	 */
	void listen(WorkListener listener);

	/**
	 * Tell other nodes of runs, soon and not in this thread.
	 */
	void runsChanged();

	/**
	 * Tell other nodes of schedules, soon and not in this thread.
	 */
	void schedulesChanged();

	/**
	 * Save hints for some time, because no other node lives.
	 * @param time from now on; zero or less if others live
	 */
	void nobodyElseFor(Duration time);

	/**
	 * Return what keeps hints from arriving, as far as that is known by now.
	 */
	List<Finding> findings();

	@Override
	void close();

}
