package dev.jobs.run;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Cursor} and {@link RunQuery}.
 */
class CursorTests {

	private static final UUID ID = UUID.fromString("019ecb27-2200-7000-a80c-6515e9b3073f");

	@ParameterizedTest
	@ValueSource(strings = { "2026-06-15T12:00:00Z", "2026-06-15T12:00:00.000000001Z", "1970-01-01T00:00:00Z",
			"9999-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.5Z" })
	void comesBackAsItWasGiven(Instant time) {
		Cursor cursor = new Cursor(time, ID);
		assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
		assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "abc", "?", "0.0.019ecb27-2200-7000-a80c-6515e9b3073f", "\u0000" })
	void anotherTextIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Cursor.decode(text))
			.withMessage("cursor is not one that a previous page gave; start again without it");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.", "0.0.019ecb27-2200-7000-a80c-6515e9b3073",
			"x.0.019ecb27-2200-7000-a80c-6515e9b3073f", "0.0.------------------------------------",
			"0.0.019ecb27-2200-7000-a80c-6515e9b3073f0", "00.0.019ecb27-2200-7000-a80c-6515e9b3073f",
			"0.0.19ecb27-2200-7000-a80c-06515e9b3073f", "9999999999999.0.019ecb27-2200-7000-a80c-6515e9b3073f" })
	void textThatOnlyLooksLikeOneIsRefused(String content) {
		String text = Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(content.getBytes(StandardCharsets.US_ASCII));
		assertThatIllegalArgumentException().isThrownBy(() -> Cursor.decode(text)).withMessageContaining("cursor");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 201, Integer.MAX_VALUE })
	void pageOfAnImpossibleSizeIsRefused(int limit) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RunQuery(Set.of(), null, null, null, null, null, null, null, null, limit))
			.withMessage("limit (%d) must be from 1 to 200".formatted(limit));
	}

	@Test
	void queryForTheNewestNarrowsNothing() {
		assertThat(RunQuery.newest())
			.isEqualTo(new RunQuery(Set.of(), null, null, null, null, null, null, null, null, 50));
	}

}
