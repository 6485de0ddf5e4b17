package dev.jobs.store.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Stretches}.
 */
class StretchesTests {

	@Test
	void endWhereARowIsUnlikeTheOneBeforeIt() {
		assertThat(Stretches.of(List.of("a", "a", "b", "a"), Objects::equals)).containsExactly(List.of("a", "a"),
				List.of("b"), List.of("a"));
	}

	@Test
	void haveALength() {
		List<Integer> rows = IntStream.range(0, 130).boxed().toList();
		List<List<Integer>> stretches = Stretches.of(rows, (one, next) -> true);
		assertThat(stretches).extracting(List::size).containsExactly(64, 64, 2);
		assertThat(stretches.stream().flatMap(List::stream)).isEqualTo(rows);
	}

	@Test
	void areNoneOfNothing() {
		assertThat(Stretches.of(List.of(), Objects::equals)).isEmpty();
	}

}
