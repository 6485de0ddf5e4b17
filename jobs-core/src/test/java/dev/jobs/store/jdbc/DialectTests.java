package dev.jobs.store.jdbc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Dialect}.
 */
class DialectTests {

	@ParameterizedTest
	@CsvSource({ "H2,2.3.230 (2024-07-15),false", "H2,2.2.224 (2023-09-17),false", "H2,2.3.232 (2024-08-11),true",
			"H2,2.4.240 (2025-09-22),true", "H2,3.0 (2030-01-01),true", "POSTGRESQL,12.22,false",
			"POSTGRESQL,9.6.24,false", "POSTGRESQL,13.23,true", "POSTGRESQL,18.0 (Debian 18.0-1.pgdg13+3),true",
			"POSTGRESQL,14beta1,true", "POSTGRESQL,unknown,true" })
	void supportsVersionsFromTheOldestOn(Dialect dialect, String version, boolean supported) {
		assertThat(dialect.supports(version)).isEqualTo(supported);
	}

}
