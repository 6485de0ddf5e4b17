package dev.jobs.sample.orders;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when an order breaks the rules. Names every rule that is broken, and never
 * quotes the order.
 */
public class InvalidOrderException extends RuntimeException {

	private final List<Problem> problems;

	InvalidOrderException(List<Problem> problems) {
		super("Order is not valid: " + problems.stream()
			.map((problem) -> problem.field() + " " + problem.message())
			.collect(Collectors.joining("; ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what is wrong, in the order of the fields.
	 * @return the problems, at least one
	 */
	public List<Problem> getProblems() {
		return this.problems;
	}

	/**
	 * One rule that is broken.
	 *
	 * @param field name of the field, {@code body} if there is no order at all
	 * @param message the rule, to be read after the name of the field
	 */
	public record Problem(String field, String message) {

	}

}
