package dev.jobs.retry;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Backoff} and {@link Jitter}.
 */
class BackoffTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration HOUR = Duration.ofHours(1);

	private final RandomGenerator random = new Random(42);

	@Test // GA-R5
	void exponentialStartsWithTheInitialDelayAndMultiplies() {
		Backoff backoff = Backoff.exponential(Duration.ofMillis(500), 2, HOUR);
		assertThat(delays(backoff, 5)).containsExactly(Duration.ofMillis(500), SECOND, Duration.ofSeconds(2),
				Duration.ofSeconds(4), Duration.ofSeconds(8));
	}

	@Test // GQ-6, GQ-T5
	void quadraticIsTheSquareOfTheFailedAttempts() {
		Backoff backoff = Backoff.quadratic(SECOND, HOUR);
		assertThat(IntStream.rangeClosed(0, 4).mapToObj((failed) -> backoff.delay(failed, this.random).toSeconds()))
			.containsExactly(0L, 1L, 4L, 9L, 16L);
	}

	@Test
	void fixedIsAlwaysTheSame() {
		assertThat(delays(Backoff.fixed(SECOND), 3)).containsOnly(SECOND);
		assertThat(delays(Backoff.fixed(Duration.ZERO), 3)).containsOnly(Duration.ZERO);
	}

	@Test
	void listRepeatsItsLastDelay() {
		Backoff backoff = Backoff.delays(List.of(SECOND, HOUR, Duration.ofMinutes(1)));
		assertThat(delays(backoff, 5)).containsExactly(SECOND, HOUR, Duration.ofMinutes(1), Duration.ofMinutes(1),
				Duration.ofMinutes(1));
	}

	@ParameterizedTest
	@MethodSource("all")
	void beforeTheFirstFailureThereIsNothingToWaitFor(Backoff backoff) {
		assertThat(backoff.delay(0, this.random)).isZero();
	}

	@ParameterizedTest
	@MethodSource("growing")
	void withoutJitterNeverShrinksAndEndsAtTheCap(Backoff backoff) {
		assertThat(delays(backoff, 1000)).isSorted();
		assertThat(backoff.delay(1_000_000, this.random)).isEqualTo(HOUR);
		assertThat(backoff.delay(Integer.MAX_VALUE, this.random)).isEqualTo(HOUR);
	}

	@ParameterizedTest
	@MethodSource("all")
	void neverLeavesTheRangeOfDelays(Backoff backoff) {
		for (Jitter jitter : List.of(Jitter.none(), Jitter.full(), Jitter.proportional(1), Jitter.additive(HOUR),
				Jitter.additive(Backoff.MAX_DELAY))) {
			Backoff jittered = backoff.withJitter(jitter);
			IntStream.iterate(1, (failed) -> failed <= 1_000_000, (failed) -> failed * 3)
				.forEach((failed) -> assertThat(jittered.delay(failed, this.random)).as("%s after %d", jittered, failed)
					.isBetween(Duration.ZERO, Backoff.MAX_DELAY));
		}
	}

	static Stream<Backoff> all() {
		return Stream.concat(growing(), Stream.of(Backoff.fixed(Duration.ZERO), Backoff.fixed(Backoff.MAX_DELAY),
				Backoff.exponential(Backoff.MAX_DELAY, Double.MAX_VALUE, Backoff.MAX_DELAY),
				Backoff.quadratic(Backoff.MAX_DELAY, Backoff.MAX_DELAY), Backoff.delays(List.of(HOUR, Duration.ZERO))));
	}

	static Stream<Backoff> growing() {
		return Stream.of(Backoff.exponential(SECOND, 3, HOUR), Backoff.exponential(Duration.ofNanos(1), 1.5, HOUR),
				Backoff.exponential(HOUR, 1, HOUR), Backoff.quadratic(SECOND, HOUR), Backoff.fixed(HOUR),
				Backoff.delays(List.of(SECOND, Duration.ofHours(2))).withCap(HOUR));
	}

	@Test
	void fullJitterCoversTheRangeFromZeroToTheDelay() {
		assertSpread(Jitter.full(), Duration.ZERO, Duration.ofSeconds(10));
	}

	@Test // GW-T15
	void proportionalJitterStaysWithinItsShare() {
		assertSpread(Jitter.proportional(0.1), Duration.ofSeconds(9), Duration.ofSeconds(11));
	}

	@Test // GA-R5
	void additiveJitterOnlyAdds() {
		assertSpread(Jitter.additive(Duration.ofSeconds(2)), Duration.ofSeconds(10), Duration.ofSeconds(12));
	}

	@Test
	void additiveJitterNeverReachesItsBound() {
		Backoff backoff = Backoff.fixed(SECOND).withJitter(Jitter.additive(Duration.ofNanos(1)));
		assertThat(delays(backoff, 100)).containsOnly(SECOND);
	}

	@Test // GW-S7
	void jitterSpreadsDelaysThatHaveReachedTheCap() {
		Backoff backoff = Backoff.exponential(SECOND, 2, Duration.ofMinutes(1)).withJitter(Jitter.proportional(0.1));
		assertThat(IntStream.range(0, 1000).mapToObj((draw) -> backoff.delay(100, this.random)))
			.allMatch((delay) -> delay.toMillis() >= 54_000 && delay.toMillis() <= 66_000)
			.anyMatch((delay) -> delay.toSeconds() < 55)
			.anyMatch((delay) -> delay.toSeconds() > 64);
	}

	@Test
	void jitterOfZeroChangesNothing() {
		for (Jitter jitter : List.of(Jitter.none(), Jitter.proportional(0), Jitter.additive(Duration.ZERO))) {
			assertThat(delays(Backoff.fixed(SECOND).withJitter(jitter), 10)).containsOnly(SECOND);
		}
	}

	@Test
	void sameSeedGivesSameDelays() {
		Backoff backoff = Backoff.fixed(HOUR).withJitter(Jitter.full());
		assertThat(backoff.delay(1, new Random(7))).isEqualTo(backoff.delay(1, new Random(7)));
	}

	private void assertSpread(Jitter jitter, Duration least, Duration most) {
		Backoff backoff = Backoff.fixed(Duration.ofSeconds(10)).withJitter(jitter);
		List<Duration> delays = delays(backoff, 10_000);
		Duration margin = most.minus(least).dividedBy(50);
		assertThat(delays).allSatisfy((delay) -> assertThat(delay).isBetween(least, most));
		assertThat(delays.stream().min(Duration::compareTo))
			.hasValueSatisfying((min) -> assertThat(min).isLessThan(least.plus(margin)));
		assertThat(delays.stream().max(Duration::compareTo))
			.hasValueSatisfying((max) -> assertThat(max).isGreaterThan(most.minus(margin)));
	}

	private List<Duration> delays(Backoff backoff, int count) {
		return IntStream.rangeClosed(1, count).mapToObj((failed) -> backoff.delay(failed, this.random)).toList();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, 0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY })
	void refusesMultipliersThatDoNotGrow(double multiplier) {
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.exponential(SECOND, multiplier, HOUR))
			.withMessage("Invalid retry policy: multiplier (%s) must be a finite number of at least 1"
				.formatted(multiplier));
	}

	@Test
	void refusesACapBelowTheFirstDelay() {
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.exponential(HOUR, 2, SECOND))
			.withMessage("Invalid retry policy: cap (1s) must not be shorter than the first delay (3600s)");
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.fixed(HOUR).withCap(SECOND));
	}

	// GA-T2
	@Test
	void reportsAllProblemsAtOnce() {
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.exponential(SECOND.negated(), Double.NaN, HOUR))
			.satisfies((ex) -> assertThat(ex.getProblems()).containsExactly(
					"initial (-1s) must be positive and not longer than 365 days",
					"multiplier (NaN) must be a finite number of at least 1"));
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.delays(List.of(SECOND.negated(), SECOND, Duration.ofDays(366))))
			.withMessageContaining("delays[0] (-1s)")
			.withMessageContaining("delays[2] (31622400s)");
	}

	@ParameterizedTest
	@CsvSource({ "PT-1S", "P366D", "P1000000D" })
	void refusesDelaysOutOfRange(Duration delay) {
		for (Runnable bad : List.<Runnable>of(() -> Backoff.fixed(delay), () -> Backoff.quadratic(delay, HOUR),
				() -> Backoff.quadratic(SECOND, delay), () -> Backoff.exponential(SECOND, 2, delay),
				() -> Backoff.delays(List.of(delay)), () -> Jitter.additive(delay))) {
			assertThatExceptionOfType(InvalidRetryPolicyException.class).isThrownBy(bad::run)
				.withMessageContaining("(%ds)".formatted(delay.toSeconds()));
		}
	}

	@Test
	void refusesWhatCannotGrow() {
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.exponential(Duration.ZERO, 2, HOUR));
		assertThatExceptionOfType(InvalidRetryPolicyException.class)
			.isThrownBy(() -> Backoff.quadratic(Duration.ZERO, HOUR));
	}

	@Test
	void refusesAnEmptyList() {
		assertThatExceptionOfType(InvalidRetryPolicyException.class).isThrownBy(() -> Backoff.delays(List.of()))
			.withMessage("Invalid retry policy: delays ([]) must not be empty");
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.1, 1.1, Double.NaN })
	void refusesRatiosThatAreNoShare(double ratio) {
		assertThatExceptionOfType(InvalidRetryPolicyException.class).isThrownBy(() -> Jitter.proportional(ratio))
			.withMessage("Invalid retry policy: jitter ratio (%s) must be between 0 and 1".formatted(ratio));
	}

	@Test
	void refusesANegativeCount() {
		assertThatIllegalArgumentException().isThrownBy(() -> Backoff.fixed(SECOND).delay(-1, this.random));
	}

	@Test
	void isEqualToABackoffOfTheSameSettings() {
		Backoff backoff = Backoff.exponential(SECOND, 2, HOUR);
		assertThat(backoff).isEqualTo(Backoff.exponential(SECOND, 2, HOUR))
			.hasSameHashCodeAs(Backoff.exponential(SECOND, 2, HOUR))
			.isNotEqualTo(backoff.withJitter(Jitter.full()))
			.isNotEqualTo(backoff.withCap(SECOND))
			.isNotEqualTo(Backoff.quadratic(SECOND, HOUR))
			.isNotEqualTo("a backoff");
		assertThat(backoff).hasToString("Exponential[initial=PT1S, multiplier=2.0], cap PT1H, None[]");
	}

}
