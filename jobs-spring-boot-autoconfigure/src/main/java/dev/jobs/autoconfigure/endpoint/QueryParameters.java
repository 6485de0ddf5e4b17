package dev.jobs.autoconfigure.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.jobs.autoconfigure.endpoint.ApiException.Problem;
import dev.jobs.job.Names;
import dev.jobs.run.Cursor;
import dev.jobs.run.RunState;

/**
 * The query of one request. Collects what is wrong with it, so that a caller hears of
 * everything at once; {@link #check()} ends the request if there is anything.
 */
final class QueryParameters {

	private static final int MAX_LENGTH = 1_000;

	private static final int MAX_STATES = 20;

	private static final String STATES = String.join(", ", Arrays.stream(RunState.values()).map(Enum::name).toList());

	private final Map<String, List<String>> values = new LinkedHashMap<>();

	private final List<Problem> problems = new ArrayList<>();

	private QueryParameters() {
	}

	/**
	 * Read a query.
	 * @param query the query as sent, {@code null} if there is none
	 * @param known the parameters of the route
	 * @return the parameters
	 */
	static QueryParameters parse(@Nullable String query, Set<String> known) {
		QueryParameters parameters = new QueryParameters();
		if (query != null) {
			for (String pair : query.split("&")) {
				parameters.add(pair);
			}
		}
		parameters.refuseUnknown(known);
		return parameters;
	}

	private void add(String pair) {
		if (pair.isEmpty()) {
			return;
		}
		int end = pair.indexOf('=');
		try {
			String name = decode((end >= 0) ? pair.substring(0, end) : pair);
			this.values.computeIfAbsent(name, (key) -> new ArrayList<>())
				.add((end >= 0) ? decode(pair.substring(end + 1)) : "");
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(new Problem("query", Names.shown(pair), "is not percent-encoded correctly"));
		}
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private void refuseUnknown(Set<String> known) {
		this.values.keySet()
			.stream()
			.filter((name) -> !known.contains(name))
			.limit(10)
			.forEach((name) -> this.problems
				.add(new Problem(Names.shown(name), null, "is not a query parameter here; use "
						+ (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))))));
	}

	@Nullable String text(String name, Predicate<String> valid, String rule) {
		String value = single(name);
		if (value == null) {
			return null;
		}
		if (value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl) || !valid.test(value)) {
			refuse(name, value, rule);
			return null;
		}
		return value;
	}

	int integer(String name, int missing, int min, int max) {
		String value = single(name);
		if (value == null) {
			return missing;
		}
		if (value.matches("[0-9]{1,9}")) {
			int number = Integer.parseInt(value);
			if (number >= min && number <= max) {
				return number;
			}
		}
		refuse(name, value, "must be a whole number from %d to %d".formatted(min, max));
		return missing;
	}

	boolean flag(String name, boolean missing) {
		String value = single(name);
		if (value == null) {
			return missing;
		}
		if (!value.equals("true") && !value.equals("false")) {
			refuse(name, value, "must be true or false");
		}
		return value.equals("true");
	}

	@Nullable Instant time(String name) {
		String value = single(name);
		if (value == null) {
			return null;
		}
		try {
			return Times.parse(value);
		}
		catch (DateTimeException ex) {
			refuse(name, value, Times.RULE);
			return null;
		}
	}

	@Nullable Cursor cursor(String name) {
		String value = single(name);
		if (value == null) {
			return null;
		}
		try {
			Cursor cursor = Cursor.decode(value);
			if (!cursor.createdAt().isAfter(Times.MAX)) {
				return cursor;
			}
		}
		catch (IllegalArgumentException ex) {
			// Refused below like any other.
		}
		refuse(name, value, "is not one that a page gave as nextCursor; begin again without it");
		return null;
	}

	/**
	 * Read states, given in one value with commas, in several, or both.
	 * @param name the parameter
	 * @return the states, empty if there are none
	 */
	Set<RunState> states(String name) {
		List<String> texts = this.values.getOrDefault(name, List.of())
			.stream()
			.flatMap((value) -> Arrays.stream(value.split(",", -1)))
			.toList();
		Set<RunState> states = EnumSet.noneOf(RunState.class);
		if (texts.size() > MAX_STATES) {
			this.problems
				.add(new Problem(name, null, "is given %d times; name each once: %s".formatted(texts.size(), STATES)));
			return states;
		}
		for (String text : texts) {
			Arrays.stream(RunState.values())
				.filter((state) -> state.name().equals(text))
				.findFirst()
				.ifPresentOrElse(states::add, () -> refuse(name, text, "must be one of " + STATES));
		}
		return states;
	}

	private @Nullable String single(String name) {
		List<String> all = this.values.getOrDefault(name, List.of());
		if (all.size() > 1) {
			this.problems.add(new Problem(name, null, "is given %d times; give it once".formatted(all.size())));
			return null;
		}
		return all.isEmpty() ? null : all.get(0);
	}

	void refuse(String name, String value, String rule) {
		this.problems.add(new Problem(name, Names.shown(value), rule));
	}

	/**
	 * End the request if anything is wrong.
	 * @throws ApiException with all that is wrong
	 */
	void check() {
		if (!this.problems.isEmpty()) {
			throw ApiException.badRequest(this.problems);
		}
	}

}
