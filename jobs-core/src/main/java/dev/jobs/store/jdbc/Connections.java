package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import javax.sql.DataSource;

/**
 * Borrows connections, and refuses at once while the database is known to be away: a pool
 * would let each caller wait for its time-out, often half a minute. For a second after
 * such a wait was in vain nobody asks the pool, and after that one thread at a time does,
 * until one gets a connection. A failure that came at once changes nothing: the next will
 * be as quick.
 *
 * <p>
 * Only what the database or its driver says counts as a failure. A pool that is merely
 * empty says nothing of the database, and its callers wait their turn.
 */
final class Connections {

	private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final DataSource dataSource;

	private final LongSupplier nanoTime;

	private final AtomicBoolean probing = new AtomicBoolean();

	private volatile boolean away;

	private volatile long failedNanos;

	Connections(DataSource dataSource, LongSupplier nanoTime) {
		this.dataSource = dataSource;
		this.nanoTime = nanoTime;
	}

	Connection borrow() throws SQLException {
		if (!this.away) {
			return ask();
		}
		if (hasJustFailed() || !this.probing.compareAndSet(false, true)) {
			throw new SQLTransientConnectionException("The database was away when it was last asked", "08001");
		}
		try {
			return ask();
		}
		finally {
			this.probing.set(false);
		}
	}

	private boolean hasJustFailed() {
		return this.nanoTime.getAsLong() - this.failedNanos < PAUSE_NANOS;
	}

	private Connection ask() throws SQLException {
		long begin = this.nanoTime.getAsLong();
		try {
			Connection connection = this.dataSource.getConnection();
			this.away = false;
			return connection;
		}
		catch (SQLException ex) {
			long now = this.nanoTime.getAsLong();
			if (now - begin >= SLOW_NANOS && SqlErrors.saysAway(ex)) {
				this.failedNanos = now;
				this.away = true;
			}
			throw ex;
		}
	}

}
