package dev.jobs.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the endpoint can be asked. Segments that begin with an underscore are its own,
 * since no id of a job begins with one.
 */
enum ApiRoute {

	/** All jobs. */
	JOBS("GET", ""),

	/** One job. */
	JOB("GET", "/{jobId}"),

	/** Run a job now. */
	TRIGGER("POST", "/{jobId}"),

	/** Pause a job. */
	PAUSE_JOB("POST", "/{jobId}/pause"),

	/** Resume a job. */
	RESUME_JOB("POST", "/{jobId}/resume"),

	/** Runs of one job. */
	RUNS_OF_JOB("GET", "/{jobId}/runs", "state", "queue", "label", "key", "from", "to", "limit", "cursor"),

	/** Next fire times of one job. */
	NEXT("GET", "/{jobId}/next", "count"),

	/** Runs of all jobs. */
	RUNS("GET", "/_runs", "state", "job", "queue", "label", "key", "from", "to", "limit", "cursor"),

	/** One run. */
	RUN("GET", "/_runs/{runId}"),

	/** Cancel a run. */
	CANCEL("POST", "/_runs/{runId}/cancel"),

	/** Run a finished run again. */
	REPLAY("POST", "/_runs/{runId}/replay", "fromStart"),

	/** All queues. */
	QUEUES("GET", "/_queues"),

	/** Pause a queue. */
	PAUSE_QUEUE("POST", "/_queues/{queue}/pause"),

	/** Resume a queue. */
	RESUME_QUEUE("POST", "/_queues/{queue}/resume"),

	/** All nodes. */
	NODES("GET", "/_nodes"),

	/** Numbers for a first look. */
	OVERVIEW("GET", "/_overview"),

	/** What is not as it should be. */
	DOCTOR("GET", "/_doctor");

	private final String method;

	private final String template;

	private final List<String> segments;

	private final Set<String> parameters;

	ApiRoute(String method, String template, String... parameters) {
		this.method = method;
		this.template = template;
		this.segments = template.isEmpty() ? List.of() : List.of(template.substring(1).split("/"));
		this.parameters = Set.of(parameters);
	}

	static List<String> templates() {
		return Arrays.stream(values()).map((route) -> route.template).distinct().toList();
	}

	/**
	 * Return the routes of a path, which differ in their methods.
	 * @param path the path segments
	 * @return the routes, empty if there is no such path
	 */
	static List<ApiRoute> at(List<String> path) {
		return Arrays.stream(values()).filter((route) -> route.matches(path)).toList();
	}

	static Optional<ApiRoute> find(List<ApiRoute> routes, String method) {
		String asked = method.equals("HEAD") ? "GET" : method;
		return routes.stream().filter((route) -> route.method.equals(asked)).findFirst();
	}

	/**
	 * Return the value of {@code Allow} for routes of one path.
	 * @param routes the routes
	 * @return the methods, in a fixed order
	 */
	static String allow(List<ApiRoute> routes) {
		boolean get = find(routes, "GET").isPresent();
		boolean post = find(routes, "POST").isPresent();
		return (get ? "GET, HEAD, " : "") + (post ? "POST, " : "") + "OPTIONS";
	}

	private boolean matches(List<String> path) {
		if (path.size() != this.segments.size()) {
			return false;
		}
		for (int i = 0; i < path.size(); i++) {
			if (!matches(i, path.get(i))) {
				return false;
			}
		}
		return true;
	}

	private boolean matches(int index, String segment) {
		String expected = this.segments.get(index);
		if (isVariable(expected)) {
			return !segment.isEmpty() && (index > 0 || !segment.startsWith("_"));
		}
		return expected.equals(segment);
	}

	private static boolean isVariable(String segment) {
		return segment.startsWith("{");
	}

	Map<String, String> variables(List<String> path) {
		Map<String, String> variables = new HashMap<>();
		for (int i = 0; i < path.size(); i++) {
			String expected = this.segments.get(i);
			if (isVariable(expected)) {
				variables.put(expected.substring(1, expected.length() - 1), path.get(i));
			}
		}
		return variables;
	}

	Set<String> parameters() {
		return this.parameters;
	}

}
