package dev.jobs.retry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorClassifier}.
 */
class ErrorClassifierTests {

	private static final IOException IO = new IOException();

	private final ErrorClassifier all = ErrorClassifier.retryAll();

	@Test // GA-T9, GA-R14 (c)
	void withoutListsRetriesEverything() {
		assertThat(this.all.isRetryable(IO)).isTrue();
		assertThat(this.all.isRetryable(new IllegalStateException(IO))).isTrue();
		assertThat(this.all.isRetryable(new StackOverflowError())).isTrue();
	}

	@Test // GA-R13
	void permanentExceptionAnywhereInTheChainIsPermanent() {
		ErrorClassifier classifier = this.all.withRetryOn(Exception.class);
		Throwable permanent = new PermanentJobException("no such customer");
		assertThat(classifier.isRetryable(permanent)).isFalse();
		assertThat(classifier.isRetryable(new ExecutionException(new IllegalStateException(permanent)))).isFalse();
		assertThat(classifier.isRetryable(new RetryAfterJobException(Duration.ZERO, "wait", permanent))).isFalse();
	}

	@Test
	void subtypesOfThePermanentExceptionArePermanent() {
		assertThat(this.all.isRetryable(new PermanentJobException("gone", IO) {
		})).isFalse();
	}

	@Test // GA-T3, GA-T10, GA-T13, GA-R14 (a)
	void explicitListReplacesTheDefault() {
		ErrorClassifier classifier = this.all.withRetryOn(IOException.class);
		assertThat(classifier.isRetryable(IO)).isTrue();
		assertThat(classifier.isRetryable(new FileNotFoundException())).isTrue();
		assertThat(classifier.isRetryable(new UncheckedIOException(IO))).isTrue();
		assertThat(classifier.isRetryable(new IllegalStateException())).isFalse();
	}

	@Test
	void listsGrow() {
		ErrorClassifier classifier = this.all.withRetryOn(IOException.class).withRetryOn(ArithmeticException.class);
		assertThat(classifier.isRetryable(IO)).isTrue();
		assertThat(classifier.isRetryable(new ArithmeticException())).isTrue();
	}

	@Test
	void excludedTypeIsFoundThroughTheCauses() {
		ErrorClassifier classifier = this.all.withNoRetryOn(IOException.class);
		assertThat(classifier.isRetryable(new IllegalStateException(new UncheckedIOException(IO)))).isFalse();
		assertThat(classifier.isRetryable(new IllegalStateException())).isTrue();
	}

	@Test
	void nearerOfTheTwoListsWins() {
		ErrorClassifier classifier = this.all.withRetryOn(IllegalStateException.class)
			.withNoRetryOn(IllegalArgumentException.class);
		assertThat(classifier.isRetryable(new IllegalStateException(new IllegalArgumentException()))).isTrue();
		assertThat(classifier.isRetryable(new IllegalArgumentException(new IllegalStateException()))).isFalse();
	}

	@Test
	void exclusionWinsForTheSameError() {
		ErrorClassifier classifier = this.all.withRetryOn(IOException.class).withNoRetryOn(FileNotFoundException.class);
		assertThat(classifier.isRetryable(new FileNotFoundException())).isFalse();
		assertThat(classifier.isRetryable(IO)).isTrue();
	}

	@Test
	void retryAfterOutranksTheLists() {
		ErrorClassifier classifier = this.all.withRetryOn(IOException.class).withNoRetryOn(RuntimeException.class);
		Throwable error = new ExecutionException(new RetryAfterJobException(Duration.ofSeconds(7)));
		assertThat(classifier.isRetryable(error)).isTrue();
		assertThat(classifier.retryAfter(error)).contains(Duration.ofSeconds(7));
		assertThat(classifier.retryAfter(IO)).isEmpty();
	}

	@Test
	void nearestRetryAfterCounts() {
		Throwable inner = new RetryAfterJobException(Duration.ofSeconds(1));
		assertThat(this.all.retryAfter(new RetryAfterJobException(Duration.ofSeconds(2), "wait", inner)))
			.contains(Duration.ofSeconds(2));
	}

	@Test
	void cyclicChainEnds() {
		Exception first = new Exception();
		first.initCause(new Exception(first));
		assertThat(this.all.isRetryable(first)).isTrue();
		assertThat(this.all.withRetryOn(IOException.class).isRetryable(first)).isFalse();
	}

	@Test
	void endlessChainEnds() {
		assertThat(this.all.isRetryable(new EndlessException())).isTrue();
	}

	@Test
	void negativeRetryAfterMeansAtOnce() {
		RetryAfterJobException error = new RetryAfterJobException(Duration.ofSeconds(-5));
		assertThat(error.getDelay()).isZero();
	}

	@Test
	void permanentExceptionTellsItsCause() {
		assertThat(new PermanentJobException(IO)).hasCause(IO);
	}

	/**
	 * Makes a new cause each time it is asked.
	 */
	static class EndlessException extends Exception {

		@Override
		public synchronized Throwable getCause() {
			return new EndlessException();
		}

	}

}
