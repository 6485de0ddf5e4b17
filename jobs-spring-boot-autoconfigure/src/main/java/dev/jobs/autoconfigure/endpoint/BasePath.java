package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import dev.jobs.job.InvalidSettingsException;
import dev.jobs.job.Names;

/**
 * The path of the endpoint. Plain segments only: it becomes part of a path pattern, and
 * must mean the same to every proxy.
 *
 * @param value the path, such as {@code /_sys/job}
 */
record BasePath(String value) {

	static final String PROPERTY = "jobs.endpoint.base-path";

	private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

	/**
	 * Create a path.
	 * @throws InvalidSettingsException if the text is not such a path
	 */
	BasePath {
		List<String> problems = problems(value);
		if (!problems.isEmpty()) {
			throw new InvalidSettingsException(
					List.of("Property '%s': '%s' is not a path for the endpoint: it %s; use a path such as '/_sys/job'"
						.formatted(PROPERTY, Names.shown(value), String.join(", ", problems))));
		}
	}

	private static List<String> problems(String value) {
		if (value.isEmpty() || value.equals("/")) {
			return List.of("must have a segment of its own, or it would take in the whole application");
		}
		List<String> problems = new ArrayList<>();
		if (!value.startsWith("/")) {
			problems.add("must begin with '/'");
		}
		if (value.endsWith("/")) {
			problems.add("must not end with '/'");
		}
		for (String segment : value.replaceAll("^/|/$", "").split("/", -1)) {
			if (segment.equals(".") || segment.equals("..") || !SEGMENT.matcher(segment).matches()) {
				problems.add("must not hold the segment '%s' (letters, digits and . _ ~ - are possible)"
					.formatted(Names.shown(segment)));
			}
		}
		return problems;
	}

	/**
	 * Return what matches this path and everything below it.
	 * @return the pattern
	 */
	PathPattern pattern() {
		return PathPatternParser.defaultInstance.parse(this.value + "/**");
	}

	/**
	 * Return the part of a path that lies below this one.
	 * @param path the parsed path of a request that begins with this one
	 * @return the decoded segments without their parameters; an empty one for each double
	 * slash, none for a slash at the end
	 */
	List<String> below(RequestPath path) {
		List<String> segments = new ArrayList<>();
		boolean open = false;
		for (PathContainer.Element element : path.pathWithinApplication().elements()) {
			if (element instanceof PathContainer.PathSegment segment) {
				segments.add(segment.valueToMatch());
				open = false;
			}
			else {
				if (open) {
					segments.add("");
				}
				open = true;
			}
		}
		return segments.subList(this.value.split("/").length - 1, segments.size());
	}

}
