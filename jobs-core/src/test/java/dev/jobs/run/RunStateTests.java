package dev.jobs.run;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunState}.
 */
class RunStateTests {

	// GQ-3, GQ-T2, GQ-T3
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SCHEDULED | QUEUED FAILED CANCELLED
			QUEUED    | RUNNING FAILED CANCELLED
			RUNNING   | QUEUED RETRYING SUCCEEDED FAILED CANCELLED
			RETRYING  | QUEUED FAILED CANCELLED
			SUCCEEDED |
			FAILED    |
			CANCELLED |
			""")
	void leadsToTheseStatesAndNoOther(RunState from, @Nullable String successors) {
		List<String> expected = (successors != null) ? List.of(successors.split(" ")) : List.of();
		for (RunState to : RunState.values()) {
			assertThat(from.canBecome(to)).as("%s to %s", from, to).isEqualTo(expected.contains(to.name()));
		}
	}

	// GQ-T15
	@ParameterizedTest
	@EnumSource
	void onlySucceededFailedAndCancelledAreTerminal(RunState state) {
		assertThat(state.isTerminal())
			.isEqualTo(List.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED).contains(state));
	}

}
