package dev.jobs.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

import dev.jobs.job.InvalidSettingsException;
import dev.jobs.store.jdbc.UnusableDatabaseException;

/**
 * The file of H2 in which jobs alone are kept, with a pool of its own. It is opened by
 * the first connection, and closed with the context.
 */
final class StoreFile extends DelegatingDataSource implements AutoCloseable {

	private static final int POOL_SIZE = 10;

	// Commits are in the file when they are acknowledged. Our threads close it, not a
	// hook
	// of the JVM. The asynchronous channel survives the interruption of a thread, where
	// the usual one closes the whole database.
	private static final String URL = "jdbc:h2:async:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

	private final Path path;

	private final Runnable close;

	private StoreFile(Path path, DataSource pool, Runnable close) {
		super(pool);
		this.path = path;
		this.close = close;
	}

	/**
	 * Create the data source of a file. Nothing is opened yet.
	 * @throws InvalidSettingsException if H2 is not on the class path
	 */
	static StoreFile of(DatabaseSettings settings, @Nullable ClassLoader classes) {
		Path path = settings.file();
		if (path == null || !ClassUtils.isPresent("org.h2.jdbcx.JdbcDataSource", classes)) {
			throw new InvalidSettingsException(
					List.of("jobs.store.path '%s' needs H2: add the dependency com.h2database:h2".formatted(path)));
		}
		return ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", classes) ? Hikari.pool(path) : H2.pool(path);
	}

	/**
	 * Open the file once, so that what is wrong with it is said in plain words.
	 * @throws UnusableDatabaseException if it cannot be opened
	 */
	void open() {
		StoreFileFailures failures = new StoreFileFailures(this.path);
		if (failures.isOnlyAFolder()) {
			throw failures.folder();
		}
		try (Connection connection = H2.ifThereIsRoom(this.path).getConnection()) {
			connection.getMetaData();
		}
		catch (SQLException ex) {
			throw failures.notOpened(ex);
		}
	}

	@Override
	public void close() {
		this.close.run();
	}

	/**
	 * What needs the classes of H2.
	 */
	private static final class H2 {

		private static final int CLOSED = ErrorCode.DATABASE_IS_CLOSED;

		static JdbcDataSource file(Path path) {
			JdbcDataSource file = new JdbcDataSource();
			file.setURL(URL.formatted(path));
			file.setUser("sa");
			file.setPassword("");
			return file;
		}

		// H2 never returns to whoever opens a file on a disk that is full.
		static DataSource ifThereIsRoom(Path path) {
			RoomOnDisk room = new RoomOnDisk(path);
			return new DelegatingDataSource(file(path)) {

				@Override
				public Connection getConnection() throws SQLException {
					if (!room.isEnough()) {
						throw new SQLNonTransientConnectionException(room.toString(), "08001");
					}
					return super.getConnection();
				}

			};
		}

		static StoreFile pool(Path path) {
			JdbcConnectionPool pool = JdbcConnectionPool.create(file(path));
			pool.setMaxConnections(POOL_SIZE);
			return new StoreFile(path, pool, pool::dispose);
		}

	}

	/**
	 * What needs the classes of HikariCP, which replaces broken connections.
	 */
	private static final class Hikari {

		static StoreFile pool(Path path) {
			HikariDataSource pool = new HikariDataSource();
			pool.setPoolName("jobs");
			pool.setDataSource(H2.ifThereIsRoom(path));
			pool.setExceptionOverride(closed(new RoomOnDisk(path)));
			pool.setMaximumPoolSize(POOL_SIZE);
			pool.setMinimumIdle(1);
			return new StoreFile(path, pool, pool::close);
		}

		// H2 closes a database that it cannot write, but says that its connections are
		// sound. They go once there is room: the last one takes the closed database
		// along, and the next one opens it again.
		private static SQLExceptionOverride closed(RoomOnDisk room) {
			return new SQLExceptionOverride() {

				@java.lang.Override
				public Override adjudicate(SQLException ex) {
					return (ex.getErrorCode() == H2.CLOSED && room.isEnough()) ? Override.MUST_EVICT
							: Override.CONTINUE_EVICT;
				}

			};
		}

	}

}
