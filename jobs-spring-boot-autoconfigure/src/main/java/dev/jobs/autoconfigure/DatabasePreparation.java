package dev.jobs.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.store.jdbc.DatabaseCheck;
import dev.jobs.store.jdbc.JdbcSchema;
import dev.jobs.store.jdbc.UnusableDatabaseException;

/**
 * What is done once before a database is used: it is looked at, refused if it would break
 * a promise, and given its tables.
 */
final class DatabasePreparation implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(DatabasePreparation.class);

	private final DataSource dataSource;

	private final DatabaseSettings settings;

	private final @Nullable ClassLoader classes;

	DatabasePreparation(DataSource dataSource, DatabaseSettings settings, @Nullable ClassLoader classes) {
		this.dataSource = dataSource;
		this.settings = settings;
		this.classes = classes;
	}

	@Override
	public void run() {
		if (this.dataSource instanceof StoreFile file) {
			file.open();
		}
		List<Finding> findings = new ArrayList<>(
				new DatabaseCheck(this.dataSource, PoolCheck.user(this.dataSource, this.classes)).findings());
		findings.addAll(PoolCheck.findings(this.dataSource, this.classes));
		refuse(findings.stream().filter(this::isRefused).toList());
		JdbcSchema schema = new JdbcSchema(this.dataSource, this.settings.jdbc());
		schema.prepare(this.settings.schemaMode());
		findings.addAll(schema.findings());
		findings.forEach((finding) -> FindingLog.write(logger, finding));
	}

	private boolean isRefused(Finding finding) {
		boolean allowed = this.settings.allowUnsafeH2() && finding.code().equals(DatabaseCheck.UNSAFE_H2);
		return finding.severity() == Severity.ERROR && !allowed;
	}

	private static void refuse(List<Finding> findings) {
		if (!findings.isEmpty()) {
			throw new UnusableDatabaseException(findings.stream().map(Finding::message).toList(),
					findings.stream().map(Finding::fix).toList());
		}
	}

}
