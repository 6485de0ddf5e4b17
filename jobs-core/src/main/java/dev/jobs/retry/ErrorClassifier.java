package dev.jobs.retry;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Says which errors deserve another attempt. Types are looked for in the error that was
 * thrown and then in its causes, the nearest first; subtypes match.
 *
 * <p>
 * In this order: a {@link PermanentJobException} anywhere in the chain is permanent; a
 * {@link RetryAfterJobException} is retried; an error that matches {@code noRetryOn} is
 * permanent, unless one nearer to what was thrown matches {@code retryOn}; if
 * {@code retryOn} is not empty, only what matches it is retried; anything else is
 * retried. Cause chains are followed for {@value #MAX_DEPTH} errors, so that a cyclic one
 * comes to an end.
 *
 * @param retryOn the types to retry, instead of all; empty means all
 * @param noRetryOn the types not to retry
 */
public record ErrorClassifier(Set<Class<? extends Throwable>> retryOn, Set<Class<? extends Throwable>> noRetryOn) {

	private static final int MAX_DEPTH = 100;

	private static final int NOT_FOUND = Integer.MAX_VALUE;

	public ErrorClassifier {
		retryOn = Set.copyOf(retryOn);
		noRetryOn = Set.copyOf(noRetryOn);
	}

	/**
	 * Return a classifier that retries every error that is not marked as permanent.
	 * @return the default classifier
	 */
	public static ErrorClassifier retryAll() {
		return new ErrorClassifier(Set.of(), Set.of());
	}

	/**
	 * Return a copy that also retries these types. The first ones given replace the
	 * default, which is to retry everything.
	 * @param types the types to retry
	 * @return the copy
	 */
	@SafeVarargs
	public final ErrorClassifier withRetryOn(Class<? extends Throwable>... types) {
		return new ErrorClassifier(union(this.retryOn, types), this.noRetryOn);
	}

	/**
	 * Return a copy that does not retry these types either.
	 * @param types the types not to retry
	 * @return the copy
	 */
	@SafeVarargs
	public final ErrorClassifier withNoRetryOn(Class<? extends Throwable>... types) {
		return new ErrorClassifier(this.retryOn, union(this.noRetryOn, types));
	}

	/**
	 * Tell whether another attempt may cure an error.
	 * @param error what the attempt ended with
	 * @return {@code false} if the error is permanent
	 */
	public boolean isRetryable(Throwable error) {
		List<Throwable> chain = chain(error);
		if (depth(chain, Set.of(PermanentJobException.class)) != NOT_FOUND) {
			return false;
		}
		if (retryAfter(error).isPresent()) {
			return true;
		}
		int refused = depth(chain, this.noRetryOn);
		int wanted = depth(chain, this.retryOn);
		return (refused == NOT_FOUND && this.retryOn.isEmpty()) || wanted < refused;
	}

	/**
	 * Return the delay that an error asks for.
	 * @param error what the attempt ended with
	 * @return the delay of the nearest {@link RetryAfterJobException}, empty if there is
	 * none
	 */
	public Optional<Duration> retryAfter(Throwable error) {
		return chain(error).stream()
			.filter(RetryAfterJobException.class::isInstance)
			.map((cause) -> ((RetryAfterJobException) cause).getDelay())
			.findFirst();
	}

	private static int depth(List<Throwable> chain, Set<Class<? extends Throwable>> types) {
		for (int i = 0; i < chain.size(); i++) {
			Throwable error = chain.get(i);
			if (types.stream().anyMatch((type) -> type.isInstance(error))) {
				return i;
			}
		}
		return NOT_FOUND;
	}

	private static List<Throwable> chain(Throwable error) {
		return Stream.iterate(error, (cause) -> cause != null, ErrorClassifier::causeOf).limit(MAX_DEPTH).toList();
	}

	private static @Nullable Throwable causeOf(Throwable error) {
		return error.getCause();
	}

	private static Set<Class<? extends Throwable>> union(Set<Class<? extends Throwable>> known,
			Class<? extends Throwable>[] added) {
		Set<Class<? extends Throwable>> union = new LinkedHashSet<>(known);
		union.addAll(Arrays.asList(added));
		return union;
	}

}
