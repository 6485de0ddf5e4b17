package dev.jobs.sample;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Explains, without a stack, why the database of orders and jobs cannot be opened. Most
 * often another process has its file.
 */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, CannotGetJdbcConnectionException cause) {
		return new FailureAnalysis(
				"The database of orders and jobs cannot be opened: " + cause.getMostSpecificCause().getMessage(),
				"""
						A file of H2 serves one process at a time: stop the other one, or name another folder with \
						--sample.data-folder=/path/to/folder. With --spring.profiles.active=postgres, see that the server runs \
						and that OFFICE_DATABASE_URL, OFFICE_DATABASE_USER and OFFICE_DATABASE_PASSWORD are right""",
				cause);
	}

}
