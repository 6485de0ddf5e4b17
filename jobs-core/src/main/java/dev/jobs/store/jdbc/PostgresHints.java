package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.store.WorkListener;

/**
 * Hints by {@code NOTIFY} and {@code LISTEN}. A {@code NOTIFY} takes a lock of the whole
 * database when it commits, so it is never sent in anybody's transaction: one thread
 * sends what has gathered, on a connection that it borrows for that. Another thread
 * blocks in a connection of its own, which it keeps, until something arrives.
 *
 * <p>
 * A pooler that gives a connection to somebody else after each transaction makes a
 * {@code LISTEN} deaf. That is found out by a hint to itself.
 */
final class PostgresHints implements Hints {

	private static final Logger logger = LoggerFactory.getLogger(PostgresHints.class);

	private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int ECHO_MILLIS = 10_000;

	// A connection that was cut off without a word would be waited on for ever.
	private static final int PROBE_MILLIS = 60_000;

	private static final long LONGEST_STOP_MILLIS = 2_000;

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final Finding DEAF = new Finding("postgresql-pooler", Severity.WARNING,
			"Hints of other nodes do not arrive, maybe because of a connection pooler in transaction mode; runs that they enqueue start at the next poll",
			"Give jobs a data source without the pooler (@JobsDataSource)");

	private final DataSource dataSource;

	private final String channel;

	private final int echoMillis;

	private final String self = UUID.randomUUID().toString();

	private final Set<Kind> pending = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean listening = new AtomicBoolean();

	private final AtomicBoolean sending = new AtomicBoolean();

	private volatile @Nullable Thread sender;

	private volatile @Nullable Thread listener;

	private volatile boolean closed;

	private volatile long aloneUntilNanos = System.nanoTime();

	private int failures;

	private volatile boolean deaf;

	/**
	 * Create hints.
	 * @param namespace keeps the hints of applications apart
	 */
	PostgresHints(DataSource dataSource, String namespace) {
		this(dataSource, namespace, ECHO_MILLIS);
	}

	PostgresHints(DataSource dataSource, String namespace, int echoMillis) {
		this.dataSource = dataSource;
		this.echoMillis = echoMillis;
		this.channel = "jobs:" + namespace;
	}

	@Override
	public void runsChanged() {
		tell(Kind.RUNS);
	}

	@Override
	public void schedulesChanged() {
		tell(Kind.SCHEDULES);
	}

	// Whoever comes meanwhile looks for itself as it starts, and at each poll.
	private void tell(Kind kind) {
		if (this.aloneUntilNanos - System.nanoTime() <= 0) {
			send(kind);
		}
	}

	@Override
	public void nobodyElseFor(Duration time) {
		this.aloneUntilNanos = System.nanoTime() + time.toNanos();
	}

	private void send(Kind kind) {
		if (this.closed || !this.pending.add(kind)) {
			return;
		}
		wakeSender();
	}

	private void wakeSender() {
		if (!this.sending.getAndSet(true)) {
			this.sender = start("jobs-notify", this::sendAll);
		}
		LockSupport.unpark(this.sender);
	}

	private static Thread start(String name, Runnable loop) {
		Thread thread = new Thread(loop, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void sendAll() {
		while (!this.closed) {
			if (this.pending.isEmpty()) {
				LockSupport.park(this);
			}
			else {
				sendPending();
				LockSupport.parkNanos(this, GATHERING_NANOS);
			}
		}
		sendPending();
	}

	private void sendPending() {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
			connection.setAutoCommit(true);
			for (Kind kind : Kind.values()) {
				if (this.pending.remove(kind)) {
					notify.setString(1, this.channel);
					notify.setString(2, kind.letter + this.self);
					notify.execute();
				}
			}
		}
		catch (SQLException ex) {
			logger.debug("A hint for other nodes was not sent; they will find out by themselves", ex);
		}
	}

	@Override
	public void listen(WorkListener listener) {
		if (!this.listening.getAndSet(true)) {
			this.listener = start("jobs-listen", () -> listenUntilClosed(listener));
		}
	}

	private void listenUntilClosed(WorkListener listener) {
		while (!this.closed) {
			try (Connection connection = this.dataSource.getConnection()) {
				listen(connection, listener);
			}
			catch (SQLException ex) {
				logger.debug("Cannot listen to hints of other nodes for now", ex);
				pauseBeforeReconnect();
			}
		}
	}

	// What was said while nobody listened is not known, so each start is a reason to
	// look.
	private void listen(Connection connection, WorkListener listener) throws SQLException {
		connection.setAutoCommit(true);
		PGConnection postgres = connection.unwrap(PGConnection.class);
		try (Statement statement = connection.createStatement()) {
			statement.execute("LISTEN \"" + this.channel + '"');
		}
		if (this.failures > 0) {
			listener.runsChanged();
			listener.schedulesChanged();
		}
		send(Kind.ECHO);
		boolean heard = false;
		while (!this.closed) {
			PGNotification[] hints = postgres.getNotifications(heard ? PROBE_MILLIS : this.echoMillis);
			heard = heard || hints.length > 0;
			tellOfDeafness(!heard);
			pass(hints, listener);
			probe(connection, hints);
			this.failures = 0;
		}
		try (Statement statement = connection.createStatement()) {
			statement.execute("UNLISTEN *");
		}
	}

	private static void probe(Connection connection, PGNotification[] hints) throws SQLException {
		if (hints.length == 0) {
			try (Statement statement = connection.createStatement()) {
				statement.execute("SELECT 1");
			}
		}
	}

	private void tellOfDeafness(boolean deaf) {
		if (deaf && !this.deaf) {
			logger.warn("{}", DEAF);
		}
		this.deaf = deaf;
	}

	@Override
	public List<Finding> findings() {
		return this.deaf ? List.of(DEAF) : List.of();
	}

	private void pass(PGNotification[] hints, WorkListener listener) {
		for (PGNotification hint : hints) {
			String text = hint.getParameter();
			boolean own = text.endsWith(this.self);
			if (!own && text.startsWith(Kind.RUNS.letter)) {
				listener.runsChanged();
			}
			else if (!own && text.startsWith(Kind.SCHEDULES.letter)) {
				listener.schedulesChanged();
			}
		}
	}

	private void pauseBeforeReconnect() {
		long longest = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(this.failures++, 7));
		long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(longest / 2, longest);
		while (!this.closed && System.nanoTime() < end) {
			LockSupport.parkNanos(this, end - System.nanoTime());
		}
	}

	/**
	 * End both threads. The one that listens is told by a hint to itself, so that it can
	 * give its connection back in good order; they are not waited for for long.
	 */
	@Override
	public void close() {
		this.closed = true;
		Thread waiting = this.listener;
		if (waiting != null) {
			LockSupport.unpark(waiting);
			this.pending.add(Kind.ECHO);
			wakeSender();
			join(waiting);
		}
		Thread sending = this.sender;
		if (sending != null) {
			LockSupport.unpark(sending);
			join(sending);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(LONGEST_STOP_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What a hint says.
	 */
	private enum Kind {

		RUNS("r"), SCHEDULES("s"), ECHO("e");

		private final String letter;

		Kind(String letter) {
			this.letter = letter;
		}

	}

}
