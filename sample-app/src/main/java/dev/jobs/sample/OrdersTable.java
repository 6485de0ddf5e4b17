package dev.jobs.sample;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.ApplicationDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.jdbc.datasource.init.ScriptStatementFailedException;
import org.springframework.stereotype.Component;

/**
 * Runs {@code schema.sql}, again if it fails: where two offices begin at once on an empty
 * PostgreSQL, {@code IF NOT EXISTS} does not keep one of them from running into the
 * other.
 */
@Component
@EnableConfigurationProperties(SqlInitializationProperties.class)
class OrdersTable extends ApplicationDataSourceScriptDatabaseInitializer {

	private static final Logger logger = LoggerFactory.getLogger(OrdersTable.class);

	// One for the table and one for its index.
	private static final int MOST_COLLISIONS = 2;

	OrdersTable(DataSource dataSource, SqlInitializationProperties properties) {
		super(dataSource, properties);
	}

	@Override
	public boolean initializeDatabase() {
		for (int collisions = 0; collisions < MOST_COLLISIONS; collisions++) {
			try {
				return super.initializeDatabase();
			}
			catch (ScriptStatementFailedException ex) {
				logger.debug("Another office may just have made the table of orders", ex);
			}
		}
		return super.initializeDatabase();
	}

}
