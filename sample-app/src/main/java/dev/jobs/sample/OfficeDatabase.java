package dev.jobs.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

import dev.jobs.sample.files.DataFolder;

/**
 * The file of H2 in the data folder that holds orders and jobs, unless
 * {@code spring.datasource.url} names another database. It is made of the folder that is
 * ready for use, and not of the setting, which may be a relative path: H2 refuses these
 * unless they begin with a dot.
 */
@Component
@ConditionalOnExpression("!environment.containsProperty('spring.datasource.url')")
final class OfficeDatabase implements JdbcConnectionDetails {

	// What is committed is in the file, whatever becomes of the process. The application
	// closes the file when its jobs have ended, not a hook of the JVM before that. With
	// 'async', H2 survives that a thread is interrupted, as those of cancelled jobs are.
	private static final String URL = "jdbc:h2:async:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

	private final String url;

	OfficeDatabase(DataFolder folder) {
		this.url = URL.formatted(folder.database());
	}

	@Override
	public String getJdbcUrl() {
		return this.url;
	}

	@Override
	public String getUsername() {
		return "sa";
	}

	@Override
	public String getPassword() {
		return "";
	}

}
