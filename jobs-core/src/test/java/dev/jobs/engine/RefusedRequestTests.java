package dev.jobs.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.jobs.JobRequest;
import dev.jobs.job.InvalidJobException;
import dev.jobs.job.UnknownFieldsException;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is asked for and breaks a rule: it is refused with a reason, and nothing is
 * stored.
 */
class RefusedRequestTests {

	private static final Duration TEN_YEARS = Duration.ofDays(3650);

	private final EngineFixture node = new EngineFixture();

	@AfterEach
	void close() {
		this.node.close();
	}

	private void start() {
		this.node.registrar.onDemand("send", Letter.class, (letter, context) -> null);
		this.node.registrar.onDemand("plain", (context) -> {
		});
		this.node.start();
	}

	private List<String> problems(UnaryOperator<JobRequest> settings) {
		InvalidJobException[] thrown = new InvalidJobException[1];
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.node.jobs.submit(settings.apply(JobRequest.of("plain", null))))
			.satisfies((ex) -> thrown[0] = ex);
		assertThat(this.node.jobs.list(RunQuery.newest()).items()).isEmpty();
		return thrown[0].getProblems();
	}

	@Test
	void timeMayLieTenYearsFromNowInBothDirections() {
		start();
		Instant now = this.node.store.now();
		this.node.await(this.node.jobs.submit(JobRequest.of("plain", null).at(now.minus(TEN_YEARS))).runId(),
				RunState.SUCCEEDED);
		this.node.await(this.node.jobs.submit(JobRequest.of("plain", null).at(now.plus(TEN_YEARS))).runId(),
				RunState.SCHEDULED);
		this.node.await(this.node.jobs.submit(JobRequest.of("plain", null).delay(TEN_YEARS)).runId(),
				RunState.SCHEDULED);
	}

	// T6
	@ParameterizedTest
	@ValueSource(strings = { "1970-01-21T15:33:21Z", "2016-06-16T12:00:00Z", "2036-06-13T12:00:00Z",
			"-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z" })
	void timeFurtherAwayIsRefused(Instant at) {
		start();
		assertThat(problems((request) -> request.at(at))).containsExactly(
				"at (%s) must be at most 3650d before or after now (2026-06-15T12:00:00Z); leave it out to run at once"
					.formatted(at));
	}

	@Test
	void allProblemsOfARequestAreToldAtOnceAndAsUsersWriteThem() {
		start();
		assertThat(problems((request) -> request.delay(Duration.ofDays(3651))
			.timeout(Duration.ZERO)
			.deadline(Duration.ofDays(366))
			.priority(101))).containsExactly("priority (101) must be from -100 to 100",
					"delay (3651d) must be from 0s to 3650d", "timeout (0s) must be from 1ms to 365d",
					"deadline (366d) must be from 1ms to 365d");
	}

	// PostgreSQL keeps no U+0000, and half a surrogate pair has no UTF-8.
	@ParameterizedTest
	@CsvSource({ "a\0b, aU+0000b", "a\ud800b, aU+D800b", "\udc00, U+DC00" })
	void keysAndLabelsThatNoDatabaseKeepsAreRefused(String text, String shown) {
		start();
		String rule = " holds U+0000 or half a surrogate pair, which no database keeps; leave it out";
		assertThat(problems((request) -> request.key(text).label(text, "x").label("x", text))).containsExactly(
				"key '%s'".formatted(shown) + rule, "label name '%s'".formatted(shown) + rule,
				"value '%s' of label 'x'".formatted(shown) + rule);
	}

	@Test
	void keysAndLabelsMayHoldAnyOtherCharacter() {
		start();
		String text = "\uD83D\uDE00 \u0001 \u202e";
		UUID run = this.node.jobs.submit(JobRequest.of("plain", null).key(text).label(text, text)).runId();
		assertThat(this.node.jobs.find(run).orElseThrow()).extracting(Run::key, Run::labels)
			.containsExactly(text, Map.of(text, text));
	}

	@Test
	void missingPayloadIsAnsweredWithTheFieldsThatAreExpected() {
		start();
		String expected = "Job 'send' needs a payload, but got none; give it a JSON object with the fields "
				+ "to (a string), copies (int), tags (an array), urgent (true or false), size (one of SMALL, LARGE), "
				+ "stamp";
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.node.jobs.enqueue("send"))
			.withMessage(expected);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.node.jobs.triggerJson("send", " "))
			.withMessage(expected);
	}

	@Test
	void fieldsThatThePayloadDoesNotHaveAreNamedWithTheOnesMeant() {
		start();
		assertThatExceptionOfType(UnknownFieldsException.class)
			.isThrownBy(() -> this.node.jobs.triggerJson("send",
					"{\"too\": \"x\", \"copies\": 1, \"stamp\": {\"cnets\": {\"a\": [1]}, \"colour\": \"hunter2\"}}"))
			.satisfies((ex) -> assertThat(ex.getFields()).containsOnly(
					Map.entry("too", "is not a field of the payload; did you mean 'to'?"),
					Map.entry("cnets", "is not a field of the payload; did you mean 'cents'?"),
					Map.entry("colour", "is not a field of the payload; use cents")))
			.withMessageContaining("'too' is not a field of the payload; did you mean 'to'?")
			.withMessageNotContaining("hunter2");
		assertThat(this.node.jobs.list(RunQuery.newest()).items()).isEmpty();
	}

	@Test
	void keysOfMapsAreNoFields() {
		this.node.registrar.onDemand("count", Counts.class, (counts, context) -> counts.byName().size());
		this.node.start();
		this.node.await(this.node.jobs.triggerJson("count", "{\"byName\": {\"anything\": 1}}").runId(),
				RunState.SUCCEEDED);
		assertThatExceptionOfType(UnknownFieldsException.class)
			.isThrownBy(() -> this.node.jobs.triggerJson("count", "{\"stamps\": {\"hunter2\": {\"x\": 1}}}"))
			.withMessage("'x' is not a field of the payload; use cents");
	}

	@Test
	void pauseThatHasEndedBeforeItBeginsIsRefused() {
		start();
		Instant now = this.node.store.now();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.node.jobs.pause("plain", null, null, now))
			.withMessage(
					"until (%s) must be after now (%s); leave it out for a pause without an end".formatted(now, now));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.node.jobs.pauseQueue("default", null, null, now.minusSeconds(1)));
		assertThat(this.node.store.pausedJobs()).isEmpty();
		assertThat(this.node.jobs.queuePause("default")).isEmpty();
	}

	record Letter(String to, int copies, List<String> tags, boolean urgent, Size size, Stamp stamp) {
	}

	enum Size {

		SMALL, LARGE

	}

	record Stamp(int cents) {
	}

	record Counts(Map<String, Integer> byName, Map<String, Stamp> stamps) {
	}

}
