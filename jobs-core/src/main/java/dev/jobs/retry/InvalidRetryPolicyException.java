package dev.jobs.retry;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a retry policy, a backoff or a jitter is given a value that it cannot work
 * with. Each problem names the field, its value and the rule; all problems of one call
 * are reported together.
 */
public class InvalidRetryPolicyException extends IllegalArgumentException {

	private final List<String> problems;

	InvalidRetryPolicyException(List<String> problems) {
		super("Invalid retry policy: " + String.join("; ", problems));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what is wrong, one sentence for each field.
	 * @return the problems, never empty
	 */
	public List<String> getProblems() {
		return this.problems;
	}

	/**
	 * Collects problems, so that a user who made two mistakes learns of both.
	 */
	static final class Problems {

		private final List<String> found = new ArrayList<>();

		Problems require(boolean valid, String field, @Nullable Object value, String rule) {
			if (!valid) {
				this.found.add("%s (%s) %s".formatted(field, shown(value), rule));
			}
			return this;
		}

		// This package knows nobody, so neither how users write longer durations.
		static @Nullable Object shown(@Nullable Object value) {
			if (value instanceof Duration duration) {
				BigDecimal nanos = BigDecimal.valueOf(duration.getNano(), 9);
				return BigDecimal.valueOf(duration.getSeconds()).add(nanos).stripTrailingZeros().toPlainString() + "s";
			}
			return value;
		}

		void throwIfAny() {
			if (!this.found.isEmpty()) {
				throw new InvalidRetryPolicyException(this.found);
			}
		}

	}

}
