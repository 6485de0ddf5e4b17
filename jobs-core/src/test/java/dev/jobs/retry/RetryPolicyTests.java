package dev.jobs.retry;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.retry.RetryDecision.GiveUp;
import dev.jobs.retry.RetryDecision.Reason;
import dev.jobs.retry.RetryDecision.Retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private static final Exception ERROR = new IllegalStateException();

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final RandomGenerator random = new Random(42);

	private final RetryPolicy threeAttempts = RetryPolicy.none().withMaxAttempts(3).withBackoff(Backoff.fixed(SECOND));

	@Test // GQ-4, GQ-T4
	void retriesUntilTheLastAttemptHasFailed() {
		assertThat(decide(this.threeAttempts, 1)).isEqualTo(new Retry(SECOND));
		assertThat(decide(this.threeAttempts, 2)).isEqualTo(new Retry(SECOND));
		assertThat(decide(this.threeAttempts, 3)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
	}

	@Test
	void attemptsBeyondALoweredLimitAreExhausted() {
		assertThat(decide(this.threeAttempts, 7)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
	}

	@Test // GA-T4, GQ-5
	void oneAttemptMeansNoRetry() {
		assertThat(decide(RetryPolicy.none(), 1)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
	}

	@Test // GA-R13
	void permanentErrorGivesUpAtOnceAndSaysSo() {
		PermanentJobException error = new PermanentJobException("no such customer");
		assertThat(this.threeAttempts.decide(1, error, this.random)).isEqualTo(new GiveUp(Reason.PERMANENT));
		assertThat(this.threeAttempts.decide(3, error, this.random)).isEqualTo(new GiveUp(Reason.PERMANENT));
	}

	@Test
	void classifierDecidesWhatIsRetried() {
		RetryPolicy policy = this.threeAttempts
			.withClassifier(ErrorClassifier.retryAll().withNoRetryOn(IllegalStateException.class));
		assertThat(decide(policy, 1)).isEqualTo(new GiveUp(Reason.PERMANENT));
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, PT0S", "PT30S, PT30S", "P1D, P1D", "P2D, P1D", "PT-5S, PT0S" })
	void retryAfterReplacesTheBackoffUpToOneDay(Duration requested, Duration expected) {
		Exception error = new RetryAfterJobException(requested);
		assertThat(this.threeAttempts.decide(1, error, this.random)).isEqualTo(new Retry(expected));
	}

	@Test
	void retryAfterGivesNoExtraAttempt() {
		assertThat(this.threeAttempts.decide(3, new RetryAfterJobException(SECOND), this.random))
			.isEqualTo(new GiveUp(Reason.EXHAUSTED));
	}

	@Test
	void onDemandJobsAreTriedForAboutHalfADay() {
		RetryPolicy policy = RetryPolicy.onDemandDefault();
		assertThat(policy.maxAttempts()).isEqualTo(10);
		assertThat(policy.totalDelay()).isBetween(Duration.ofHours(11), Duration.ofHours(12));
		assertDelay(policy, 1, Duration.ofSeconds(8), Duration.ofSeconds(12));
		assertDelay(policy, 2, Duration.ofSeconds(24), Duration.ofSeconds(36));
		assertDelay(policy, 9, Duration.ofMinutes(192), Duration.ofMinutes(288));
	}

	@Test // GA-T1, GA-R2, GA-R3
	void httpJobsAreTriedSixTimes() {
		RetryPolicy policy = RetryPolicy.httpDefault();
		assertThat(policy.maxAttempts()).isEqualTo(6);
		assertThat(policy.totalDelay()).isEqualTo(Duration.ofMillis(15_500));
		assertDelay(policy, 1, Duration.ofMillis(500), Duration.ofMillis(1500));
		assertDelay(policy, 5, Duration.ofSeconds(8), Duration.ofSeconds(9));
	}

	@Test
	void withoutRetryThereIsNoDelay() {
		assertThat(RetryPolicy.none().totalDelay()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001, 1_000_000, Integer.MIN_VALUE, Integer.MAX_VALUE })
	void refusesAttemptsOutOfRange(int maxAttempts) {
		String message = "Invalid retry policy: maxAttempts (%d) must be between 1 and 1000".formatted(maxAttempts);
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> this.threeAttempts.withMaxAttempts(maxAttempts))
			.withMessage(message);
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> RetryPolicy.maxAttempts(maxAttempts, null, 10))
			.withMessage(message);
	}

	@ParameterizedTest // X3
	@CsvSource({ "     ,     , 10", "    3,     , 3", "     ,    2, 3", "    3,    2, 3", "    1,    0, 1",
			"     ,    0, 1", " 1000,  999, 1000" })
	void retriesAreAttemptsAfterTheFirst(@Nullable Integer maxAttempts, @Nullable Integer maxRetries, int expected) {
		assertThat(RetryPolicy.maxAttempts(maxAttempts, maxRetries, 10)).isEqualTo(expected);
	}

	@Test // X3
	void refusesAttemptsAndRetriesThatContradictEachOther() {
		assertThatExceptionOfType(InvalidRetryPolicyException.class).isThrownBy(() -> RetryPolicy.maxAttempts(3, 3, 10))
			.withMessage("Invalid retry policy: maxRetries (3) contradicts maxAttempts (3), which counts the first "
					+ "attempt as well; set only one of them");
	}

	// GA-T2
	@ParameterizedTest
	@ValueSource(ints = { -1, 1000, Integer.MAX_VALUE })
	void refusesRetriesOutOfRange(int maxRetries) {
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> RetryPolicy.maxAttempts(0, maxRetries, 10))
			.satisfies(
					(ex) -> assertThat(ex.getProblems()).containsExactly("maxAttempts (0) must be between 1 and 1000",
							"maxRetries (%d) must be between 0 and 999".formatted(maxRetries)));
	}

	@Test
	void attemptsCountFromOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> decide(this.threeAttempts, 0))
			.withMessage("attempt (0) must be at least 1");
	}

	private RetryDecision decide(RetryPolicy policy, int attempt) {
		return policy.decide(attempt, ERROR, this.random);
	}

	private void assertDelay(RetryPolicy policy, int attempt, Duration least, Duration most) {
		assertThat(decide(policy, attempt)).isInstanceOfSatisfying(Retry.class,
				(retry) -> assertThat(retry.delay()).isBetween(least, most));
	}

}
