package dev.jobs.run;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunError}.
 */
class RunErrorTests {

	@Test
	void keepsTypeMessageAndStackWithCauses() {
		RunError error = RunError.of(new IllegalStateException("outer", new ArithmeticException("inner")));
		assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
		assertThat(error.message()).isEqualTo("outer");
		assertThat(error.stack()).startsWith("java.lang.IllegalStateException: outer\n\tat ")
			.contains("Caused by: java.lang.ArithmeticException: inner\n\tat ");
	}

	@Test
	void errorWithoutAMessageHasNone() {
		assertThat(RunError.of(new IllegalStateException()).message()).isNull();
	}

	// GB-T9
	@Test
	void messageThatCannotBeReadIsReplaced() {
		RunError error = RunError.of(new Hostile());
		assertThat(error.type()).isEqualTo(Hostile.class.getName());
		assertThat(error.message())
			.isEqualTo("(the message of this error could not be read: java.lang.UnsupportedOperationException)");
		assertThat(error.stack()).startsWith(Hostile.class.getName());
	}

	@Test
	void causesThatGoRoundInACircleEnd() {
		Exception one = new Exception("one");
		Exception two = new Exception("two", one);
		one.initCause(two);
		assertThat(RunError.of(one).stack()).containsOnlyOnce("Caused by: java.lang.Exception: two")
			.doesNotContain("Caused by: java.lang.Exception: one");
	}

	@Test
	void causesWithoutAnEndEnd() {
		assertThat(RunError.of(new Endless()).stack()).hasSizeLessThanOrEqualTo(8_192);
	}

	@Test
	void messageOfFiveMegabytesIsCut() {
		RunError error = RunError.of(new IllegalStateException("x".repeat(5 * 1024 * 1024)));
		assertThat(error.message()).hasSize(1_000).endsWith("x...");
		assertThat(error.stack()).hasSizeLessThanOrEqualTo(8_192);
	}

	@Test
	void controlCharactersAreReplacedButLinesAndTabsKept() {
		assertThat(RunError.of(new IllegalStateException("a\u0000b\u001b[31mc\r\n\td\u0085")).message())
			.isEqualTo("a?b?[31mc?\n\td?");
		assertThat(RunError.of("timeout", "a\u0000b").message()).isEqualTo("a?b");
	}

	@Test
	void textIsAlwaysWhatUnicodeCanEncode() {
		assertThat(RunError.of(new IllegalStateException("a\ud83d")).message()).isEqualTo("a?");
		for (int length = 990; length < 1_000; length++) {
			String message = RunError.of(new IllegalStateException("x".repeat(length) + "\ud83d\ude00".repeat(20)))
				.message();
			assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(message)).as("%d", length).isTrue();
			assertThat(message).hasSizeLessThanOrEqualTo(1_000);
		}
	}

	@SuppressWarnings("serial")
	private static final class Hostile extends RuntimeException {

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException();
		}

		@Override
		public synchronized Throwable getCause() {
			throw new UnsupportedOperationException();
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String toString() {
			throw new UnsupportedOperationException();
		}

	}

	@SuppressWarnings("serial")
	private static final class Endless extends RuntimeException {

		@Override
		public @Nullable String getMessage() {
			return null;
		}

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

}
