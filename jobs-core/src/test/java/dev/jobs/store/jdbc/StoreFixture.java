package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.run.RunError;
import dev.jobs.run.RunIds;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.Exchanged;
import dev.jobs.store.Known;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.Outcome;
import dev.jobs.store.RunBuilder;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.test.ManualClock;

/**
 * A store in a real database, for tests that look behind its interface.
 */
final class StoreFixture {

	static final Duration LEASE = Duration.ofSeconds(30);

	static final RunError ERROR = RunError.of("java.io.IOException", "no route");

	final ManualClock clock = new ManualClock();

	final AtomicInteger statements = new AtomicInteger();

	final DataSource dataSource;

	final JdbcJobStore store;

	final StoreContext context;

	private final RunIds ids = new RunIds(() -> this.clock.instant().toEpochMilli());

	StoreFixture(Dialect dialect) {
		this(dialect, TestDatabase.of(dialect));
	}

	/**
	 * Create a fixture for a database that has the tables.
	 */
	StoreFixture(Dialect dialect, DataSource dataSource) {
		this.dataSource = new Counting(dataSource, this.statements);
		this.store = another("default");
		this.context = new StoreContext(new Database(this.dataSource), dialect, JdbcSettings.standard(), this.clock);
	}

	/**
	 * Return another store in the same database.
	 */
	JdbcJobStore another(String namespace) {
		return new JdbcJobStore(this.dataSource,
				new JdbcSettings(namespace, null, JdbcSettings.DEFAULT_PREFIX, Duration.ofDays(1)), this.clock);
	}

	void advance(Duration by) {
		this.clock.advance(by);
	}

	RunBuilder run(String job) {
		return new RunBuilder(this.ids.next(), job);
	}

	UUID add(RunBuilder run) {
		return insert(run.build());
	}

	UUID insert(NewRun run) {
		return this.store.insert(List.of(run), Joining.OWN).get(0).runId();
	}

	List<ClaimedRun> claim(String node, int room, String... jobs) {
		return this.store
			.exchange(List.of(), new ClaimRequest(node, Map.of("default", room), Known.jobs(jobs), Map.of()))
			.claimed();
	}

	Exchanged write(Outcome outcome) {
		return this.store.exchange(List.of(outcome), new ClaimRequest("node", Map.of(), Known.jobs(), Map.of()));
	}

	UUID succeeded(RunBuilder run, String job) {
		add(run);
		ClaimedRun claimed = claim("node", 1, job).get(0);
		write(new Outcome.Succeeded(claimed.id(), claimed.token(), null));
		return claimed.id();
	}

	boolean beat(String node) {
		return this.store.heartbeat(new NodeBeat(node, "1.0", 8, 0), LEASE).alive();
	}

	long count(String table) {
		return this.context.database()
			.transact((session) -> session.query("SELECT count(*) AS c FROM " + table, (row) -> row.getLong("c")))
			.get(0);
	}

	<T> List<T> together(List<Callable<T>> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(work.size());
		CyclicBarrier start = new CyclicBarrier(work.size());
		try {
			List<Future<T>> futures = new ArrayList<>();
			work.forEach((one) -> futures.add(executor.submit(() -> {
				start.await();
				return one.call();
			})));
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get(30, TimeUnit.SECONDS));
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Counts the statements that are prepared by the thread of the test. Hints to other
	 * nodes are sent by another.
	 */
	private static final class Counting extends DelegatingDataSource {

		private final Thread caller = Thread.currentThread();

		private final AtomicInteger statements;

		Counting(DataSource target, AtomicInteger statements) {
			super(target);
			this.statements = statements;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("prepareStatement") && Thread.currentThread() == this.caller) {
							this.statements.incrementAndGet();
						}
						return invoke(connection, method, arguments);
					});
		}

		private static @Nullable Object invoke(Connection connection, Method method, @Nullable Object[] arguments)
				throws Throwable {
			try {
				return method.invoke(connection, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		}

	}

}
