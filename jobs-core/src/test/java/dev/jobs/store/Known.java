package dev.jobs.store;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes {@link KnownJobs} for tests.
 */
public final class Known {

	private Known() {
	}

	/**
	 * Return jobs of which a node knows the first version of the payload.
	 */
	public static KnownJobs jobs(String... ids) {
		return new KnownJobs(Arrays.stream(ids).collect(Collectors.toMap(Function.identity(), (id) -> 1)));
	}

}
