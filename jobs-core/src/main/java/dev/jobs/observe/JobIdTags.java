package dev.jobs.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the number of job ids in tags bounded: the first ones keep their name, the rest
 * share one. Safe for use by many threads.
 */
final class JobIdTags {

	static final String OTHER = "_other";

	private static final int MOST = 200;

	private final Map<String, String> tags = new ConcurrentHashMap<>();

	private final AtomicInteger named = new AtomicInteger();

	String tag(String jobId) {
		String known = this.tags.get(jobId);
		return (known != null) ? known
				: this.tags.computeIfAbsent(jobId, (id) -> (this.named.incrementAndGet() <= MOST) ? id : OTHER);
	}

}
