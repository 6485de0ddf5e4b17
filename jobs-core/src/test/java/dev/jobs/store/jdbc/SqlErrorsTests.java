package dev.jobs.store.jdbc;

import java.io.IOException;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.jobs.job.JobsException;
import dev.jobs.store.StoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlErrors}.
 */
class SqlErrorsTests {

	// S1 to S3, S12, S13: the second says whether the statement may have been done
	@ParameterizedTest
	@CsvSource({ "57P01, true", "08006, true", "90098, true", "57P03, false", "25006, false", "53100, false",
			"53300, false" })
	void databaseIsAway(String state, boolean doubt) {
		SQLException ex = new SQLException("no", state);
		assertThat(SqlErrors.translated(ex)).isInstanceOf(StoreUnavailableException.class);
		assertThat(SqlErrors.leavesDoubt(ex)).isEqualTo(doubt);
	}

	// S13: H2
	@Test
	void whatCouldNotBeWrittenToADiskMayHaveBeenAllTheSame() {
		SQLException ex = new SQLException("General error", "HY000", new IllegalStateException(new IOException()));
		assertThat(SqlErrors.translated(ex)).isInstanceOf(StoreUnavailableException.class);
		assertThat(SqlErrors.leavesDoubt(ex)).isTrue();
	}

	@Test
	void otherErrorsAreThoseOfTheStatement() {
		SQLException ex = new SQLException("General error", "HY000", new IllegalStateException());
		assertThat(SqlErrors.translated(ex)).isExactlyInstanceOf(JobsException.class);
		assertThat(SqlErrors.leavesDoubt(ex)).isFalse();
	}

}
