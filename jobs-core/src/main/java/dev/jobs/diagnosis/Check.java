package dev.jobs.diagnosis;

import java.util.List;

/**
 * Looks at one thing in the surroundings of jobs. A bean of this type is asked by each
 * diagnosis, in the thread of whoever wants it, so it should not wait for anything.
 */
@FunctionalInterface
public interface Check {

	/**
	 * Look.
	 * @return what was found, empty if all is well
	 */
	List<Finding> findings();

}
