package dev.jobs.autoconfigure;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

/**
 * Looks at the size of a pool of connections, where it is of a kind that tells.
 */
final class PoolCheck {

	private static final int ENOUGH = 3;

	private PoolCheck() {
	}

	static List<Finding> findings(DataSource dataSource, @Nullable ClassLoader classes) {
		return isKnown(classes) ? Hikari.findings(dataSource) : List.of();
	}

	/**
	 * Return the user of the connections, {@code null} where the pool does not tell.
	 */
	static @Nullable String user(DataSource dataSource, @Nullable ClassLoader classes) {
		return isKnown(classes) ? Hikari.user(dataSource) : null;
	}

	private static boolean isKnown(@Nullable ClassLoader classes) {
		return ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", classes);
	}

	/**
	 * What needs the classes of HikariCP.
	 */
	private static final class Hikari {

		static List<Finding> findings(DataSource dataSource) {
			HikariDataSource pool = pool(dataSource);
			return (pool != null) ? findings(pool) : List.of();
		}

		static @Nullable String user(DataSource dataSource) {
			HikariDataSource pool = pool(dataSource);
			return (pool != null) ? pool.getUsername() : null;
		}

		private static @Nullable HikariDataSource pool(DataSource dataSource) {
			try {
				return dataSource.isWrapperFor(HikariDataSource.class) ? dataSource.unwrap(HikariDataSource.class)
						: null;
			}
			catch (SQLException ex) {
				// Then it is no such pool.
				return null;
			}
		}

		private static List<Finding> findings(HikariDataSource pool) {
			if (pool.getMaximumPoolSize() >= ENOUGH) {
				return List.of();
			}
			return List.of(new Finding("pool-size", isTakenByListening(pool) ? Severity.ERROR : Severity.WARNING,
					message(pool), "Raise spring.datasource.hikari.maximum-pool-size"));
		}

		private static String message(HikariDataSource pool) {
			int size = pool.getMaximumPoolSize();
			String has = "The pool has %d %s, which ".formatted(size, (size == 1) ? "connection" : "connections");
			return has + (isTakenByListening(pool)
					? "listening to other nodes takes: this node needs 2 at least, beside those of the application"
					: "is enough to work; but with fewer than %d the lease of this node, its claims and the application wait for one another"
						.formatted(ENOUGH));
		}

		// The connection that listens to other nodes is kept for as long as the node
		// runs.
		private static boolean isTakenByListening(HikariDataSource pool) {
			return pool.getMaximumPoolSize() == 1 && String.valueOf(pool.getJdbcUrl()).startsWith("jdbc:postgresql:");
		}

	}

}
